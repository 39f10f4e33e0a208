"""Telling of a request to be let in: coordinators, and the one who asked."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.parties.similar import similar_people
from roadmap.settings_keys import TelegramUse, telegram_use
from services import newcomers, saying
from services.municipalities import Tenant
from services.working_hours import wait_until
from storage import contact_queries, outbox, people_queries
from storage.people_queries import Reach
from storage.tables import (
    AccountRow,
    AdmissionRow,
    Admitting,
    NoticeKind,
    NoticeRow,
    NoticeState,
    PersonRow,
    Role,
    Urgency,
)
from views import admissions
from views.admissions import Candidate, Request


def _key(row: AdmissionRow, person_id: int, channel: Channel) -> str:
    return f"admission:{row.id}:{person_id}:{channel}"


async def tell_coordinators(
    session: AsyncSession, tenant: Tenant, row: AdmissionRow, now: datetime
) -> None:
    """Every coordinator gets the request with whom the applicant may be."""
    ids = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    reach = await people_queries.reach(session, tenant.id, ids)
    asked, people = await _request(session, tenant, row), await _candidates(session, tenant, row)
    names = telegram_use(tenant.settings) is TelegramUse.ON
    for person_id in ids:
        message = admissions.request(asked, people, person_id, tenant.say, names=names)
        for channel, address in _ways(reach[person_id], names=names):
            await _add(session, tenant, row, person_id, (channel, address), message, now)


def _ways(to: Reach, *, names: bool) -> tuple[tuple[Channel, str], ...]:
    """Where names may not be in the chat, they go by letter beside it."""
    if names or to.email is None:
        return to.ways
    return tuple(dict.fromkeys((*to.ways, (Channel.EMAIL, to.email))))


async def _add(
    session: AsyncSession,
    tenant: Tenant,
    row: AdmissionRow,
    person_id: int,
    way: tuple[Channel, str],
    message: Message,
    now: datetime,
) -> None:
    await outbox.add(
        session,
        NoticeRow(
            municipality_id=tenant.id,
            person_id=person_id,
            channel=way[0],
            address=way[1],
            kind=NoticeKind.ADMISSION,
            urgency=Urgency.ALERT,
            dedup_key=_key(row, person_id, way[0]),
            message=message.to_data(),
            not_before=wait_until(tenant, now) or now,
            created_at=now,
        ),
    )


async def _request(session: AsyncSession, tenant: Tenant, row: AdmissionRow) -> Request:
    name, office = await newcomers.read(session, tenant, row.said)
    return Request(row.id or 0, row.said, row.account_name, name, office.name if office else "")


async def _candidates(session: AsyncSession, tenant: Tenant, row: AdmissionRow) -> list[Candidate]:
    found = await session.exec(
        select(PersonRow.id, PersonRow.full_name)
        .where(PersonRow.municipality_id == tenant.id, col(PersonRow.left_on).is_(None))
        .order_by(col(PersonRow.id))
    )
    everybody = [(person_id or 0, name) for person_id, name in found]
    places = similar_people(row.said, [name for _, name in everybody])
    chosen = [everybody[place] for place in places]
    ids = [person_id for person_id, _ in chosen]
    offices = await contact_queries.offices(session, tenant.id, ids)
    accounts = await session.exec(
        select(AccountRow.person_id).where(
            AccountRow.municipality_id == tenant.id, col(AccountRow.person_id).in_(ids)
        )
    )
    joined = set(accounts)
    return [
        Candidate(person_id, name, offices.get(person_id, ""), person_id in joined)
        for person_id, name in chosen
    ]


async def shown(session: AsyncSession, tenant: Tenant, row: AdmissionRow, reader: int) -> Message:
    """A request with whom the applicant may be, for the coordinator `reader`."""
    asked, people = await _request(session, tenant, row), await _candidates(session, tenant, row)
    names = telegram_use(tenant.settings) is TelegramUse.ON
    return admissions.request(asked, people, reader, tenant.say, names=names)


async def tell_decided(
    session: AsyncSession, tenant: Tenant, row: AdmissionRow, now: datetime
) -> None:
    """What was sent to the coordinators shows the decision; what still waits does not go."""
    ids = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    keys = [_key(row, person_id, channel) for person_id in ids for channel in Channel]
    found = await session.exec(
        select(NoticeRow).where(col(NoticeRow.dedup_key).in_(keys)).order_by(col(NoticeRow.id))
    )
    message = await _decided(session, tenant, row)
    for notice in found:
        if notice.state is NoticeState.PLANNED:
            await outbox.withdraw(session, notice.id or 0, now)
        elif notice.channel is Channel.TELEGRAM:
            await outbox.edit(session, notice, message, now)


async def _decided(session: AsyncSession, tenant: Tenant, row: AdmissionRow) -> Message:
    (by,) = await people_queries.names(session, tenant.id, [row.decided_by or 0])
    who = ""
    if row.state is Admitting.ADMITTED and row.person_id is not None:
        (who,) = await people_queries.names(session, tenant.id, [row.person_id])
    asked = Request(row.id or 0, row.said, row.account_name)
    return admissions.decided(asked, who, by, tenant.say)


async def tell_admitted(
    session: AsyncSession, tenant: Tenant, row: AdmissionRow, greeting: Message, now: datetime
) -> None:
    """The greeting, in the chat of the one who asked."""
    await outbox.add(
        session,
        NoticeRow(
            municipality_id=tenant.id,
            person_id=row.person_id,
            channel=Channel.TELEGRAM,
            address=str(row.chat_id),
            kind=NoticeKind.ANSWER,
            urgency=Urgency.ANSWER,
            dedup_key=f"admitted:{row.id}",
            message=greeting.to_data(),
            not_before=now,
            created_at=now,
        ),
    )


async def tell_refused(
    session: AsyncSession, tenant: Tenant, row: AdmissionRow, now: datetime
) -> None:
    """No, to the one who asked."""
    message = admissions.refused(tenant.say)
    await saying.tell_stranger(session, str(row.chat_id), message, f"admission:{row.id}", now)
