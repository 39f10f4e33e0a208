"""A submission as its respondent meets it: opened, its classes, looked over, handed in, opened
again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.monitoring.classes import NoClass, class_label, in_order
from roadmap.monitoring.filling import class_of
from services import answers, conversations, rights, submissions, teacher_classes
from services.answer_sheets import sheet_of
from services.answers import Held
from services.filling_rows import NoSuchClass, require_chat
from services.held_answers import OnlyClasses
from services.rights import Actor
from storage import people_queries, submission_queries
from storage.tables import PartState, SubmissionState
from views import filling, filling_classes, filling_summary

CLASSES_STEP = "fill_classes"


async def opened(session: AsyncSession, actor: Actor, assignment_id: int, now: datetime) -> Message:
    """«Заполнить»: what is asked, how far it is, the ways to answer; to a teacher her classes.
    Raises `Denied`."""
    try:
        held = await answers.held(session, actor, assignment_id, "submission.open")
    except OnlyClasses as hers:
        return await teacher_classes.shown(session, actor, hers.submission_id, now)
    handed_on = 0
    if held.form is not None and held.form.per_class:
        town, number = actor.municipality_id, held.submission.id or 0
        parts = await submission_queries.parts(session, town, number)
        handed_on = sum(part.state is not PartState.CONFIRMED for part in parts)
    return overview_of(held, actor, now, handed_on)


def overview_of(held: Held, actor: Actor, now: datetime, handed_on: int = 0) -> Message:
    """The same of what has been opened."""
    tenant, sheet = held.tenant, sheet_of(held, handed_on)
    today = tenant.today(now)
    return filling.overview(sheet, actor.person_id, today, tenant.calendar, tenant.say)


async def classes(
    session: AsyncSession, actor: Actor, assignment_id: int, page: int, address: str, now: datetime
) -> Message:
    """The classes there are; those of the last period are named at the first look. Raises
    `Denied`, `RoundIsOver`, `HandedInAlready`, `AcceptedAlready`."""
    held = await _by_class(session, actor, assignment_id)
    await conversations.forget(session, address, CLASSES_STEP)
    row = held.submission
    if row.state is SubmissionState.EMPTY and not row.answers and held.previous:
        for label in in_order(held.previous):
            await answers.add_class(session, actor, held, label, now)
    if not row.answers:
        return await _ask_classes(session, actor, held, address, now)
    return filling_classes.classes(sheet_of(held), page, actor.person_id, held.tenant.say)


async def _by_class(session: AsyncSession, actor: Actor, assignment_id: int) -> Held:
    held = await answers.held(session, actor, assignment_id, "submission.fill", change=True)
    if held.form is None or not held.form.per_class:
        raise rights.deny(actor, "submission.classes", assignment=assignment_id)
    require_chat(actor, held.tenant)
    answers.check_open(held.submission)
    return held


async def ask_classes(
    session: AsyncSession, actor: Actor, assignment_id: int, address: str, now: datetime
) -> Message:
    """«Добавить классы…». Raises as `classes`."""
    held = await _by_class(session, actor, assignment_id)
    return await _ask_classes(session, actor, held, address, now)


async def _ask_classes(
    session: AsyncSession, actor: Actor, held: Held, address: str, now: datetime
) -> Message:
    data = {"assignment": held.line.assignment_id}
    await conversations.remember(session, address, CLASSES_STEP, data, now)
    return filling_classes.ask_classes(sheet_of(held), actor.person_id, held.tenant.say)


async def classes_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The classes that were written, each once. Raises as `classes`."""
    held = await _by_class(session, actor, int(asked["assignment"]))
    say, known, wrong = held.tenant.say, [], []
    for part in text.replace(";", ",").replace("\n", ",").split(","):
        if part.strip():
            try:
                known.append(class_label(part))
            except NoClass as error:
                wrong.append(error.text)
    for label in dict.fromkeys(known):
        await answers.add_class(session, actor, held, label, now)
    if known:
        await conversations.forget(session, address, CLASSES_STEP)
    note = filling_classes.added(list(dict.fromkeys(known)), wrong, say)
    return filling_classes.classes(sheet_of(held), 0, actor.person_id, say, note)


async def one_class(
    session: AsyncSession, actor: Actor, assignment_id: int, class_number: int
) -> Message:
    """One class with its answers. Raises `Denied`, `NoSuchClass`."""
    held = await answers.held(session, actor, assignment_id, "submission.fill")
    label = _label(held, class_number)
    town, number = actor.municipality_id, held.submission.id or 0
    parts = await submission_queries.parts(session, town, number)
    ids = [p.person_id for p in parts if p.class_label == label]
    names = await people_queries.names(session, town, ids) if ids else ()
    return class_of_held(held, label, actor, teacher=names[0] if names else "")


def class_of_held(
    held: Held, label: str, actor: Actor, note: str = "", teacher: str = ""
) -> Message:
    """The same of what has been opened."""
    say = held.tenant.say
    return filling_classes.one_class(sheet_of(held), label, teacher, actor.person_id, say, note)


def _label(held: Held, class_number: int) -> str:
    label = class_of(held.submission.answers, class_number)
    if label is None or held.form is None or not held.form.per_class:
        raise NoSuchClass
    return label


async def drop_class(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    class_number: int,
    now: datetime,
    *,
    sure: bool,
) -> Message:
    """«Убрать класс»: asked again where it has answers. Raises as `classes`, `NoSuchClass`."""
    held = await _by_class(session, actor, assignment_id)
    label, say = _label(held, class_number), held.tenant.say
    if held.submission.answers[label] and not sure:
        return filling_classes.sure_to_drop(sheet_of(held), label, actor.person_id, say)
    await answers.drop_class(session, actor, held, label, now)
    return filling_classes.classes(sheet_of(held), 0, actor.person_id, say)


async def review(session: AsyncSession, actor: Actor, assignment_id: int, page: int) -> Message:
    """Everything before it is handed in; what was handed in, where it was. Raises `Denied`."""
    held = await answers.held(session, actor, assignment_id, "submission.review")
    if held.submission.state in submission_queries.HANDED_IN:
        return receipt_of(held, page, actor)
    return summary_of(held, page, actor)


def summary_of(held: Held, page: int, actor: Actor) -> Message:
    """The same of what has been opened."""
    problems, warnings = submissions.found_problems(held), submissions.warned(held)
    say = held.tenant.say
    return filling_summary.summary(sheet_of(held), problems, warnings, page, actor.person_id, say)


def receipt_of(held: Held, page: int | None, actor: Actor) -> Message:
    """The receipt of what was handed in; a page of it, or all."""
    warnings, say = submissions.warned(held), held.tenant.say
    return filling_summary.receipt(sheet_of(held), warnings, page, actor.person_id, say)


async def send(session: AsyncSession, actor: Actor, assignment_id: int, now: datetime) -> Message:
    """«Сдать»: the receipt, also to the organisation's mailbox; or the summary with what has to be
    mended. Pressed again it is the same receipt. Raises `Denied`, `RoundIsOver`."""
    held = await answers.held(session, actor, assignment_id, "submission.send", change=True)
    if held.submission.state is SubmissionState.ACCEPTED:
        return receipt_of(held, 0, actor)
    done = await submissions.hand_in(session, actor, held, now)
    if done.problems:
        return summary_of(held, 0, actor)
    return receipt_of(held, 0, actor)


async def again(session: AsyncSession, actor: Actor, assignment_id: int, now: datetime) -> Message:
    """«Исправить» what was handed in: a draft again. Raises `Denied`, `RoundIsOver`,
    `AcceptedAlready`."""
    held = await answers.held(session, actor, assignment_id, "submission.reopen", change=True)
    await submissions.reopen(session, actor, held, now)
    return overview_of(held, actor, now)
