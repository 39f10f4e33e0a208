"""The settings, read once from the environment and .env into one frozen object."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, parse_qs, urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingError
from bot.sentences import say

PREFIX = "VEKHA_"


def gettext(message: str) -> str:
    """Marks a sentence for the catalogues; `load` has it translated."""
    return message


def _http(value: str) -> str:
    if value and urlsplit(value).scheme not in {"http", "https"}:
        raise ValueError(gettext("an http:// or https:// address"))
    return value.rstrip("/")


def _proxy(value: str) -> str:
    if not value:
        return value
    value = value.replace("socks5h://", "socks5://", 1)  # names are always resolved by the proxy
    parts = urlsplit(value)
    if parts.scheme not in {"http", "socks4", "socks5"} or not parts.hostname or not _port(parts):
        raise ValueError(gettext("socks5://user:password@host:port or http://…, with the port"))
    return value


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        return None


def _webhook(value: str) -> str:
    parts = urlsplit(value)
    trusted = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))
    if value and not (trusted and parts.hostname):
        raise ValueError(gettext("the https:// address that Telegram is to call"))
    return value


def is_loopback(host: str | None) -> bool:
    """Whether an address stays on this machine."""
    return host == "localhost" or (host or "").startswith("127.") or host == "::1"


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not (host and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(gettext("host:port, such as 127.0.0.1:8080"))
    return value


def _smtp(value: SecretStr) -> SecretStr:
    shown = value.get_secret_value()
    parts = urlsplit(shown)
    if shown and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
        raise ValueError(gettext("smtp://user:password@host:port or smtps://…"))
    if parse_qs(parts.query).get("starttls", ["never"])[0] not in {"never", "always"}:
        raise ValueError(gettext("?starttls=never or ?starttls=always"))
    return value


def _imap(value: SecretStr) -> SecretStr:
    shown = value.get_secret_value()
    parts = urlsplit(shown)
    known = parts.scheme in {"imap", "imaps"} and parts.hostname and parts.username
    if shown and not (known and parts.path.strip("/")):
        raise ValueError(gettext("imaps://user:password@host/Folder, with the folder"))
    return value


def _clock(value: str) -> str:
    if value and urlsplit(value).scheme not in {"http", "https"}:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            wanted = gettext("an instant such as 2018-10-08T09:00+03:00, or an http:// address")
            raise ValueError(wanted) from error
        if moment.tzinfo is None:
            raise ValueError(gettext("an instant with its offset, such as 2018-10-08T09:00+03:00"))
    return value


def _token(value: SecretStr) -> SecretStr:
    number, _, rest = value.get_secret_value().partition(":")
    if value.get_secret_value() and not (number.isdigit() and rest):
        raise ValueError(gettext("a token as @BotFather gives it, such as 123456:ABC…"))
    return value


def _users(value: str) -> str:
    numbers = value.replace(",", " ").split()
    if not all(number.isdecimal() and int(number) > 0 for number in numbers):
        raise ValueError(gettext("Telegram user ids separated by commas, such as 123456789"))
    return value


def _box(value: str) -> str:
    local, _, host = value.rpartition("@")
    if value and not (local and host and value.isascii() and value.isprintable()):
        raise ValueError(gettext("a mailbox such as answers@town.example"))
    if " " in value or "+" in local:
        raise ValueError(gettext("a mailbox such as answers@town.example"))
    return value


HttpAddress = Annotated[str, AfterValidator(_http)]


class Settings(BaseSettings):
    """Every setting; the names in the environment have the prefix VEKHA_."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    bot_name: str = ""
    telegram_api_url: HttpAddress = ""
    telegram_proxy: Annotated[str, AfterValidator(_proxy)] = ""
    operators: Annotated[str, AfterValidator(_users)] = ""
    telegram_limits: bool = True
    webhook_url: Annotated[str, AfterValidator(_webhook)] = ""
    webhook_listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"
    database_url: SecretStr = SecretStr("")
    data_dir: Path = Path("data")
    smtp_url: Annotated[SecretStr, AfterValidator(_smtp)] = SecretStr("")
    smtp_per_day: int | None = Field(default=None, ge=1)
    mail_from: str = "Vekha <vekha@localhost>"
    reply_to: Annotated[str, AfterValidator(_box)] = ""
    imap_url: Annotated[SecretStr, AfterValidator(_imap)] = SecretStr("")
    maildir: Path | None = None
    reply_style: Literal["plus", "subject", "none"] = "plus"
    ca_file: Path | None = None
    clock: Annotated[str, AfterValidator(_clock)] = ""
    secret_key: SecretStr = SecretStr("")
    document_limit_mb: int = Field(default=20, ge=1, le=200)
    log_json: bool | None = None

    @property
    def database(self) -> str:
        """The SQLAlchemy URL; SQLite in the data directory unless set."""
        given = self.database_url.get_secret_value()
        return given or f"sqlite:///{self.data_dir / 'vekha.sqlite3'}"

    @property
    def operator_ids(self) -> frozenset[int]:
        """The Telegram users who run the installation, see `/admin`."""
        return frozenset(map(int, self.operators.replace(",", " ").split()))

    @property
    def webhook_address(self) -> tuple[str, int]:
        """Where the webhook's server listens: host and port."""
        host, _, port = self.webhook_listen.rpartition(":")
        return host.strip("[]"), int(port)


def load(env_file: str | None = ".env") -> Settings:
    """Read them. Raises `SettingError` that names the variable, never shows its value."""
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = PREFIX + str(first["loc"][0]).upper()
        wanted = str(first.get("ctx", {}).get("error", "")) or first["msg"]
        raise SettingError(name, say().gettext(wanted)) from None
