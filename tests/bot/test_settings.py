"""Settings: read once, and an error names the variable, says what is wanted, never the value."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import SettingError
from bot.settings import Settings, load

TOKEN = "123456:AAsecret-token-nobody-may-see-0"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"VEKHA_{name.upper()}", raising=False)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("VEKHA_BOT_TOKEN", "secret-without-number"),
        ("VEKHA_BOT_TOKEN", "123456:"),
        ("VEKHA_TELEGRAM_API_URL", "ftp://secret.example"),
        ("VEKHA_TELEGRAM_PROXY", "gopher://user:secret@host"),
        ("VEKHA_TELEGRAM_PROXY", "https://user:secret@host:3128"),
        ("VEKHA_TELEGRAM_PROXY", "socks5://user:secret@host"),
        ("VEKHA_TELEGRAM_PROXY", "http://user:secret@:3128"),
        ("VEKHA_TELEGRAM_PROXY", "http://user:secret@host:port"),
        ("VEKHA_SMTP_URL", "http://user:secret@host"),
        ("VEKHA_SMTP_URL", "smtp://"),
        ("VEKHA_CLOCK", "secretly soon"),
        ("VEKHA_CLOCK", "2018-10-08T09:00"),
        ("VEKHA_DOCUMENT_LIMIT_MB", "secret"),
        ("VEKHA_DOCUMENT_LIMIT_MB", "0"),
        ("VEKHA_LOG_JSON", "secretly"),
    ],
)
def test_an_error_names_the_variable_and_hides_the_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingError) as error:
        load(None)
    assert error.value.name == variable
    assert error.value.sentence.startswith(f"{variable}: ")
    assert "secret" not in str(error.value)


def test_what_is_set_is_read_and_does_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEKHA_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("VEKHA_TELEGRAM_API_URL", "http://localhost:8081/")
    monkeypatch.setenv("VEKHA_SMTP_URL", "smtps://u:p@mail.example")
    settings = load(None)
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.telegram_api_url == "http://localhost:8081"
    with pytest.raises(ValidationError):
        settings.bot_name = "other"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEKHA_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("VEKHA_SMTP_URL", "smtp://u:hidden@mail.example")
    monkeypatch.setenv("VEKHA_DATABASE_URL", "postgresql://u:hidden@db/vekha")
    monkeypatch.setenv("VEKHA_SECRET_KEY", "hidden")
    shown = f"{load(None)!r} {load(None)}"
    assert "hidden" not in shown
    assert TOKEN not in shown


def test_the_file_gives_way_to_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("VEKHA_BOT_NAME=from_file\nVEKHA_MAIL_FROM=Веха <v@town.example>\n", "utf-8")
    monkeypatch.setenv("VEKHA_BOT_NAME", "from_environment")
    settings = load(str(file))
    assert settings.bot_name == "from_environment"
    assert settings.mail_from == "Веха <v@town.example>"


def test_an_empty_value_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEKHA_BOT_TOKEN", "")
    monkeypatch.setenv("VEKHA_DOCUMENT_LIMIT_MB", "")
    assert load(None).document_limit_mb == 20


def test_the_database_is_a_file_in_the_data_directory_unless_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VEKHA_DATA_DIR", "/srv/vekha")
    assert load(None).database == "sqlite:////srv/vekha/vekha.sqlite3"
    monkeypatch.setenv("VEKHA_DATABASE_URL", "postgresql://db/vekha")
    assert load(None).database == "postgresql://db/vekha"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VEKHA_WEBHOOK_URL", "http://vekha.example/hook"),
        ("VEKHA_WEBHOOK_URL", "https://"),
        ("VEKHA_WEBHOOK_URL", "vekha.example"),
        ("VEKHA_WEBHOOK_LISTEN", "8080"),
        ("VEKHA_WEBHOOK_LISTEN", ":8080"),
        ("VEKHA_WEBHOOK_LISTEN", "127.0.0.1:0"),
        ("VEKHA_WEBHOOK_LISTEN", "127.0.0.1:70000"),
    ],
)
def test_a_webhook_that_cannot_be_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=name):
        load(None)


@pytest.mark.parametrize(
    ("value", "address"),
    [("127.0.0.1:8085", ("127.0.0.1", 8085)), ("[::1]:8085", ("::1", 8085))],
)
def test_where_the_webhook_listens(
    monkeypatch: pytest.MonkeyPatch, value: str, address: tuple[str, int]
) -> None:
    monkeypatch.setenv("VEKHA_WEBHOOK_LISTEN", value)
    assert load(None).webhook_address == address
