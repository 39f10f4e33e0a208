"""The week's letter before it goes, as its coordinators handle it; used by several tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import col, select

from channels.message import Message
from services import weekly_previews
from storage.database import Database
from storage.tables import AuditRow
from tests.services.office import BOSS, OLGA, VERA, Office, at, row
from views.actions import Verb, unpack

FRIDAY_10, MONDAY_8 = at("2018-10-12 10:00"), at("2018-10-15 08:00")
WEEK = date(2018, 10, 15)
NOW = at("2018-10-12 11:00")
NINA = "Тихая Нина Ивановна;МЦ;методист;;;координатор;"


async def opened(database: Database) -> Office:
    office = await Office.open(database, OLGA, VERA, BOSS, now=at("2018-10-08 09:00"))
    await office.bind("Мостовая", 301)
    await office.launch(row("до 11 октября 2018", title="Недавнее"))
    return office


def verbs(message: Message) -> list[Verb]:
    actions = [unpack(button.action) for line in message.buttons for button in line]
    return [action.verb for action in actions if action is not None]


async def hold(
    office: Office, *, stop: bool, when: str = "2018-10-12 11:00", who: str = "Мостовая"
) -> Message:
    actor = await office.actor(who)
    async with office.database.write() as session:
        return await weekly_previews.hold(session, actor, WEEK, at(when), stop=stop)


async def explain(
    office: Office, words: str, when: str = "2018-10-12 11:00", who: str = "Мостовая"
) -> Message:
    actor = await office.actor(who)
    async with office.database.write() as session:
        await weekly_previews.ask_line(session, actor, WEEK, "301", at(when))
        data = {"week": WEEK.isoformat()}
        return await weekly_previews.line_heard(session, actor, data, "301", words, at(when))


def deeds() -> Any:
    """What was done to letters, from the audit trail."""
    return select(AuditRow).where(col(AuditRow.action).startswith("letter."))
