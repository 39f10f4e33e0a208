"""The table that goes back to the region: the blank of a round filled in with every answer."""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.attachments import safe_name
from channels.message import Attachment, Message
from roadmap.blanks.errors import LayoutError
from roadmap.blanks.layout import from_data
from roadmap.blanks.values import from_data as values_from
from roadmap.documents.errors import DocumentError
from roadmap.plan import Asked
from services import blank_work, round_desk, telling
from services.answers import Held
from services.blank_copies import MIME
from services.children import ChildTookTooLong
from services.municipalities import Tenant
from services.rights import Actor, deny
from storage import people_queries, round_desk_queries, round_queries
from storage.files import FileStore
from storage.submission_queries import HANDED_IN
from storage.tables import NoticeKind, Role, RoundRow
from views import blank_faults
from views import blank_gathering as words
from views.lines import shortened
from views.speech import Speech

log = structlog.get_logger()

TITLE_CHARS = 80


async def gathered(session: AsyncSession, actor: Actor, round_id: int, files: FileStore) -> Message:
    """«Свод»: what was handed in, in the blank's own layout, and who has not answered. Nothing is
    held open while it is made. Raises `Denied`, for rounds of another kind too."""
    tenant, row = await _table(session, actor, round_id, "round.gather")
    asked = await round_desk_queries.respondents(session, tenant.id, round_id, answers=True)
    title, sha256, layout = row.title, row.blank_sha256, from_data(row.layout)
    await session.rollback()
    live = [one for one in asked if not one.is_exempt]
    came = {one.name: values_from(one.answers) for one in live if one.filled in HANDED_IN}
    absent = [one.name for one in live if one.filled not in HANDED_IN]
    if not came:
        return words.nothing(title, tenant.say)
    blank = await asyncio.to_thread(files.get, sha256)
    try:
        data = await blank_work.gather(blank, layout, came, absent)
    except (DocumentError, LayoutError) as error:
        log.warning("round.not_gathered", round=round_id, reason=type(error).__name__)
        return words.failed(title, _why(error, tenant.say), tenant.say)
    kept = await asyncio.to_thread(files.put, data)
    log.info("round.gathered", round=round_id, person=actor.person_id, schools=len(came))
    name = tenant.say.gettext("Gathered {title}").format(title=shortened(title, TITLE_CHARS))
    file = Attachment(kept, f"{safe_name(name.rstrip('…. '))}.xlsx", MIME)
    return words.gathered(title, len(came), absent, file, tenant.say)


def _why(error: Exception, say: Speech) -> str:
    match error:
        case ChildTookTooLong():
            return say.gettext("There is too much in it for one table.")
        case DocumentError():
            return blank_faults.unread(error, say)
        case LayoutError():
            return blank_faults.no_range(error, say)
        case _:
            raise error


async def blank(session: AsyncSession, actor: Actor, round_id: int) -> Message:
    """The table as it was sent out, empty. Raises `Denied`."""
    tenant, row = await _table(session, actor, round_id, "round.blank")
    file = Attachment(row.blank_sha256, row.blank_name, MIME)
    return words.blank(row.title, file, tenant.say)


async def _table(
    session: AsyncSession, actor: Actor, round_id: int, action: str
) -> tuple[Tenant, RoundRow]:
    tenant, row = await round_desk.found(session, actor, round_id, action)
    if row.kind is not Asked.TABLE:
        raise deny(actor, action, round=round_id)
    return tenant, row


async def offer_when_complete(session: AsyncSession, held: Held, now: datetime) -> None:
    """Once all have answered a round by a table, the coordinators are told so, once."""
    row, tenant = held.round, held.tenant
    if row.kind is not Asked.TABLE:
        return
    number = row.id or 0
    count = (await round_queries.answered(session, tenant.id, [number])).get(number)
    if count is None or count.done < count.asked:
        return
    for person_id in await people_queries.with_role(session, tenant.id, Role.COORDINATOR):
        message = words.complete(number, row.title, count.asked, person_id, tenant.say)
        cause = f"round:{number}:complete"
        await telling.tell(session, tenant, person_id, NoticeKind.ALERT, message, cause, now)
