"""Settings: environment variables that begin with ``COACH_``, or the same names in a ``.env`` file."""

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from coach.conversation import Access, Door
from coach.storage import known_url

TELEGRAM = "https://api.telegram.org"
DATA = Path(platformdirs.user_data_dir("unsaid"))


class SettingsError(Exception):
    """Settings that cannot be used; each line names one and says what is expected. Never shows a value."""


class Settings(BaseSettings):
    """Everything that an operator can set. The descriptions are what ``coach run --help`` prints."""

    model_config = SettingsConfigDict(env_prefix="COACH_", env_file=".env", extra="ignore", hide_input_in_errors=True)

    token: SecretStr | None = Field(default=None, description="the bot's token, from @BotFather, like 123456:ABC…")
    api_url: str = Field(default=TELEGRAM, description="where the Bot API is, an http:// or https:// address")
    database_url: str = Field(
        default=f"sqlite:///{DATA / 'unsaid.sqlite3'}", description="the database, like sqlite:////data/unsaid.sqlite3"
    )
    key_file: Path = Field(default=DATA / "unsaid.keys", description="the file with the keys; made at the first start")
    access: Annotated[frozenset[int] | Literal["invite", "open"], NoDecode] = Field(
        default="invite", description="who may begin: invite, open, or chat ids with commas between them"
    )
    care_file: Path | None = Field(
        default=None, description="a file with help lines of your own, written like those in coach/care/countries"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug, info, warning or error"
    )

    @field_validator("token")
    @classmethod
    def _token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None or not token.get_secret_value():
            return None
        number, colon, rest = token.get_secret_value().partition(":")
        if not (number.isascii() and number.isdigit() and colon and rest) or any(map(str.isspace, rest)):
            raise ValueError("not a token")
        return token

    @field_validator("api_url")
    @classmethod
    def _api_url(cls, url: str) -> str:
        """With or without the ``/bot`` that Bot API addresses end in."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("not an address")
        return url.rstrip("/").removesuffix("/bot").rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, url: str) -> str:
        return known_url(url)

    @field_validator("access", mode="before")
    @classmethod
    def _access(cls, value: Any) -> Any:
        if not isinstance(value, str) or value in ("invite", "open"):
            return value
        return frozenset(int(part) for part in value.split(","))

    def who_may_enter(self) -> Access:
        match self.access:
            case "open":
                return Access(Door.OPEN)
            case "invite":
                return Access(Door.INVITED)
            case listed:
                return Access(Door.LISTED, frozenset(listed))


def load_settings(**given: Any) -> Settings:
    """Read the settings; `SettingsError` names every one that is wrong."""
    try:
        return Settings(**given)
    except ValidationError as error:
        names = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors(include_input=False))
        lines = [f"{variable(name)}: expected {Settings.model_fields[name].description}" for name in names]
        raise SettingsError("\n".join(lines)) from None


def variable(name: str) -> str:
    return f"COACH_{name.upper()}"


def described() -> str:
    """All settings with what they mean and their default, one a line."""
    return "\n".join(
        f"  {variable(name):<20} {field.description}" + (f" (default: {field.default})" if field.default else "")
        for name, field in Settings.model_fields.items()
    )
