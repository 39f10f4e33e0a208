"""What a request by a table would send, to whom, and how a school would read it."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.plan import Asked, Line
from roadmap.progress import State
from services import askings
from services.blank_drafts import Begun, NotBegun
from services.municipalities import Tenant
from services.rights import Actor
from storage.tables import MunicipalityRow
from views import blank_requests as words
from views import reminders
from views import rounds as round_words
from views.askings import School


async def shown(
    session: AsyncSession, tenant: Tenant, actor: Actor, begun: Begun, now: datetime
) -> Message:
    """What would be sent. Raises `NotBegun` where something of it is not chosen yet."""
    known = await askings.schools_of(session, tenant)
    if begun.due is None:
        raise NotBegun
    draft = words.Draft(
        token=begun.token,
        title=begun.title,
        file_name=begun.name,
        asked=begun.area.full,
        due=begun.due,
        hour=begun.hour,
        urgent=begun.urgent,
        note=begun.note,
        schools=len(wanted(begun, known)),
        total=len(known),
    )
    town = await session.get_one(MunicipalityRow, tenant.id)
    sample = _sample(begun, begun.due, town.last_code + 1, tenant, now)
    return words.preview(draft, sample, actor.person_id, tenant.say)


def wanted(begun: Begun, known: list[School]) -> list[School]:
    """Those of the schools that are asked."""
    return [one for one in known if not begun.schools or one.id in begun.schools]


def _sample(begun: Begun, due: date, code: int, tenant: Tenant, now: datetime) -> Message:
    """What a school reads."""
    line = Line(
        assignment_id=0,
        activity_id=0,
        code=code,
        title=begun.title,
        due=due,
        document_due=due,
        state=State.NOT_STARTED,
        expected_result=begun.note,
        separate=True,
        round_id=0,
        asked_as=Asked.TABLE,
        asked_for_period=begun.title,
        due_time=begun.hour,
    )
    today, say = tenant.today(now), tenant.say
    usual = reminders.reminder([(1, line)], 0, today, tenant.calendar, say)
    return round_words.urgent(usual, begun.title, due, begun.hour, say) if begun.urgent else usual
