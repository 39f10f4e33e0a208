"""A copy of everything about a person: a text to read, the same as data, and what they sent."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.attachments import safe_name
from channels.message import Attachment, Message
from services import municipalities, rights
from services.municipalities import Tenant
from services.people_access import require_person
from services.rights import Actor
from storage import contact_queries, people_queries, personal_queries
from storage.files import FileStore
from storage.tables import PersonRow, Role
from views import personal_copy
from views import personal_data as words
from views.personal_copy import Copied

log = structlog.get_logger()

LIMIT_BYTES = 40 << 20
"""Bot API, sendDocument takes 50 MB."""
MIME = "application/zip"
NAME_BEGINS = "personal-data-"
SECRETS = frozenset({"token_hash", "dedup_key", "worker_id"})
"""Columns that say nothing about a person."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What goes into the file: the text, the data, and the files in the store by their names."""

    text: str
    data: str
    kept: tuple[tuple[str, str], ...]


def file_name(person_id: int) -> str:
    """The name under which the copy goes out, by which it is found again to be deleted."""
    return f"{NAME_BEGINS}{person_id}.zip"


async def own(session: AsyncSession, actor: Actor) -> Message:
    """«Мои данные»"""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    (name,) = await people_queries.names(session, tenant.id, [actor.person_id])
    ids = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    coordinators = await people_queries.names(session, tenant.id, ids)
    return words.own(name, coordinators, actor.person_id, tenant.say)


async def of_person(session: AsyncSession, actor: Actor, person_id: int, now: datetime) -> Message:
    """What a coordinator can do about somebody's data; that they looked is written down. Raises
    `Denied`."""
    tenant, row = await require_person(session, actor, person_id, "person.data")
    subject = f"person:{person_id}"
    rights.audit(session, actor, tenant.id, "person.data_asked", now, subject)
    return words.of_person(person_id, row.full_name, actor.person_id, tenant.say)


async def copy(
    session: AsyncSession, actor: Actor, person_id: int, files: FileStore, now: datetime
) -> Message:
    """The file, of oneself or, for a coordinator, of anybody; nothing is written to the database
    here, and none is held open while it is made. Raises `Denied`."""
    if person_id == actor.person_id:
        tenant = await municipalities.by_id(session, actor.municipality_id)
        row = await session.get_one(PersonRow, person_id)
    else:
        tenant, row = await require_person(session, actor, person_id, "person.copy")
    gathered = await gather(session, tenant, row, now)
    name = row.full_name
    await session.rollback()
    data, left_out = await asyncio.to_thread(made, gathered, files, LIMIT_BYTES)
    sha256 = await asyncio.to_thread(files.put, data)
    log.info("person.copied", person=person_id, by=actor.person_id, size=len(data))
    attachment = Attachment(sha256, file_name(person_id), MIME)
    return words.ready(name, attachment, left_out, tenant.say)


async def gather(session: AsyncSession, tenant: Tenant, row: PersonRow, now: datetime) -> Copy:
    """Read everything about a person."""
    number = row.id or 0
    rows = await personal_queries.parts(session, row)
    about = {one["assignment_id"] for of in rows.values() for one in of if one.get("assignment_id")}
    offices = await contact_queries.offices(session, tenant.id, [number])
    known = Copied(
        row.model_dump(),
        tuple(filter(None, [offices.get(number, "")])),
        rows,
        await personal_queries.titles(session, about),
        tenant.name,
        tenant.zone,
    )
    sent = [
        (f"{n:03} {safe_name(one['name'] or 'file')}", one["sha256"])
        for n, one in enumerate(rows.get("evidence", ()), start=1)
        if one["sha256"] and one["removed_at"] is None
    ]
    return Copy(
        personal_copy.text(known, now, tenant.say),
        json.dumps(_as_data(known), ensure_ascii=False, indent=1, default=str),
        tuple(sent),
    )


def _as_data(known: Copied) -> Mapping[str, Any]:
    return {
        "person": dict(known.person),
        "organizations": list(known.offices),
        **{
            name: [{k: v for k, v in one.items() if k not in SECRETS} for one in rows]
            for name, rows in known.rows.items()
        },
    }


def made(one: Copy, files: FileStore, limit: int) -> tuple[bytes, int]:
    """The archive, and how many of the files found no room in `limit` bytes."""
    out, left_out, size = io.BytesIO(), 0, 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.txt", one.text.encode("utf-8-sig"))
        archive.writestr("data.json", one.data)
        for name, sha256 in one.kept:
            path = files.path(sha256)
            if not path.exists():
                continue
            size += path.stat().st_size
            if size > limit:
                left_out += 1
                continue
            archive.write(path, f"documents/{name}")
    return out.getvalue(), left_out
