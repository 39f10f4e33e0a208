"""The list of people as a workbook: as it is now, or empty, to be filled in and sent back."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.people_sheet import PersonEntry
from services.municipalities import Tenant
from services.people_access import require_desk
from services.rights import Actor
from storage import people_desk_queries
from storage.files import FileStore
from storage.tables import (
    Role,
)
from views import people_import

if TYPE_CHECKING:
    pass


async def current(session: AsyncSession, actor: Actor, files: FileStore, now: datetime) -> Message:
    """The list as it is, as a workbook that can be sent back. Raises `Denied`."""
    tenant = await require_desk(session, actor, "people.list")
    entries = await _entries(session, tenant, now)
    title = tenant.say.gettext("People: {municipality}").format(municipality=tenant.name)
    from views.workbooks import people as sheets

    data = await asyncio.to_thread(sheets.workbook, entries, title, tenant.say)
    sha256 = await asyncio.to_thread(files.put, data)
    name = tenant.say.gettext("People") + f" {tenant.today(now).isoformat()}.xlsx"
    return people_import.sheet(sha256, name, sheets.MIME, len(entries), tenant.say)


async def blank(session: AsyncSession, actor: Actor, files: FileStore) -> Message:
    """An empty workbook with the columns. Raises `Denied`."""
    tenant = await require_desk(session, actor, "people.blank")
    title = tenant.say.gettext("List of people")
    from views.workbooks import people as sheets

    data = await asyncio.to_thread(sheets.workbook, (), title, tenant.say)
    sha256 = await asyncio.to_thread(files.put, data)
    name = tenant.say.gettext("List of people") + ".xlsx"
    return people_import.blank(sha256, name, sheets.MIME, tenant.say)


async def _entries(session: AsyncSession, tenant: Tenant, now: datetime) -> list[PersonEntry]:
    """One entry a person and organisation, by organisation and order of asking; then one for each
    mailbox and telephone of an organisation's own."""
    offices = await people_desk_queries.organizations(session, tenant.id)
    place = {row.id: n for n, row in enumerate(offices)}
    names = {row.id: row.name for row in offices}
    known = {
        one.row.id or 0: one
        for one in await people_desk_queries.people(session, tenant.id, now)
        if one.row.left_on is None
    }
    members = [
        one
        for one in await people_desk_queries.memberships(session, tenant.id)
        if one.person_id in known
    ]
    members.sort(key=lambda one: (place[one.organization_id], one.rank))
    rows = [(one.person_id, names[one.organization_id]) for one in members]
    rows += [(number, "") for number in known if number not in {who for who, _ in rows}]
    own = [
        PersonEntry("", row.name, email=row.email, phone=row.phone)
        for row in offices
        if row.email or row.phone
    ]
    staff = [
        PersonEntry(
            name=(one := known[number]).row.full_name,
            organization=office,
            position=one.row.position,
            email=one.row.email,
            phone=one.row.phone,
            roles=tuple(role for role in Role if role in one.reach.roles),
            channel=one.row.preference,
        )
        for number, office in rows
    ]
    return [*staff, *own]
