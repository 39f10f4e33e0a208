"""An answer by letter over real servers: Postfix takes the reminder, Dovecot has the reply."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.e2e.driving import Vekha, World
from tests.mail_servers import DOMAIN, MailServers

BEGINS = "2018-10-08T08:00:00+03:00"
HEAD = "ФИО;Организация;Должность;Email;Телефон;Роли;Канал\n"
OLGA = f"Пономарева Ольга Ивановна;МЦ;методист;olga@{DOMAIN};;ответственный;почта\n"
VERA = f"Мостовая Вера Петровна;МЦ;методист;vera@{DOMAIN};;координатор;почта\n"
PLAN = (
    "План мероприятий («дорожная карта») развития школ на 2018–2020 годы\n"
    "№\tМероприятие\tСрок исполнения\tОтветственный\n"
    "1\tУтвердить положение о банке практик\tдо 15 октября 2018 г.\tО.И. Пономарева\n"
    "2\tПровести семинар для учителей\tдо 15 октября 2018 г.\tО.И. Пономарева\n"
)


async def _until(found: Callable[[], Any], seconds: float = 40.0) -> Any:
    async with asyncio.timeout(seconds):
        while not (value := await asyncio.to_thread(found)):
            await asyncio.sleep(0.05)
    return value


def _read(raw: bytes) -> EmailMessage:
    letter = message_from_bytes(raw, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def _body(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def _reply(to: EmailMessage, text: str) -> bytes:
    reply = EmailMessage(policy=policy.SMTP)
    reply["From"] = f"Ольга <olga@{DOMAIN}>"
    reply["To"] = str(to["Reply-To"])
    reply["Subject"] = f"Re: {to['Subject']}"
    reply["Message-ID"] = f"<{abs(hash(text))}@phone.example>"
    reply["In-Reply-To"] = reply["References"] = str(to["Message-ID"])
    quoted = "\n".join(f"> {line}" for line in _body(to).splitlines())
    reply.set_content(f"{text}\n\n10.10.2018, 10:05, Веха <vekha@{DOMAIN}>:\n{quoted}\n")
    return bytes(reply)


def _reports(folder: Path) -> list[tuple[str, str, str]]:
    with sqlite3.connect(f"file:{folder / 'data' / 'vekha.sqlite3'}?mode=ro", uri=True) as known:
        rows = known.execute("SELECT event, fact_on, via FROM report ORDER BY id")
        return [tuple(row) for row in rows]


async def test_a_reply_to_a_reminder_marks_and_is_answered_once(
    vekha: Vekha, people: World, mail_servers: MailServers
) -> None:
    servers = mail_servers
    vekha.env |= {
        "VEKHA_SMTP_URL": servers.smtp_url,
        "VEKHA_IMAP_URL": servers.imap_url("otvet"),
        "VEKHA_CA_FILE": str(servers.authority.file),
        "VEKHA_MAIL_FROM": f"Веха <vekha@{DOMAIN}>",
        "VEKHA_REPLY_TO": f"otvet@{DOMAIN}",
    }
    plan, staff = vekha.folder / "plan.txt", vekha.folder / "people.csv"
    plan.write_text(PLAN, "utf-8")
    staff.write_text(HEAD + OLGA + VERA, "utf-8")
    await vekha.command("people", "import", str(staff))
    out = await vekha.command("import", str(plan), "--period", "2018-01-01..2020-12-31", "--commit")
    number = out.strip().splitlines()[-1]
    await vekha.command("launch", number, "--as-of", "2018-10-08")
    await vekha.start()
    await people.move("2018-10-10T09:00:00+03:00")

    def reminder() -> EmailMessage | None:
        found = [_read(raw) for raw in servers.letters("olga")]
        return next((one for one in found if "положение о банке" in _body(one)), None)

    told = await _until(reminder)
    assert "otvet+" in str(told["Reply-To"])
    letters = len(servers.letters("olga"))
    await asyncio.to_thread(
        servers.send, _reply(told, "1 выполнено 09.10"), f"olga@{DOMAIN}", _address(told)
    )
    assert await _until(lambda: _reports(vekha.folder)) == [("done", "2018-10-09", "email")]
    answers = await _until(lambda: servers.letters("olga")[letters:])
    answer = _read(answers[0])
    assert "Утвердить положение о банке практик" in _body(answer)
    assert "9 октября 2018" in _body(answer)
    assert str(answer["Auto-Submitted"]) == "auto-replied"
    assert str(answer["In-Reply-To"]).endswith("@phone.example>")

    # killed in the middle of it, the next start goes on where it was
    raw = _reply(answer, "2 в работе")
    assert vekha.process is not None
    await asyncio.to_thread(servers.send, raw, f"olga@{DOMAIN}", _address(answer))
    await vekha.stop(signal.SIGKILL)
    await vekha.start()
    await _until(lambda: len(_reports(vekha.folder)) == 2)
    await _until(lambda: len(servers.letters("olga")) == letters + 2)
    await people.settle()
    assert [event for event, *_ in _reports(vekha.folder)] == ["done", "in_progress"]
    assert len(servers.letters("olga")) == letters + 2


def _address(letter: EmailMessage) -> str:
    return str(letter["Reply-To"].addresses[0].addr_spec)
