"""What `vekha doctor` says of letters that come back, against Dovecot and folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.commands import doctor, doctor_mail
from bot.settings import Settings
from tests.mail_servers import DOMAIN, MailServers


def _settings(**more: Any) -> Settings:
    return Settings(_env_file=None, **more)  # type: ignore[call-arg]


@pytest.fixture
def box(mail_servers: MailServers) -> dict[str, Any]:
    return {
        "imap_url": SecretStr(mail_servers.imap_url("maria")),
        "reply_to": f"maria@{DOMAIN}",
        "ca_file": mail_servers.authority.file,
    }


async def test_a_box_that_can_be_read_is_well(box: dict[str, Any]) -> None:
    found = await doctor_mail.examine(_settings(**box))
    assert all(one.well for one in found)
    assert f"maria@{DOMAIN}" in found[0].words
    assert "весь ящик" in found[1].words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((":secret@", ":other@"), "имя или пароль"),
        (("/INBOX", "/Нет"), "нет папки «Нет»"),
        (("/INBOX", "/INBOX?move=Нет"), "нет папки «Нет»"),
    ],
)
async def test_what_is_wrong_with_a_box_is_said(
    box: dict[str, Any], change: tuple[str, str], words: str
) -> None:
    url = box["imap_url"].get_secret_value().replace(*change)
    (found,) = await doctor_mail.examine(_settings(**box | {"imap_url": SecretStr(url)}))
    assert not found.well
    assert words in found.words
    assert "secret" not in found.words


async def test_a_server_without_a_known_certificate_is_none(box: dict[str, Any]) -> None:
    (found,) = await doctor_mail.examine(_settings(**box | {"ca_file": None}))
    assert not found.well
    assert "VEKHA_IMAP_URL" in found.words


async def test_a_box_without_an_address_in_letters_is_half_of_it(tmp_path: Path) -> None:
    found = await doctor_mail.examine(_settings(maildir=tmp_path / "box"))
    assert [one.well for one in found] == [True, False]
    assert "VEKHA_REPLY_TO" in found[1].words
    (alone,) = await doctor_mail.examine(_settings(reply_to="answers@town.example"))
    assert "VEKHA_IMAP_URL" in alone.words


async def test_a_provider_that_limits_letters_is_spoken_of() -> None:
    found, _ = await doctor_mail.examine(
        _settings(smtp_url=SecretStr("smtps://vekha:p@smtp.yandex.ru"))
    )
    assert "VEKHA_SMTP_PER_DAY" in found.words
    known = _settings(smtp_url=SecretStr("smtps://v:p@smtp.yandex.ru"), smtp_per_day=400)
    assert all("VEKHA_SMTP_PER_DAY" not in one.words for one in await doctor_mail.examine(known))


@pytest.mark.parametrize(("login", "well"), [("vekha%40town.ru", True), ("box%40town.ru", False)])
async def test_what_a_provider_refuses_is_said(login: str, *, well: bool) -> None:
    url = SecretStr(f"smtps://{login}:p@smtp.yandex.ru")
    known = _settings(smtp_url=url, mail_from="Веха <vekha@town.ru>", smtp_per_day=400)
    (found,) = await doctor_mail.examine(known)
    assert found.well is well
    assert "vekha@town.ru" in found.words
    assert ("25 МБ" in found.words) is well


def test_the_password_of_a_known_provider_is_explained() -> None:
    assert "Яндекс 360" in doctor_mail.advice("imap.yandex.ru")
    assert "VK WorkMail" in doctor_mail.advice("imap.mail.ru")
    assert doctor_mail.advice("mail.town.example") == ""


async def test_a_server_without_encryption_and_one_of_a_stranger_are_told_apart(
    mail_servers: MailServers,
) -> None:
    url = mail_servers.smtp_url
    stranger = await doctor._mail(_settings(smtp_url=SecretStr(url)))
    assert not stranger.well
    assert "VEKHA_CA_FILE" in stranger.words
    known = _settings(smtp_url=SecretStr(url), ca_file=mail_servers.authority.file)
    assert (await doctor._mail(known)).well
