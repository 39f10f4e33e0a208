"""Forms of a municipality: ready ones, own ones from a workbook, their versions."""

from __future__ import annotations

import asyncio
import json
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Message
from roadmap.monitoring import fields
from roadmap.monitoring.definition import NotADefinition, is_definition, read_definition
from roadmap.monitoring.definition_rows import FaultyDefinition
from roadmap.monitoring.fields import Form
from roadmap.monitoring.periods import PeriodKind
from roadmap.monitoring.shipped import NAMES, shipped
from roadmap.monitoring.versions import FormChange, compared
from services import asking_forms, conversations, municipalities, rights
from services.monitoring_desk import coordinator
from services.municipalities import Tenant
from services.rights import Actor
from storage import form_queries, people_queries, round_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import FormRow, MunicipalityRow, Role
from views import form_faults, form_workbooks
from views import forms_desk as words

if TYPE_CHECKING:
    from services.intake import Sent

log = structlog.get_logger()

READ = "form_read"
EMPTY = Form("", "", ())


async def listed(session: AsyncSession, actor: Actor, *, to_ask: bool = False) -> Message:
    """What there is and what can be taken. Raises `Denied`."""
    tenant = await coordinator(session, actor, "forms")
    rows = await form_queries.listed(session, tenant.id)
    asked = {row.form_key: row for row in await round_queries.askings(session, tenant.id)}
    own = []
    for row in rows:
        asking = asked.get(row.key)
        every = asking.period_kind if asking is not None and asking.next_at is not None else None
        own.append(words.Listed(row.id or 0, row.title, PeriodKind(every) if every else None))
    taken = {row.key for row in rows}
    ready = [(n, shipped(name).title) for n, name in enumerate(NAMES) if name not in taken]
    return words.forms(own, ready, actor.person_id, tenant.say, to_ask=to_ask)


async def take_ready(session: AsyncSession, actor: Actor, place: int, now: datetime) -> Message:
    """A form that comes with the product becomes the municipality's; its card. Pressed again
    nothing changes. Raises `Denied`."""
    tenant = await coordinator(session, actor, "form.take")
    if not 0 <= place < len(NAMES):
        raise rights.deny(actor, "form.take", place=place)
    row = await _store(session, tenant, actor, shipped(NAMES[place]), now)
    return await card(session, actor, row.id or 0, now)


async def form_of(session: AsyncSession, actor: Actor, form_id: int, action: str) -> FormRow:
    """The newest version of the form that has this version. Raises `Denied` for a form of
    another municipality and for one that was taken out of the list."""
    named = await session.get(FormRow, form_id)
    if named is None or named.municipality_id != actor.municipality_id:
        raise rights.deny(actor, action, form=form_id)
    row = await form_queries.newest(session, actor.municipality_id, named.key)
    if row is None:
        raise rights.deny(actor, action, form=form_id)
    return row


async def card(session: AsyncSession, actor: Actor, form_id: int, now: datetime) -> Message:
    """Everything about a form. Raises `Denied`."""
    tenant = await coordinator(session, actor, "form")
    row = await form_of(session, actor, form_id, "form")
    return words.card(await _card(session, tenant, row, now), actor.person_id, tenant.say)


async def _card(session: AsyncSession, tenant: Tenant, row: FormRow, now: datetime) -> words.Card:
    form = fields.from_data(row.content)
    known = await asking_forms.wish(session, tenant, row.key, now)
    return words.Card(
        form_id=row.id or 0,
        form=form,
        version=row.version,
        at=tenant.today(row.at),
        every=known.every,
        due_day=known.due_day,
        schools=len(known.schools) if known.schools else None,
        next_opens=known.next_opens,
    )


async def blank(session: AsyncSession, actor: Actor, form_id: int, files: FileStore) -> Message:
    """A form as a workbook, or with 0 an empty one; nothing is written to the database. Raises
    `Denied`."""
    tenant = await coordinator(session, actor, "form.blank")
    form, name = EMPTY, tenant.say.gettext("Form")
    if form_id:
        form = fields.from_data((await form_of(session, actor, form_id, "form.blank")).content)
        name = form.title
    from views.workbooks.form_definition import MIME, definition_workbook

    data = await asyncio.to_thread(definition_workbook, form, tenant.say)
    sha256 = await asyncio.to_thread(files.put, data)
    file = Attachment(sha256, f"{name[:80].strip()}.xlsx".replace("/", "-"), MIME)
    return form_workbooks.workbook(file, tenant.say, is_blank=not form_id)


async def wants(session: AsyncSession, actor: Actor, sent: Sent) -> bool:
    """Whether a coordinator sent the workbook of a form."""
    if sent.in_album or not sent.name.lower().endswith(".xlsx"):
        return False
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if Role.COORDINATOR not in roles:
        return False
    return await asyncio.to_thread(is_definition, sent.data)


async def take(
    database: Database, files: FileStore, actor: Actor, sent: Sent, now: datetime
) -> Message:
    """Show what the workbook would store, or say by cell what is wrong with it."""
    async with database.read() as session:
        tenant = await municipalities.by_id(session, actor.municipality_id)
    try:
        form = await asyncio.to_thread(read_definition, sent.data)
    except FaultyDefinition as error:
        log.info("form.refused", person=actor.person_id, flaws=len(error.flaws))
        return form_faults.faulty(sent.name, error.flaws, tenant.say)
    except NotADefinition:
        log.info("form.refused", person=actor.person_id, flaws=0)
        return form_faults.unreadable(sent.name, tenant.say)
    async with database.write(urgent=True) as session:
        data = fields.to_data(form)
        await conversations.remember(session, sent.address, READ, {"form": data}, now)
        change = await _change(session, tenant, form)
        return form_workbooks.preview(form, change, mark_of(data), actor.person_id, tenant.say)


def mark_of(data: dict[str, Any]) -> int:
    """A number that tells one read form from another in a button."""
    return zlib.crc32(json.dumps(data, sort_keys=True).encode())


async def _change(session: AsyncSession, tenant: Tenant, form: Form) -> FormChange | None:
    """What differs from the version that is asked now; None for a form that is new."""
    row = await form_queries.newest(session, tenant.id, form.key)
    return None if row is None else compared(fields.from_data(row.content), form)


async def keep(
    session: AsyncSession, actor: Actor, mark: int, address: str, now: datetime
) -> Message:
    """Store the form that was shown in the chat; its card. Pressed again it stays as it is.

    Raises `Denied`.
    """
    tenant = await coordinator(session, actor, "form.keep")
    known = await conversations.standing(session, address)
    if known is None or known.step != READ or mark_of(known.data["form"]) != mark:
        return form_workbooks.gone(tenant.say)
    row = await _store(session, tenant, actor, fields.from_data(known.data["form"]), now)
    found = await card(session, actor, row.id or 0, now)
    return form_workbooks.kept(found, tenant.say)


async def _store(
    session: AsyncSession, tenant: Tenant, actor: Actor, form: Form, now: datetime
) -> FormRow:
    """The form as its newest version: a new row where something differs."""
    await session.get_one(MunicipalityRow, tenant.id, with_for_update=True)
    data = fields.to_data(form)
    versions = await form_queries.versions(session, tenant.id, form.key)
    last = versions[-1] if versions else None
    if last is not None and last.retired_at is None and last.content == data:
        return last
    row = FormRow(
        municipality_id=tenant.id,
        key=form.key,
        version=last.version + 1 if last is not None else 1,
        title=form.title,
        content=data,
        made_by=actor.person_id,
        at=now,
    )
    session.add(row)
    await session.flush()
    rights.audit(
        session,
        actor,
        tenant.id,
        "form.stored",
        now,
        f"form:{row.id}",
        key=form.key,
        version=row.version,
        title=form.title,
    )
    log.info("form.stored", form=row.id, key=form.key, version=row.version)
    return row


async def retire(
    session: AsyncSession, actor: Actor, form_id: int, now: datetime, *, sure: bool
) -> Message:
    """It is offered and asked no more; with `sure` it is meant. Raises `Denied`."""
    tenant = await coordinator(session, actor, "form.retire")
    row = await form_of(session, actor, form_id, "form.retire")
    if not sure:
        found = await _card(session, tenant, row, now)
        return words.sure_to_retire(found, actor.person_id, tenant.say)
    row.retired_at = now
    session.add(row)
    await asking_forms.stop(session, tenant, row.key)
    rights.audit(session, actor, tenant.id, "form.retired", now, f"form:{row.id}", key=row.key)
    await session.flush()
    return await listed(session, actor)
