from pathlib import Path
from typing import Any

import pytest

from coach.app import own_lines
from coach.door import Access, Door
from coach.settings import TELEGRAM, Address, Settings, SettingsError, described, load_settings, variable

TOKEN = "123456:test-token"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_has_to_be_set() -> None:
    settings = load_settings()
    assert settings.token is None
    assert settings.api_url == TELEGRAM
    assert settings.database_url.startswith("sqlite:///")
    assert settings.who_may_enter() == Access(Door.INVITED)


BAD = [
    ("TOKEN", "s3cret"),
    ("TOKEN", "s3cret:abc"),
    ("TOKEN", "123:"),
    ("TOKEN", "123:s3cret and more"),
    ("TOKEN", "١٢٣:s3cret"),
    ("API_URL", "s3cret.example"),
    ("API_URL", "ftp://s3cret"),
    ("API_URL", "http://"),
    ("API_URL", "https:///s3cret"),
    ("API_URL", "http://[s3cret"),
    ("API_URL", "http://host/?key=s3cret"),
    ("DATABASE_URL", "s3cret"),
    ("DATABASE_URL", "mysql://root:s3cret@db/unsaid"),
    ("ACCESS", "s3cret"),
    ("ACCESS", "1, s3cret"),
    ("ACCESS", ""),
    ("ACCESS", "1,,2"),
    ("INTAKE", "s3cret"),
    ("WEBHOOK_URL", "s3cret.example/hook"),
    ("WEBHOOK_URL", "https:///s3cret"),
    ("WEBHOOK_URL", "https://s3cret.example/healthz"),
    ("WEBHOOK_URL", "https://s3cret.example/hook#there"),
    ("WEBHOOK_SECRET", "s3cret"),
    ("WEBHOOK_SECRET", "s3cret with spaces in it"),
    ("WEBHOOK_SECRET", "s3cret" * 50),
    ("LISTEN", "s3cret"),
    ("LISTEN", "127.0.0.1"),
    ("LISTEN", "127.0.0.1:s3cret"),
    ("LISTEN", "127.0.0.1:70000"),
    ("LISTEN", "http://s3cret:8080"),
    ("LISTEN", "s3cret@host:8080"),
    ("METRICS_LISTEN", "s3cret:9090/metrics"),
    ("LOG_LEVEL", "s3cret"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_refused_by_name_with_what_is_expected_and_never_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"COACH_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == f"COACH_{name}: expected {Settings.model_fields[name.lower()].description}"
    assert "s3cret" not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_every_bad_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TOKEN", "API_URL", "DATABASE_URL", "ACCESS", "LOG_LEVEL"):
        monkeypatch.setenv(f"COACH_{name}", "bad")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == [
        "COACH_TOKEN",
        "COACH_API_URL",
        "COACH_DATABASE_URL",
        "COACH_ACCESS",
        "COACH_LOG_LEVEL",
    ]


def test_a_token_is_read_and_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_TOKEN", TOKEN)
    settings = load_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert "test-token" not in f"{settings!r} {settings} {settings.model_dump()}"


def test_an_empty_token_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_TOKEN", "")
    assert load_settings().token is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        ("http://127.0.0.1:8081/bot", "http://127.0.0.1:8081"),
        ("http://127.0.0.1:8081/bot/", "http://127.0.0.1:8081"),
        ("https://bots.test/telegram", "https://bots.test/telegram"),
        ("https://bots.test/telegram/bot", "https://bots.test/telegram"),
        ("https://robot.test/robot", "https://robot.test/robot"),
        ("HTTPS://bots.test", "HTTPS://bots.test"),
    ],
)
def test_the_bot_apis_address_is_taken_with_or_without_its_end(given: str, kept: str) -> None:
    assert load_settings(api_url=given).api_url == kept


@pytest.mark.parametrize(
    ("value", "access"),
    [
        ("open", Access(Door.OPEN)),
        ("invite", Access(Door.INVITED)),
        ("7", Access(Door.LISTED, frozenset({7}))),
        ("7, 8,9", Access(Door.LISTED, frozenset({7, 8, 9}))),
    ],
)
def test_who_may_enter(monkeypatch: pytest.MonkeyPatch, value: str, access: Access) -> None:
    monkeypatch.setenv("COACH_ACCESS", value)
    assert load_settings().who_may_enter() == access


def test_a_file_named_env_is_read_and_the_environment_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        f"COACH_TOKEN={TOKEN}\nCOACH_ACCESS=open\nCOACH_LOG_LEVEL=debug\nOTHER=7\n", encoding="utf-8"
    )
    monkeypatch.setenv("COACH_ACCESS", "7")
    settings = load_settings()
    assert settings.token is not None
    assert settings.log_level == "debug"
    assert settings.access == frozenset({7})


def test_every_setting_is_described() -> None:
    lines = described().splitlines()
    assert [line.split()[0] for line in lines] == [variable(name) for name in Settings.model_fields]
    assert "api.telegram.org" in described()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_what_is_expected_is_said_of_each(name: str) -> None:
    field: Any = Settings.model_fields[name]
    assert len(field.description) > 10


def test_polling_listens_nowhere_unless_told() -> None:
    settings = load_settings(token=TOKEN)
    assert (settings.intake, settings.listen, settings.metrics_listen, settings.webhook()) == (
        "polling",
        None,
        None,
        None,
    )


def test_webhooks_need_an_address_and_listen_on_this_machine() -> None:
    with pytest.raises(SettingsError, match="COACH_WEBHOOK_URL"):
        load_settings(token=TOKEN, intake="webhook")
    settings = load_settings(token=TOKEN, intake="webhook", webhook_url="https://bot.test")
    assert settings.listen == ("127.0.0.1", 8080)
    webhook = settings.webhook()
    assert webhook is not None
    assert webhook[0] == "/"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("127.0.0.1:8080", Address("127.0.0.1", 8080)),
        ("[::1]:0", Address("::1", 0)),
        ("", None),
        ("bot:80", ("bot", 80)),
    ],
)
def test_where_to_listen(monkeypatch: pytest.MonkeyPatch, value: str, address: Address | None) -> None:
    monkeypatch.setenv("COACH_LISTEN", value)
    monkeypatch.setenv("COACH_METRICS_LISTEN", value)
    settings = load_settings()
    assert (settings.listen, settings.metrics_listen) == (address, address)


def test_secrets_are_shown_by_no_settings_and_known_to_the_logs() -> None:
    url = "sqlite://unsaid:p%40ss-word@/file"
    given = {"token": TOKEN, "intake": "webhook", "webhook_url": "https://bot.test", "database_url": url}
    settings = load_settings(**given, webhook_secret="a-secret-of-our-own")
    assert not any(part in f"{settings!r} {settings}" for part in ("ss-word", "of-our-own", "test-token"))
    assert {"p@ss-word", "p%40ss-word", "a-secret-of-our-own", TOKEN} == set(settings.secrets())
    derived = load_settings(**given).secrets()
    assert any(len(secret) == 64 for secret in derived)


def test_lines_of_one_s_own_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "lines.toml"
    line = 'name = "Ours"\nkind = "crisis"\nphone = "12"\nsource = "https://example.org"\nknown_from = "us"'
    file.write_text(f"[[AT]]\n{line}\n", "utf-8")
    assert [one.name for one in own_lines(load_settings(care_file=file))["AT"]] == ["Ours"]
    assert not own_lines(load_settings())


@pytest.mark.parametrize("text", [None, "[[AT]", "x = 1"])
def test_a_file_of_lines_that_cannot_be_read_is_said_at_the_start(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "lines.toml"
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="COACH_CARE_FILE"):
        own_lines(load_settings(care_file=file))
