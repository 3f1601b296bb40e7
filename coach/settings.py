"""Settings: environment variables that begin with ``COACH_``, or the same names in a ``.env`` file."""

import hmac
import re
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from coach.door import Access, Door
from coach.storage import known_url

TELEGRAM = "https://api.telegram.org"
FREE_RATE = 30
"""Messages a second up to which Telegram takes nothing for them."""

DATA = Path(platformdirs.user_data_dir("unsaid"))
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}", re.ASCII)  # what Telegram takes, and nobody guesses
_HEALTH = ("/healthz", "/readyz")
_BY_DEFAULT = ("listen", "webhook")


class SettingsError(Exception):
    """Settings that cannot be used; each line names one and says what is expected. Never shows a value."""


class Address(NamedTuple):
    """Where to listen: a name or number of this machine, and a port; 0 is any that is free."""

    host: str
    port: int


class Settings(BaseSettings):
    """Everything that an operator can set. The descriptions are what ``coach run --help`` prints."""

    model_config = SettingsConfigDict(env_prefix="COACH_", env_file=".env", extra="ignore", hide_input_in_errors=True)

    token: SecretStr | None = Field(default=None, description="the bot's token, from @BotFather, like 123456:ABC…")
    api_url: str = Field(default=TELEGRAM, description="where the Bot API is, an http:// or https:// address")
    database_url: str = Field(
        default=f"sqlite:///{DATA / 'unsaid.sqlite3'}",
        description="the database, like sqlite:////data/unsaid.sqlite3 or postgresql://unsaid:password@db/unsaid",
        repr=False,  # it may hold a password
    )
    key_file: Path = Field(default=DATA / "unsaid.keys", description="the file with the keys; made at the first start")
    access: Annotated[frozenset[int] | Literal["invite", "open"], NoDecode] = Field(
        default="invite", description="who may begin: invite, open, or chat ids with commas between them"
    )
    send_rate: int = Field(
        default=25,
        ge=1,
        le=1000,
        description=f"messages a second, all replicas together; above {FREE_RATE} Telegram charges for them",
    )
    intake: Literal["polling", "webhook"] = Field(
        default="polling", description="how updates come in: polling or webhook"
    )
    webhook_url: str | None = Field(
        default=None,
        description="with webhooks: where Telegram reaches us, an address like https://bot.example/telegram",
        validate_default=True,
    )
    webhook_secret: SecretStr | None = Field(
        default=None,
        description="what Telegram shows there, 16 to 256 of A-Z, a-z, 0-9, _ and -; made from the token where not set",
    )
    listen: Annotated[Address | None, NoDecode] = Field(
        default=None,
        description="where webhooks and health checks are answered, like 127.0.0.1:8080, which it is with webhooks",
        validate_default=True,
    )
    metrics_listen: Annotated[Address | None, NoDecode] = Field(
        default=None, description="where /metrics is answered, like 127.0.0.1:9090; nowhere where not set"
    )
    care_file: Path | None = Field(
        default=None, description="a file with help lines of your own, written like those in coach/care/countries"
    )
    protect_content: bool = Field(
        default=False,
        description="true: what quotes a person cannot be forwarded or saved from the chat, nor its screen be taken",
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

    @field_validator("webhook_url")
    @classmethod
    def _webhook_url(cls, url: str | None, info: ValidationInfo) -> str | None:
        """Needed with webhooks only. A balancer hands the path on to us, so it must not be one of the health checks."""
        if not url:
            if info.data.get("intake") == "webhook":
                raise ValueError("needed")
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment or parts.path in _HEALTH:
            raise ValueError("not an address")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is None or not secret.get_secret_value():
            return None
        if not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("not a secret")
        return secret

    @field_validator("listen", "metrics_listen", mode="before")
    @classmethod
    def _address(cls, value: Any, info: ValidationInfo) -> Any:
        if not value:
            return Address("127.0.0.1", 8080) if (info.field_name, info.data.get("intake")) == _BY_DEFAULT else None
        if not isinstance(value, str):
            return value
        parts = urlsplit(f"//{value}")
        if not parts.hostname or parts.port is None or parts.netloc != value or parts.username is not None:
            raise ValueError("not an address")
        return Address(parts.hostname, parts.port)

    @field_validator("access", mode="before")
    @classmethod
    def _access(cls, value: Any) -> Any:
        if not isinstance(value, str) or value in ("invite", "open"):
            return value
        return frozenset(int(part) for part in value.split(","))

    def webhook(self) -> tuple[str, str] | None:
        """The path that Telegram posts to and the secret that it shows, the same in every replica."""
        if self.intake != "webhook" or self.webhook_url is None or self.token is None:
            return None
        derived = hmac.digest(self.token.get_secret_value().encode(), b"unsaid webhook", "sha256").hex()
        secret = self.webhook_secret.get_secret_value() if self.webhook_secret else derived
        return urlsplit(self.webhook_url).path or "/", secret

    def secrets(self) -> list[str]:
        """What no log line may show."""
        database, webhook = urlsplit(self.database_url), self.webhook()
        password = database.password or ""
        found = {password, unquote(password), *parse_qs(database.query).get("password", ())}
        found |= {self.token.get_secret_value() if self.token else "", webhook[1] if webhook else ""}
        return sorted(found - {""})

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
