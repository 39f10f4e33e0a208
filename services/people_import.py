"""A list of people sent in the chat: previewed, doubts answered one by one, stored whole."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap import people_sheet
from roadmap.people_changes import Comparison, KnownOffice, KnownPerson, compare
from roadmap.people_offices import placed
from roadmap.people_sheet import PeopleSheetError, PersonEntry, fold, read_people
from services import leaving, municipalities, new_schools, people, reading, rights
from services.municipalities import Tenant
from services.people_access import require_desk
from services.rights import Actor
from services.waking import look_again, wake_office
from storage import people_desk_queries, people_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    AuditRow,
    DocumentRow,
    DocumentState,
    DocumentUse,
    OrganizationRow,
    PersonRow,
    Role,
)
from views import people_import

if TYPE_CHECKING:
    from services.intake import Sent

log = structlog.get_logger()

ENDINGS = (".csv", ".xlsx", ".txt")
LOADED = "people.imported"
MOST_FACTS = 200


class ListGone(Exception):
    """The list was set aside, or stored already; `loaded` says which."""

    def __init__(self, *, loaded: bool) -> None:
        super().__init__(loaded)
        self.loaded = loaded


@dataclass(frozen=True, slots=True)
class _Said:
    """What was answered about doubts: who is meant by a row, which rows are somebody else, which
    organisation is meant by a name (folded; 0 for a new one). Kept with the document while it
    waits, so that an answer is not lost when something else is asked in the chat."""

    same: dict[int, int] = field(default_factory=dict)
    apart: tuple[int, ...] = ()
    offices: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, document: DocumentRow) -> _Said:
        """As kept."""
        kept = json.loads(document.fault) if document.fault.startswith("{") else {}
        same = {int(row): person for row, person in kept.get("same", {}).items()}
        return cls(same, tuple(kept.get("apart", ())), kept.get("offices", {}))

    def keep(self, document: DocumentRow) -> None:
        """With its document."""
        kept = {"same": self.same, "apart": self.apart, "offices": self.offices}
        document.fault = json.dumps(kept)


async def wants(session: AsyncSession, actor: Actor, sent: Sent) -> bool:
    """Whether a coordinator sent a list of people: a sheet with a column of names and another
    that is known, alone and in reply to nothing."""
    if sent.in_album or sent.replies_to or not sent.name.lower().endswith(ENDINGS):
        return False
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if Role.COORDINATOR not in roles:
        return False
    return await asyncio.to_thread(people_sheet.is_list, sent.data)


async def take(
    database: Database, files: FileStore, actor: Actor, sent: Sent, now: datetime
) -> Message:
    """Keep the list and show what it would change, or say by cell what is wrong with it."""
    async with database.read() as session:
        tenant = await municipalities.by_id(session, actor.municipality_id)
    try:
        entries = await reading.read_people(sent.data)
    except PeopleSheetError as error:
        log.info("people.refused", person=actor.person_id, reason=type(error).__name__)
        return people_import.refused(sent.name, error, tenant.say)
    sha256 = await asyncio.to_thread(files.put, sent.data)
    async with database.write(urgent=True) as session:
        row = await _keep(session, actor, sent, sha256, now)
        return await _preview(session, tenant, row, entries, now)


async def _keep(
    session: AsyncSession, actor: Actor, sent: Sent, sha256: str, now: datetime
) -> DocumentRow:
    known = await session.exec(select(DocumentRow).where(DocumentRow.origin == actor.origin))
    row = known.first() or DocumentRow(
        municipality_id=actor.municipality_id,
        person_id=actor.person_id,
        address=sent.address,
        sha256=sha256,
        name=sent.name,
        size=len(sent.data),
        read_as=DocumentUse.PEOPLE,
        state=DocumentState.READ,
        origin=actor.origin,
        at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def read(
    database: Database, files: FileStore, document: DocumentRow, now: datetime
) -> Message:
    """The preview of a document that its sender called a list of people. Raises
    `PeopleSheetError`, `FileNotFoundError`."""
    data = await asyncio.to_thread(files.get, document.sha256)
    entries = await reading.read_people(data)
    async with database.read() as session:
        tenant = await municipalities.by_id(session, document.municipality_id)
        return await _preview(session, tenant, document, entries, now)


async def _entries(files: FileStore, document: DocumentRow) -> tuple[PersonEntry, ...]:
    """Of a list that was read before, by a process that could be ended."""
    data = await asyncio.to_thread(files.get, document.sha256)
    return await asyncio.to_thread(read_people, data)


async def _preview(
    session: AsyncSession,
    tenant: Tenant,
    document: DocumentRow,
    entries: Sequence[PersonEntry],
    now: datetime,
) -> Message:
    _, found = await _compared(session, tenant, entries, _Said.of(document), now)
    return people_import.preview(
        document.id or 0, document.name, found, document.person_id, tenant.say
    )


async def _compared(
    session: AsyncSession,
    tenant: Tenant,
    entries: Sequence[PersonEntry],
    said: _Said,
    now: datetime,
) -> tuple[list[PersonEntry], Comparison]:
    """The list in the names of the known organisations, and what it would do."""
    rows = await people_desk_queries.organizations(session, tenant.id)
    known = await known_people(session, tenant, now)
    offices = {row.id or 0: row.name for row in rows}
    meant, unsure = await asyncio.to_thread(placed, entries, offices, said.offices)
    found = await asyncio.to_thread(
        compare, meant, known, _offices(rows), same=said.same, apart=said.apart
    )
    doubted = {fold(one.written) for one in unsure}
    fresh = tuple(name for name in found.offices if fold(name) not in doubted)
    return meant, replace(found, offices=fresh, office_doubts=unsure)


def _offices(rows: Sequence[OrganizationRow]) -> list[KnownOffice]:
    return [KnownOffice(row.id or 0, row.name, row.email, row.phone) for row in rows]


async def known_people(session: AsyncSession, tenant: Tenant, now: datetime) -> list[KnownPerson]:
    """Everybody of a municipality, as lists compare them."""
    names = {
        row.id or 0: row.key for row in await people_desk_queries.organizations(session, tenant.id)
    }
    own: dict[int, set[str]] = {}
    for one in await people_desk_queries.memberships(session, tenant.id):
        own.setdefault(one.person_id, set()).add(names[one.organization_id])
    return [
        KnownPerson(
            one.row.id or 0,
            one.row.full_name,
            one.row.position,
            one.row.email,
            one.row.phone,
            one.row.preference,
            frozenset(str(role) for role in one.reach.roles),
            frozenset(own.get(one.row.id or 0, ())),
            one.row.left_on is not None,
        )
        for one in await people_desk_queries.people(session, tenant.id, now)
    ]


async def _own(session: AsyncSession, actor: Actor, document_id: int) -> tuple[Tenant, DocumentRow]:
    """A list of the actor's municipality, held. Raises `Denied`, `ListGone`."""
    tenant = await require_desk(session, actor, "people.import")
    row = await session.get(DocumentRow, document_id, with_for_update=True)
    if row is None or row.municipality_id != tenant.id or row.read_as is not DocumentUse.PEOPLE:
        raise rights.deny(actor, "people.import", document=document_id)
    if row.person_id != actor.person_id:
        raise rights.deny(actor, "people.import", document=document_id)
    stored = await session.exec(
        select(AuditRow.id).where(
            AuditRow.municipality_id == tenant.id,
            AuditRow.action == LOADED,
            AuditRow.subject == f"document:{document_id}",
        )
    )
    if stored.first() is not None:
        raise ListGone(loaded=True)
    if row.state is DocumentState.DROPPED:
        raise ListGone(loaded=False)
    return tenant, row


async def decide(
    session: AsyncSession,
    actor: Actor,
    files: FileStore,
    document_id: int,
    row: int,
    known_id: int,
    now: datetime,
    *,
    office: bool = False,
) -> Message:
    """A doubtful row, or with `office` the organisation that it names, is one that is known, or
    (0) another: the next doubt, or the whole. Raises `Denied`, `ListGone`."""
    tenant, document = await _own(session, actor, document_id)
    said = _Said.of(document)
    entries = await _entries(files, document)
    entry = next((one for one in entries if one.row == row), None)
    if office:
        known = {one.id for one in await people_desk_queries.organizations(session, tenant.id)}
    else:
        known = {one.id for one in await known_people(session, tenant, now)}
    if entry is None or (known_id and known_id not in known):
        raise rights.deny(actor, "people.import", document=document_id, row=row, whom=known_id)
    if office:
        said = replace(said, offices={**said.offices, fold(entry.organization): known_id})
    elif known_id:
        said = replace(said, same={**said.same, row: known_id})
    else:
        said = replace(said, apart=tuple(dict.fromkeys((*said.apart, row))))
    said.keep(document)
    session.add(document)
    return await _preview(session, tenant, document, entries, now)


async def load(
    session: AsyncSession, actor: Actor, files: FileStore, document_id: int, now: datetime
) -> Message:
    """Store the list whole; while anything is in doubt, ask instead. Raises `Denied`,
    `ListGone`."""
    tenant, document = await _own(session, actor, document_id)
    said = _Said.of(document)
    entries = await _entries(files, document)
    meant, found = await _compared(session, tenant, entries, said, now)
    if found.open:
        return await _preview(session, tenant, document, entries, now)
    for person_id in dict.fromkeys(found.meant.values()):
        row = await session.get(PersonRow, person_id)
        if row is not None and row.left_on is not None:
            await leaving.come_back(session, actor, person_id, now)
    taken = await people.take(session, tenant.id, meant, now, meant=found.meant, apart=said.apart)
    for person_id in dict.fromkeys(change.person_id for change in found.changes):
        await look_again(session, tenant, person_id, now)
    for number in dict.fromkeys(one.organization_id for one in found.office_changes):
        await wake_office(session, tenant, number, now)
    document.fault = ""
    session.add(document)
    subject = f"document:{document_id}"
    facts = {
        "name": document.name,
        "added": list(found.added[:MOST_FACTS]),
        "changed": [
            [one.person_id, one.field, one.before, one.after] for one in found.changes[:MOST_FACTS]
        ],
        "organizations": [
            [one.organization_id, one.field, one.before, one.after]
            for one in found.office_changes[:MOST_FACTS]
        ],
    }
    rights.audit(session, actor, tenant.id, LOADED, now, subject, **facts)
    message = people_import.loaded(
        len(found.added), len(found.changed), len(taken.resolved), actor.person_id, tenant.say
    )
    offers = await new_schools.offered(session, tenant, actor.person_id, now)
    return replace(message, buttons=(*offers, *message.buttons))


async def leave(session: AsyncSession, actor: Actor, document_id: int) -> Message:
    """Set the list aside. Raises `Denied`, `ListGone`."""
    tenant, document = await _own(session, actor, document_id)
    document.state, document.fault = DocumentState.DROPPED, ""
    session.add(document)
    return people_import.left(document.name, actor.person_id, tenant.say)
