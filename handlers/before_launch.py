"""«Всё до запуска выполнено»: the offer under the digest, and the exceptions as typed codes."""

from __future__ import annotations

import re
from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers import hearing
from handlers.activities import pressed
from handlers.lost import lost
from handlers.reply import Reply
from services import desk, past_in_chat
from services.rights import Actor
from storage.tables import NoticeKind
from views import answers
from views.actions import Verb
from views.speech import speech

_CODE = r"(?:[\u041c\u043cMm]-?\s*)?\d{1,6}"
_CODES = re.compile(rf"\s*{_CODE}(?:[\s,;]+{_CODE})*\s*")


def codes(text: str) -> list[int]:
    """The numbers in «М-3, М-5»."""
    return [int(number) for number in re.findall(r"\d+", text)]


async def press(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The offer (0: which are they?) or its confirmation (1: all done)."""
    by, action = pressed(query, actor, 2)
    number, stage = action.ids[:2]
    address = str(query.message.chat.id) if query.message else ""
    if stage:
        message = await past_in_chat.all_done(session, by, number, address, now)
        return Reply(message, edits_pressed=True)
    return Reply(await past_in_chat.ask(session, by, number, address, now))


async def typed_codes(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Codes alone are exceptions while the question stands; else a number may answer another
    question, and one code opens the coordinator's desk."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    text, address = message.text or "", str(message.chat.id)
    taken = await past_in_chat.typed(session, actor, codes(text), address, now)
    taken = taken or await hearing.heard(session, actor, address, text, now)
    if taken is not None:
        return Reply(taken)
    if len(codes(text)) == 1:
        found = await desk.by_code(session, actor, codes(text)[0], now)
        if found is not None:
            card, about = found
            kind = NoticeKind.DESK if about else NoticeKind.ANSWER
            return Reply(card, kind=kind, about=about)
    return await lost(session, actor, text, now)


def routes() -> Router:
    """The offer and the typed codes."""
    router = Router(name="before_launch")
    router.callback_query.register(press, F.data.startswith(f"{Verb.PAST}:"))
    router.message.register(typed_codes, F.text.regexp(_CODES, mode="fullmatch"))
    return router
