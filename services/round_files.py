"""A round handed on as data: in the layout of its form, or one line a value."""

from __future__ import annotations

import asyncio
import io
import zipfile
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.attachments import safe_name
from channels.message import Attachment, Message
from roadmap.monitoring import fields
from services import rights, round_desk, submission_papers
from services.municipalities import Tenant
from services.rights import Actor
from services.round_figures import COUNTED
from storage import submission_queries
from storage.files import FileStore
from storage.tables import FormRow, RoundRow
from views import round_papers as words
from views.lines import shortened

if TYPE_CHECKING:
    from views.workbooks.round_export import RoundTable

log = structlog.get_logger()

ZIPPED_FROM = 40 << 20
"""Bytes; Bot API, sendDocument takes 50 MB."""
TITLE_CHARS = 90


class Kind(IntEnum):
    """The file that is made, by its number in a button."""

    WORKBOOK = 0
    FLAT = 1


MIMES = {
    ".xlsx": submission_papers.MIME,
    ".csv": "text/csv",
    ".zip": "application/zip",
}


async def export(
    session: AsyncSession, actor: Actor, round_id: int, kind: int, files: FileStore, now: datetime
) -> Message:
    """The file, kept in the store; nothing is held open while it is made. Raises `Denied`, for a
    round of anything but a form too."""
    tenant, row = await round_desk.found(session, actor, round_id, "round.export")
    if row.form_id is None or kind not in set(Kind):
        raise rights.deny(actor, "round.export", round=round_id, kind=kind)
    table = await read(session, tenant, row)
    title, period = row.title, submission_papers.period_of(row, tenant)
    await session.rollback()
    if not table.schools:
        return words.not_yet(tenant.say)
    ending, data = await asyncio.to_thread(made, table, Kind(kind), tenant, period)
    sha256 = await asyncio.to_thread(files.put, data)
    log.info("round.exported", round=round_id, person=actor.person_id, bytes=len(data))
    name = f"{safe_name(shortened(title, TITLE_CHARS).rstrip('…. '))}{ending}"
    return words.ready(title, Attachment(sha256, name, MIMES[ending]), tenant.say)


async def read(session: AsyncSession, tenant: Tenant, row: RoundRow) -> RoundTable:
    """What was handed in, and who has not."""
    form = fields.from_data((await session.get_one(FormRow, row.form_id)).content)
    asked = [
        one
        for one in await submission_queries.of_round(session, tenant.id, row.id or 0)
        if not one.is_exempt
    ]
    from views.workbooks.round_export import Answered, RoundTable

    return RoundTable(
        form,
        row.title,
        [Answered(one.name, one.answers, one.comments) for one in asked if one.state in COUNTED],
        [one.name for one in asked if one.state not in COUNTED],
    )


def made(table: RoundTable, kind: Kind, tenant: Tenant, period: str) -> tuple[str, bytes]:
    """The ending and the bytes; a .csv that no messenger would take goes in an archive."""
    if kind is Kind.WORKBOOK:
        from views.workbooks.round_export import round_workbook

        return ".xlsx", round_workbook(table, tenant.say)
    from views.round_flat import round_csv

    data = round_csv(table, tenant.name, period)
    if len(data) < ZIPPED_FROM:
        return ".csv", data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("round.csv", data)
    return ".zip", out.getvalue()
