"""Telling a person something within working hours, and coordinators at any hour: what comes to
them is grouped in lists, and outside working hours arrives without a sound."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from services import owners_told, refreshing
from services.municipalities import Tenant
from services.situations import Reader
from services.working_hours import wait_until
from storage import outbox, people_queries, work_queries
from storage.people_queries import Reach
from storage.tables import (
    NoticeItemRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    Role,
    Urgency,
)


async def about(session: AsyncSession, notice_id: int) -> list[int]:
    """The assignments that a notice is about, in its order."""
    statement = (
        select(NoticeItemRow.assignment_id)
        .where(NoticeItemRow.notice_id == notice_id)
        .order_by(col(NoticeItemRow.line))
    )
    return list(await session.exec(statement))


async def tell(
    session: AsyncSession,
    tenant: Tenant,
    person_id: int,
    kind: NoticeKind,
    message: Message,
    cause: str,
    now: datetime,
    *,
    about: Collection[int] = (),
) -> None:
    """One message to a person by every way that is set for them, once for each `cause`; `about`
    are the assignments that an answer to it is about."""
    known = await people_queries.reach(session, tenant.id, [person_id])
    for channel, address in known[person_id].ways if person_id in known else ():
        way = (channel, address)
        at = wait_until(tenant, now) or now
        made = await _add(session, tenant, person_id, way, kind, message, cause, now, at)
        if made is not None:
            await outbox.add_items(session, owners_told.items(tenant, made, about))


async def tell_reader(
    session: AsyncSession,
    tenant: Tenant,
    to: Reader,
    kind: NoticeKind,
    message: Message,
    cause: str,
    now: datetime,
    *,
    about: Collection[int] = (),
) -> None:
    """The same to whoever reads for an owner: a person, or the mailbox of an organisation."""
    who = to.person_id if to.person_id is not None else f"o{to.organization_id}"
    await owners_told.write(session, tenant, to, kind, message, f"{cause}:{who}", now, about=about)


async def _add(
    session: AsyncSession,
    tenant: Tenant,
    person_id: int,
    way: tuple[Channel, str],
    kind: NoticeKind,
    message: Message,
    cause: str,
    now: datetime,
    at: datetime,
) -> int | None:
    channel, address = way
    return await outbox.add(
        session,
        NoticeRow(
            municipality_id=tenant.id,
            person_id=person_id,
            channel=channel,
            address=address,
            kind=kind,
            urgency=Urgency.ALERT,
            dedup_key=f"{cause}:{person_id}:{channel}",
            message=message.to_data(),
            not_before=at,
            created_at=now,
        ),
    )


async def tell_coordinators(
    session: AsyncSession,
    tenant: Tenant,
    kind: NoticeKind,
    assignment_ids: Sequence[int],
    cause: str,
    now: datetime,
    *,
    but: int | None = None,
    only: Collection[int] | None = None,
    delay: timedelta = timedelta(0),
) -> int:
    """Put assignments on the list that waits for each coordinator, or begin one; how many know.

    Nobody is told of their own work, nor is `but`, nor anybody who is not one of `only`.
    """
    lines = await work_queries.work(session, assignment_ids)
    ids = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    reach = await people_queries.reach(session, tenant.id, ids)
    told = 0
    for person_id in ids:
        others = [i for i in assignment_ids if lines[i].person_id != person_id]
        if only is not None and person_id not in only:
            continue
        if person_id == but or not others or not reach[person_id].ways:
            continue
        told += 1
        for way in reach[person_id].ways:
            await _list(session, tenant, reach[person_id], way, kind, others, cause, now, delay)
    return told


async def _list(
    session: AsyncSession,
    tenant: Tenant,
    reader: Reach,
    way: tuple[Channel, str],
    kind: NoticeKind,
    assignment_ids: Collection[int],
    cause: str,
    now: datetime,
    delay: timedelta,
) -> None:
    notice = (
        await session.exec(
            select(NoticeRow)
            .where(
                NoticeRow.municipality_id == tenant.id,
                NoticeRow.person_id == reader.person_id,
                NoticeRow.channel == way[0],
                NoticeRow.kind == kind,
                NoticeRow.state == NoticeState.PLANNED,
            )
            .with_for_update()
        )
    ).first()
    if notice is None:
        cause, at = f"{kind}:{cause}", now + delay
        begun = await _add(
            session, tenant, reader.person_id, way, kind, Message(""), cause, now, at
        )
        if begun is None:
            return  # a replay
        notice = await session.get_one(NoticeRow, begun)
    notice.expires_at = None  # planning, which would word it anew, does not know of these
    known = await about(session, notice.id or 0)
    for line, assignment_id in enumerate(
        (i for i in assignment_ids if i not in known), start=len(known) + 1
    ):
        session.add(
            NoticeItemRow(
                notice_id=notice.id or 0,
                assignment_id=assignment_id,
                municipality_id=tenant.id,
                line=line,
            )
        )
    await session.flush()
    message, _ = await refreshing.word(session, tenant, notice, now)
    notice.message = replace(message, quiet=wait_until(tenant, now) is not None).to_data()
    session.add(notice)
    await session.flush()


async def hurry(session: AsyncSession, kind: NoticeKind, assignment_id: int, now: datetime) -> None:
    """What waits to be told to coordinators about an assignment need not wait any longer."""
    found = await session.exec(
        select(NoticeRow)
        .join(NoticeItemRow, col(NoticeItemRow.notice_id) == col(NoticeRow.id))
        .where(
            NoticeItemRow.assignment_id == assignment_id,
            NoticeRow.kind == kind,
            NoticeRow.state == NoticeState.PLANNED,
        )
    )
    for notice in found:
        notice.not_before = now
        session.add(notice)
    session.info["outbox"] = True
