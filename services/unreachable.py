"""Those whom something is to be said to and whom no way leads to: coordinators hear of it once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from services import municipalities
from services.municipalities import Tenant
from services.working_hours import wait_until
from storage import outbox, people_queries, refusal_queries
from storage.account_queries import NO_CONSENT
from storage.database import Database
from storage.tables import (
    AccountRow,
    AccountState,
    NoticeKind,
    NoticeRow,
    NoticeState,
    OrganizationRow,
    PersonRow,
    Role,
    Urgency,
    table,
)
from views import escalations
from views.speech import Speech

log = structlog.get_logger()

Owner = tuple[int | None, int | None]


async def tell(
    session: AsyncSession, tenant: Tenant, owners: Collection[Owner], now: datetime
) -> int:
    """Tell the coordinators of `owners` (person id, organisation id) not told of before; how many
    these are. A list that waits still grows."""
    people = {person for person, _ in owners if person is not None}
    offices = {office for _, office in owners if office is not None}
    fresh = await _mark(session, tenant, people, offices, now)
    if not fresh:
        return 0
    coordinators = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    reach = await people_queries.reach(session, tenant.id, coordinators)
    for person_id in coordinators:
        for channel, address in reach[person_id].ways if person_id in reach else ():
            await _list(session, tenant, person_id, channel, address, now)
    log.info("people.unreachable", municipality=tenant.id, n=fresh)
    return fresh


async def _mark(
    session: AsyncSession,
    tenant: Tenant,
    people: Collection[int],
    offices: Collection[int],
    now: datetime,
) -> int:
    fresh = 0
    for model, ids in ((PersonRow, people), (OrganizationRow, offices)):
        if not ids:
            continue
        result = await session.execute(
            sa.update(model)
            .where(
                col(model.municipality_id) == tenant.id,
                col(model.id).in_(ids),
                col(model.unreachable_told_at).is_(None),
            )
            .values(unreachable_told_at=now)
        )
        fresh += int(getattr(result, "rowcount", 0))
    return fresh


async def _list(
    session: AsyncSession,
    tenant: Tenant,
    person_id: int,
    channel: Channel,
    address: str,
    now: datetime,
) -> None:
    waiting = (
        await session.exec(
            select(NoticeRow)
            .where(
                NoticeRow.municipality_id == tenant.id,
                NoticeRow.person_id == person_id,
                NoticeRow.channel == channel,
                NoticeRow.kind == NoticeKind.UNREACHABLE,
                NoticeRow.state == NoticeState.PLANNED,
            )
            .with_for_update()
        )
    ).first()
    since = waiting.created_at if waiting is not None else now
    message = await _message(session, tenant, person_id, since, now)
    if message is None:
        return
    if waiting is not None:
        waiting.message = message.to_data()
        session.add(waiting)
        return
    await outbox.add(
        session,
        NoticeRow(
            municipality_id=tenant.id,
            person_id=person_id,
            channel=channel,
            address=address,
            kind=NoticeKind.UNREACHABLE,
            urgency=Urgency.ALERT,
            dedup_key=f"unreachable:{person_id}:{now.isoformat()}:{channel}",
            message=message.to_data(),
            not_before=wait_until(tenant, now) or now,
            created_at=now,
        ),
    )


async def _message(
    session: AsyncSession, tenant: Tenant, reader: int, since: datetime, now: datetime
) -> Message | None:
    """Everybody found out of reach since an instant, but the reader."""
    people = await session.exec(
        select(PersonRow)
        .where(
            PersonRow.municipality_id == tenant.id,
            col(PersonRow.unreachable_told_at) >= since,
            PersonRow.id != reader,
            col(PersonRow.left_on).is_(None),
        )
        .order_by(col(PersonRow.full_name))
    )
    offices = await session.exec(
        select(OrganizationRow)
        .where(
            OrganizationRow.municipality_id == tenant.id,
            col(OrganizationRow.unreachable_told_at) >= since,
        )
        .order_by(col(OrganizationRow.name))
    )
    named = [(person.full_name, await _why(session, person, tenant.say)) for person in people.all()]
    named += [(office.name, _why_office(office, tenant.say)) for office in offices]
    return escalations.out_of_reach(named, tenant.today(now), tenant.say) if named else None


async def _why(session: AsyncSession, person: PersonRow, say: Speech) -> str:
    refuses = await session.exec(
        select(AccountRow.fault).where(
            AccountRow.municipality_id == person.municipality_id,
            AccountRow.person_id == person.id,
            AccountRow.state == AccountState.REFUSES,
        )
    )
    faults = set(refuses)
    if NO_CONSENT in faults:
        return say.gettext("does not want to be written to in a messenger, and has no email")
    if faults:
        return say.gettext("has blocked the bot")
    if person.email_fault:
        return say.gettext("the address {email} takes no letters").format(email=person.email)
    return say.gettext("has not joined yet and has no email")


def _why_office(office: OrganizationRow, say: Speech) -> str:
    if office.email_fault:
        return say.gettext("the address {email} takes no letters").format(email=office.email)
    return say.gettext("nobody of it has joined yet, and there is no email")


async def tell_if_lost(
    session: AsyncSession, municipality_id: int, person_id: int, now: datetime
) -> None:
    """An address of a person has just refused: where it was the last, the coordinators are told."""
    reach = await people_queries.reach(session, municipality_id, [person_id])
    if person_id in reach and not reach[person_id].ways:
        tenant = await municipalities.by_id(session, municipality_id)
        await tell(session, tenant, [(person_id, None)], now)


async def wrote(session: AsyncSession, municipality_id: int, address: str) -> None:
    """A letter of somebody known came from `address` (in lower case): whosever it is there, it can
    be written to again."""
    for model in (PersonRow, OrganizationRow):
        rows = table(model)
        found = await session.execute(
            sa.update(rows)
            .where(
                rows.c.municipality_id == municipality_id,
                sa.func.lower(rows.c.email) == address,
                rows.c.email_fault != "",
            )
            .values(email_fault="", email_refused_at=None, unreachable_told_at=None)
            .returning(rows.c.id)
        )
        for number in found.scalars():
            log.info("address.works_again", kind=model.__name__, row=number)


async def revive(database: Database, now: datetime) -> int:
    """Addresses that refused once and have taken something since count as working again; how
    many."""
    revived = 0
    async with database.read() as session:
        found = await refusal_queries.taken_since_refusal(session, now)
    if not found:
        return 0
    async with database.write() as session:
        for model, row_id in found:
            row = await session.get_one(model, row_id)
            if isinstance(row, AccountRow):
                row.state, row.fault, row.refused_at = AccountState.ALIVE, "", None
                await back(session, row.municipality_id, row.person_id)
            else:
                row.email_fault, row.email_refused_at, row.unreachable_told_at = "", None, None
            session.add(row)
            revived += 1
            log.info("address.works_again", kind=model.__name__, row=row_id)
    return revived


async def back(session: AsyncSession, municipality_id: int, person_id: int) -> None:
    """A way leads to somebody again: should it be lost, coordinators are told anew; so of the
    organisations that the person belongs to."""
    own = await people_queries.organizations_of(session, municipality_id, person_id)
    await session.execute(
        sa.update(PersonRow).where(col(PersonRow.id) == person_id).values(unreachable_told_at=None)
    )
    await session.execute(
        sa.update(OrganizationRow)
        .where(col(OrganizationRow.id).in_(own))
        .values(unreachable_told_at=None)
    )
