"""The digests of coming mornings, if nobody answers: part of what the simulation foresees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.digest_filtering import Filter
from roadmap.mornings import edition, next_look
from services import desk_mornings, digest_figures
from services.desk_mornings import Morning, Reading
from services.municipalities import Tenant
from services.planned import Planned
from services.planning import with_line
from storage.people_queries import Reach
from storage.tables import REMINDERS, NoticeKind

Sent = list[tuple[datetime, Planned]]

MORNING = (
    *REMINDERS,
    NoticeKind.HANDOVER,
    NoticeKind.ALERT,
    NoticeKind.APPOINTMENT,
    NoticeKind.DIGEST,
)


async def joined(
    session: AsyncSession,
    tenant: Tenant,
    people: Sequence[Reach],
    sent: Sequence[tuple[datetime, Planned]],
    begin: datetime,
    until: datetime,
) -> Sent:
    """What is sent from `begin` until `until` with the coordinators' digests: below the message
    of the same morning where there is one, else by themselves.

    The figures are those of the day on which it goes, as states are now.
    """
    made = sorted(sent, key=lambda pair: pair[0])
    if tenant.paused_on is not None:
        return made
    figures = await digest_figures.read(session, tenant, Filter(), begin)
    at = tenant.next_desk_at or _next(tenant, begin)
    while at < until:
        day = tenant.today(at)
        what = edition(day, tenant.schedule, tenant.calendar)
        if what is not None and at >= begin:
            readings = await desk_mornings.readings_of(session, figures, people, what, at)
            morning = Morning(tenant, day, what)
            for reading in readings:
                made = _with(made, morning, reading, at)
        at = _next(tenant, at)
    return made


def _next(tenant: Tenant, after: datetime) -> datetime:
    return next_look(after, tenant.schedule, tenant.calendar, tenant.zone)


def _with(sent: Sent, morning: Morning, reading: Reading, at: datetime) -> Sent:
    person_id, tenant = reading.reach.person_id, morning.tenant
    today = [
        i
        for i, (when, planned) in enumerate(sent)
        if planned.person_id == person_id and when <= at and tenant.today(when) == morning.day
    ]
    mornings = [i for i in today if sent[i][1].kind in MORNING]
    if mornings:
        i = mornings[0]
        when, planned = sent[i]
        return [*sent[:i], (when, with_line(planned, reading.line, tenant)), *sent[i + 1 :]]
    if any(sent[i][1].kind is NoticeKind.WEEKLY for i in today):
        return sent
    alone = desk_mornings.alone(tenant, morning, reading)
    return [*sent, (at, alone)]
