"""A person's data erased for good: a number stays in place of the name, what was reported stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.anonymising import Traces
from roadmap.people_sheet import fold
from services import (
    commanding,
    invitations,
    letters_forgotten,
    municipalities,
    people,
    personal_data,
    rights,
    taking_over,
)
from services.municipalities import Tenant
from services.people_access import LastCoordinator, require_person
from services.rights import Actor
from services.waking import wake_office
from storage import people_queries, personal_queries, replacing_queries, trace_queries
from storage.files import FileStore
from storage.tables import PersonRow, Preference
from views import personal_data as words
from views.lines import code

log = structlog.get_logger()

LEAST_USER = 100_000
"""A smaller number is no user of a messenger, but may be the id of something else."""
SURE = 2
"""The stage of a press that erases; the one before asks a second time."""


class OpenWork(Exception):
    """Something open must be taken over first: `activities` as a list names them."""

    def __init__(self, activities: tuple[str, ...]) -> None:
        super().__init__(activities)
        self.activities = activities


@dataclass(frozen=True, slots=True)
class Erased:
    """What a press came to, and whether anything was erased."""

    message: Message
    changed: bool


async def erase(
    session: AsyncSession,
    actor: Actor,
    person_id: int,
    stage: int,
    files: FileStore,
    now: datetime,
) -> Erased:
    """Stage 0 says what goes and what stays, 1 asks again, `SURE` erases. Raises `Denied`,
    `LastCoordinator`."""
    tenant, row = await require_person(session, actor, person_id, "person.erase", lock=True)
    if person_id == actor.person_id:
        raise LastCoordinator
    name, reader = row.full_name, actor.person_id
    open_ = await open_activities(session, tenant, row)
    if open_:
        return Erased(words.must_be_taken_over(person_id, name, open_, reader, tenant.say), False)
    if stage < SURE:
        return Erased(words.sure(person_id, name, reader, tenant.say, again=stage > 0), False)
    await forget(session, tenant, actor, row, files, now)
    return Erased(words.erased(row.full_name, reader, tenant.say), changed=True)


async def open_activities(session: AsyncSession, tenant: Tenant, row: PersonRow) -> list[str]:
    """What a person still has that somebody must take over, as a list names it."""
    theirs = await taking_over.theirs(session, tenant, row.id or 0)
    if not theirs.any:
        return []
    held = await replacing_queries.held(session, tenant.id, row.id or 0)
    named = {one.activity_id: f"{code(one.code, tenant.say)} {one.title}" for one in held}
    return list(named.values()) or words.others(theirs, tenant.say)


async def by_name(
    session: AsyncSession, tenant: Tenant, name: str, files: FileStore, now: datetime
) -> str:
    """The same from the command line; the number that stays. Raises `NoSuchPerson`, `OpenWork`,
    `LastCoordinator`."""
    row = await named(session, tenant, name)
    open_ = await open_activities(session, tenant, row)
    if open_:
        raise OpenWork(tuple(open_))
    await forget(session, tenant, None, row, files, now)
    return row.full_name


async def named(session: AsyncSession, tenant: Tenant, name: str) -> PersonRow:
    """The only person of that name, also one who has left. Raises `NoSuchPerson`."""
    known = await personal_queries.everybody(session, tenant.id)
    found = people.matching(name, known)
    if len(found) != 1:
        raise invitations.NoSuchPerson(name, tuple(one.full_name for one in found))
    return found[0]


async def forget(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor | None,
    row: PersonRow,
    files: FileStore,
    now: datetime,
) -> None:
    """Name, addresses and what was said to and by a person go; reports and documents stay
    without a name. Raises `LastCoordinator`."""
    person_id = row.id or 0
    if await replacing_queries.coordinators(session, tenant.id) == {person_id}:
        raise LastCoordinator
    at = await personal_queries.addresses(session, row)
    traces = Traces(
        row.full_name,
        words.number(person_id, tenant.say),
        row.phone,
        row.email,
        frozenset(user for user in at.users if user >= LEAST_USER),
        await personal_queries.others_words(session, row),
    )
    for sha256 in await personal_queries.exports_of(
        session, tenant.id, personal_data.file_name(person_id)
    ):
        files.remove(sha256)
    own = await people_queries.organizations_of(session, tenant.id, person_id)
    await invitations.revoke_links(session, row, now)
    for office in await replacing_queries.headed(session, tenant.id, person_id):
        office.head_id, office.acting = None, False
        session.add(office)
    await session.flush()
    for chat in at.chats:
        commanding.note(session, int(chat))
    await letters_forgotten.of_person(session, row, files)
    await personal_queries.forget_parts(session, row)
    await personal_queries.forget_chats(session, row, at)
    await _blank(session, tenant, row, traces.instead, now)
    count = await trace_queries.clean(session, tenant.id, traces)
    for number in own:
        await wake_office(session, tenant, number, now)
    rights.audit(session, actor, tenant.id, "person.erased", now, f"person:{person_id}", rows=count)
    await session.flush()
    await session.refresh(row)
    log.info("person.erased", person=person_id, rows=count)


async def _blank(
    session: AsyncSession, tenant: Tenant, row: PersonRow, instead: str, now: datetime
) -> None:
    session.expire_all()  # much was changed past the objects
    await session.refresh(row)
    row.full_name, row.key = instead, fold(instead)
    row.position = row.email = row.email_fault = row.phone = ""
    row.email_refused_at = row.unreachable_told_at = None
    row.in_holidays, row.preference = False, Preference.TELEGRAM
    row.left_on = row.left_on or tenant.today(now)
    row.erased_at = now
    session.add(row)
    await session.flush()


async def left_long_ago(
    session: AsyncSession, municipality_id: int, days: int, files: FileStore, now: datetime
) -> int:
    """Erase one of those who left more than `days` ago and have nothing open; 1, or 0 for
    nobody."""
    tenant = await municipalities.by_id(session, municipality_id)
    for row in await personal_queries.left_before(session, tenant.id, tenant.today(now), days):
        if not await open_activities(session, tenant, row):
            await forget(session, tenant, None, row, files, now)
            return 1
    return 0
