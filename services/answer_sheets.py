"""A submission as views read it, and the receipt that goes to the organisation's mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.monitoring.doubts import Doubt
from roadmap.settings_keys import TelegramUse, telegram_use
from services import owners_told
from services.answers import Held
from services.municipalities import Tenant
from services.situations import Reader
from storage import people_queries
from storage.tables import NoticeKind, RoundState
from views import filling_summary
from views.filling import Sheet


def sheet_of(held: Held, handed_on: int = 0) -> Sheet:
    """A submission as views read it; `handed_on` classes are at teachers."""
    row = held.submission
    return Sheet(
        held.line,
        held.form,
        row.answers,
        row.state.value,
        row.comments,
        row.remarks,
        held.line.owner if held.for_others else "",
        row.sent_at,
        held.tenant.zone,
        over=held.round.state is not RoundState.OPEN,
        file_name=row.file_name,
        handed_on=handed_on,
        has_past=held.previous is not None,
        in_chat=answers_in_chat(held.tenant),
    )


def answers_in_chat(tenant: Tenant) -> bool:
    """Whether answers may be written in the messenger."""
    return telegram_use(tenant.settings) is TelegramUse.ON


async def receipt_to_mailbox(
    session: AsyncSession, held: Held, warnings: Sequence[Doubt], now: datetime
) -> None:
    """What was handed in, whole, to the mailbox of the organisation that answers, where it has
    one; once for each revision."""
    office = held.line.organization_id
    if office is None:
        return
    town, say = held.tenant.id, held.tenant.say
    box = (await people_queries.mailboxes(session, town, [office], now)).get(office)
    if box is None or not box.address:
        return
    message = filling_summary.receipt(sheet_of(held), warnings, None, 0, say, letter=True)
    ways = ((Channel.EMAIL, box.address),)
    row = held.submission
    cause = f"receipt:{row.id}:{row.revision}:{row.sent_at:%Y%m%d%H%M%S}"
    to = Reader(None, office, ways, box.is_school)
    await owners_told.write(session, held.tenant, to, NoticeKind.ANSWER, message, cause, now)
