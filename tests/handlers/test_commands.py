"""Which commands a chat offers, told when somebody joins and when the process starts."""

from __future__ import annotations

from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import SetMyCommands
from aiogram.types import BotCommandScopeAllPrivateChats, BotCommandScopeChat

from handlers import commands
from services import invitations
from storage.database import Database
from tests.handlers.desk import Desk
from tests.services.office import FIRST, OLGA, VERA, Office, at

EVERYBODY = ["my", "bank", "help", "cancel"]
COORDINATOR = [
    "my",
    "digest",
    "desk",
    "calls",
    "roadmaps",
    "people",
    "write",
    "reports",
    "bank",
    "help",
    "cancel",
]
OLGA_CHAT, DIRECTOR_CHAT, VERA_CHAT = 101, 201, 301


def _told(desk: Desk) -> dict[int | None, list[str]]:
    """The commands of each chat, None for everybody's."""
    found: dict[int | None, list[str]] = {}
    for call in desk.far_end.calls:
        if isinstance(call, SetMyCommands):
            scope = call.scope
            if isinstance(scope, BotCommandScopeChat):
                found[int(scope.chat_id)] = [c.command for c in call.commands]
            else:
                assert isinstance(scope, BotCommandScopeAllPrivateChats)
                found[None] = [c.command for c in call.commands]
    return found


async def test_who_coordinates_or_heads_a_school_has_more(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA, FIRST)
    for surname, chat in (("Пономарева", 101), ("Мостовая", 301), ("Громов", 201)):
        await office.bind(surname, chat)
    desk = Desk(database)
    await commands.offer_all(desk.bot, database)
    assert _told(desk) == {
        None: EVERYBODY,
        VERA_CHAT: COORDINATOR,
        DIRECTOR_CHAT: ["my", "school", "bank", "help", "cancel"],
    }


async def test_joining_tells_the_chats_own(database: Database) -> None:
    office = await Office.open(database, VERA)
    async with database.write() as session:
        (link,) = await invitations.invite(
            session, office.tenant.id, at("2018-10-10 09:00"), name="Мостовая В.П."
        )
    desk = Desk(database)
    (question,) = await desk.say(VERA_CHAT, f"/start {link.token}")
    await desk.press(VERA_CHAT, question.buttons[0][0].action)
    assert _told(desk) == {VERA_CHAT: COORDINATOR}


async def test_what_cannot_be_told_stops_nothing(database: Database) -> None:
    office = await Office.open(database, VERA)
    await office.bind("Мостовая", VERA_CHAT)
    desk = Desk(database)
    fails = desk.far_end.make_request

    async def refuses(bot, method, timeout=None):  # type: ignore[no-untyped-def]
        if isinstance(method, SetMyCommands):
            raise TelegramNetworkError(method, "unreachable")
        return await fails(bot, method, timeout)

    desk.far_end.make_request = refuses  # type: ignore[method-assign]
    await commands.offer_all(desk.bot, database)
    assert await desk.say(VERA_CHAT, "/start")


async def test_who_is_let_in_and_who_has_moved_are_offered_what_is_theirs(
    database: Database,
) -> None:
    office = await Office.open(database, VERA, FIRST)
    await office.bind("Мостовая", VERA_CHAT)
    desk = Desk(database)
    (hello,) = await desk.say(DIRECTOR_CHAT, "здравствуйте")
    await desk.press(DIRECTOR_CHAT, hello.buttons[0][0].action)
    asked = await desk.say(DIRECTOR_CHAT, "Громов Игорь Николаевич, МОУ «СОШ № 1»")
    request = next(m for m in asked if m.buttons and "Громов" in m.text)
    await desk.press(VERA_CHAT, request.buttons[0][0].action)
    assert "school" in _told(desk)[DIRECTOR_CHAT]
    async with database.write() as session:
        (link,) = await invitations.invite(
            session, office.tenant.id, at("2018-10-10 09:00"), name="Мостовая В.П."
        )
    (question,) = await desk.say(302, f"/start {link.token}")
    await desk.press(302, question.buttons[0][0].action)
    told = _told(desk)
    assert "digest" in told[302]
    assert "digest" not in told[VERA_CHAT]
