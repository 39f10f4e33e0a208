"""The workbook of one respondent, made of what is stored; and beforehand, for letters."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.attachments import safe_name
from channels.message import Attachment
from roadmap.monitoring.fields import Form, Submission
from roadmap.monitoring.periods import NoPeriod, PeriodKind, period_by_key
from roadmap.monitoring.sheet_marks import Mark
from roadmap.plan import Line
from services.answers import Held
from services.municipalities import Tenant
from storage.files import FileStore
from storage.tables import FormRow, RoundRow
from views.lines import shortened
from views.monitoring_periods import said
from views.rounds import until
from views.speech import Speech

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE_CHARS, OWNER_CHARS = 60, 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """A workbook that is to be made, as plain values: nothing of the database is needed any more.
    `previous` and the rest are as `views.workbooks.submission.Paper` has them."""

    name: str
    form: Form
    mark: Mark
    due: str
    say: Speech
    answers: Mapping[str, Any]
    comments: Mapping[str, str]
    remarks: Mapping[str, str]
    previous: Submission | None


async def wanted(session: AsyncSession, held: Held) -> Wanted | None:
    """What the workbook of a respondent is made of; None where no form is asked."""
    if held.form is None or held.round.form_id is None:
        return None
    version = (await session.get_one(FormRow, held.round.form_id)).version
    row, line, say = held.submission, held.line, held.tenant.say
    mark = Mark(
        held.tenant.id,
        line.assignment_id,
        held.form.key,
        version,
        row.revision,
        line.owner,
        period_of(held.round, held.tenant),
    )
    return Wanted(
        file_name(line),
        held.form,
        mark,
        until(line.due, held.round.due_time, say),
        say,
        dict(row.answers),
        dict(row.comments),
        dict(row.remarks),
        held.previous,
    )


def period_of(asked: RoundRow, tenant: Tenant) -> str:
    """«I квартал 2019 г.», or the title of a round that is about no period."""
    if not asked.period_key:
        return asked.title
    try:
        period = period_by_key(PeriodKind(asked.period_kind), asked.period_key)
    except (NoPeriod, ValueError):
        return asked.title
    return said(period, tenant.say)


def made(paper: Wanted) -> bytes:
    """The bytes of the .xlsx; takes tens of milliseconds."""
    from views.workbooks.submission import Paper, submission_workbook

    return submission_workbook(
        Paper(
            paper.form,
            paper.mark,
            paper.due,
            paper.say,
            paper.answers,
            paper.comments,
            paper.previous,
            paper.remarks,
        )
    )


async def kept(paper: Wanted, files: FileStore) -> Attachment:
    """The workbook in the file store, made in a thread; no transaction may be open."""
    data = await asyncio.to_thread(made, paper)
    sha256 = await asyncio.to_thread(files.put, data)
    return Attachment(sha256, paper.name, MIME)


def file_name(line: Line) -> str:
    """«Кадры I квартал 2019 г МОУ «СОШ № 2».xlsx»"""
    title = shortened(line.title, TITLE_CHARS).rstrip("…. ")
    owner = shortened(line.owner, OWNER_CHARS).rstrip("…. ")
    return f"{safe_name(f'{title} {owner}'.strip())}.xlsx"
