"""Answering a form in the chat: one question a message, kept at once, left and gone on with on any
device. What is answered is a draft until it is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.monitoring import values
from roadmap.monitoring.doubts import field_doubt
from roadmap.monitoring.fields import Field, FieldType, Value
from roadmap.monitoring.filling import broken_by, place_of
from roadmap.monitoring.values import BadValue
from services import conversations, filling_sheets, rights, teacher_classes
from services.filling_rows import OpenRow, comment, keep, open_row
from services.rights import Actor
from views import filling_questions as words
from views.filling_questions import Where
from views.value_faults import broken_words, refused, sure

STEP = "fill"
TEXT_STEP = "fill_text"
"""The same for a question whose answer is words, and may be about somebody away."""
COMMENT_STEP = "fill_comment"
STEPS = (STEP, TEXT_STEP, COMMENT_STEP)
NOTHING = ("-", "—", "–")


async def ask(
    session: AsyncSession,
    actor: Actor,
    where: Where,
    n: int,
    address: str,
    now: datetime,
) -> Message:
    """The question at place `n`, asked in the chat at `address`; past the last one what comes
    after. Raises as `open_row`."""
    row = await open_row(session, actor, where, "submission.fill", change=True)
    return await _ask(session, actor, row, n, address, now)


async def _ask(
    session: AsyncSession,
    actor: Actor,
    row: OpenRow,
    n: int,
    address: str,
    now: datetime,
    note: str = "",
) -> Message:
    if n >= len(row.form.asked):
        return await _after(session, actor, row, address, now, note)
    field = row.asked(n)
    step = TEXT_STEP if field.type in (FieldType.TEXT, FieldType.CHOICE) else STEP
    data = {"where": list(row.where.ids), "n": n}
    await conversations.remember(session, address, step, data, now)
    return words.question(row.question(n), actor.person_id, row.tenant.say, note)


async def _after(
    session: AsyncSession, actor: Actor, row: OpenRow, address: str, now: datetime, note: str
) -> Message:
    """What comes after the last question: the summary, the class, the teacher's classes."""
    await _forget(session, address)
    if row.part is not None:
        return await teacher_classes.shown(session, actor, row.part.submission_id, now, note)
    if row.class_label:
        return filling_sheets.class_of_held(row.held, row.class_label, actor, note)
    return filling_sheets.summary_of(row.held, 0, actor)


async def _forget(session: AsyncSession, address: str) -> None:
    for step in STEPS:
        await conversations.forget(session, address, step)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """A typed answer: kept, and the next question; or why it is none, and the same one again."""
    where, n = where_of(asked["where"]), int(asked["n"])
    row = await open_row(session, actor, where, "submission.fill", change=True)
    field = row.asked(n)
    try:
        value = values.read(field, text)
        return await _answer(session, actor, row, n, value, address, now)
    except BadValue as error:
        note = refused(error, row.tenant.say)
        return await _ask(session, actor, row, n, address, now, note)


def where_of(ids: Any) -> Where:
    """The row of answers that a button or a remembered step names: (0, assignment, class) or
    (1, part, 0)."""
    part, number, class_number = ids
    return Where(number, class_number, part=bool(part))


async def _answer(
    session: AsyncSession,
    actor: Actor,
    row: OpenRow,
    n: int,
    value: Value,
    address: str,
    now: datetime,
) -> Message:
    """Keep an answer; what it contradicts or why it looks odd, else the next question."""
    field, say = row.asked(n), row.tenant.say
    row = await keep(session, actor, row, field, value, now)
    question = row.question(n)
    broken = broken_by(row.form, row.answers, field.key, row.class_label)
    if broken:
        await _forget(session, address)
        said = [
            broken_words(row.form, one.comparison, one.left, one.right, say)
            for one in broken[:4]
            if one.comparison is not None and one.left is not None and one.right is not None
        ]
        keys = dict.fromkeys(
            key
            for one in broken
            if one.comparison is not None
            for key in (one.comparison.left, *one.comparison.right_keys)
            if key != field.key
        )
        others = [place for key in keys if (place := place_of(row.form, key)) is not None]
        return words.does_not_agree(question, said, others[:4], actor.person_id, say)
    doubt = field_doubt(field, value, row.before.get(field.key))
    if doubt is not None:
        await _forget(session, address)
        return words.is_it_right(question, [sure(field, doubt, say)], actor.person_id, say)
    note = words.taken(field, value, say)
    return await _ask(session, actor, row, n + 1, address, now, note)


async def choose(
    session: AsyncSession,
    actor: Actor,
    where: Where,
    n: int,
    number: int,
    address: str,
    now: datetime,
) -> Message:
    """A choice pressed: of several it is put or taken away and the question stays. Raises as
    `open_row`, and `Denied` for a choice that is none."""
    row = await open_row(session, actor, where, "submission.fill", change=True)
    field = row.asked(n)
    value = _chosen(actor, field, number, row.answers.get(field.key))
    if field.type is FieldType.CHOICES:
        row = await keep(session, actor, row, field, value, now)
        return await _ask(session, actor, row, n, address, now)
    return await _answer(session, actor, row, n, value, address, now)


def _chosen(actor: Actor, field: Field, number: int, before: Value) -> Value:
    if field.type is FieldType.YES_NO:
        return bool(number)
    if field.type not in (FieldType.CHOICE, FieldType.CHOICES) or number >= len(field.choices):
        raise rights.deny(actor, "submission.fill", choice=number)
    picked = field.choices[number]
    if field.type is FieldType.CHOICE:
        return picked
    have = set(before) if isinstance(before, list) else set()
    return [one for one in field.choices if one in have ^ {picked}] or None


async def same(
    session: AsyncSession, actor: Actor, where: Where, n: int, address: str, now: datetime
) -> Message:
    """«Как в прошлый раз»."""
    row = await open_row(session, actor, where, "submission.fill", change=True)
    value = row.before.get(row.asked(n).key)
    if value is None:
        return await _ask(session, actor, row, n, address, now)
    return await _answer(session, actor, row, n, value, address, now)


async def skip(
    session: AsyncSession, actor: Actor, where: Where, n: int, address: str, now: datetime
) -> Message:
    """On without an answer: what need not be answered is passed over for good, else it is asked
    for before handing in."""
    row = await open_row(session, actor, where, "submission.fill", change=True)
    field = row.asked(n)
    if not field.required and field.key not in row.answers:
        row = await keep(session, actor, row, field, None, now)
    return await _ask(session, actor, row, n + 1, address, now)


async def ask_comment(
    session: AsyncSession, actor: Actor, where: Where, n: int, address: str, now: datetime
) -> Message:
    """«Комментарий…»: what is to be said?"""
    row = await open_row(session, actor, where, "submission.comment", change=True)
    if row.part is not None:
        raise rights.deny(actor, "submission.comment", part=where.number)
    data = {"where": list(where.ids), "n": n}
    question = row.question(n)
    await conversations.remember(session, address, COMMENT_STEP, data, now)
    return words.ask_comment(question, actor.person_id, row.tenant.say)


async def comment_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The comment: kept, and the question is asked again."""
    where, n = where_of(asked["where"]), int(asked["n"])
    row = await open_row(session, actor, where, "submission.comment", change=True)
    said = "" if text.strip() in NOTHING else text.strip()
    row = await comment(session, actor, row, row.asked(n), said, now)
    return await _ask(session, actor, row, n, address, now)


async def leave(
    session: AsyncSession, actor: Actor, where: Where, address: str, now: datetime
) -> Message:
    """«Сохранить и выйти»: nothing is waited for any more; how far it is."""
    row = await open_row(session, actor, where, "submission.fill")
    await _forget(session, address)
    if row.part is not None:
        return await teacher_classes.shown(session, actor, row.part.submission_id, now)
    return filling_sheets.overview_of(row.held, actor, now)


async def file_field(
    session: AsyncSession, actor: Actor, address: str, now: datetime
) -> tuple[Where, int] | None:
    """The question in a chat that waits for a file, None for none."""
    step = await conversations.standing(session, address, now)
    if step is None or step.step != STEP:
        return None
    where, n = where_of(step.data["where"]), int(step.data["n"])
    row = await open_row(session, actor, where, "submission.fill")
    return (where, n) if row.asked(n).type is FieldType.FILE else None


async def file_came(
    session: AsyncSession,
    actor: Actor,
    where: Where,
    n: int,
    evidence_id: int,
    address: str,
    now: datetime,
) -> Message:
    """The file that was asked for, kept under the number of its evidence. Raises as `open_row`."""
    row = await open_row(session, actor, where, "submission.fill", change=True)
    return await _answer(session, actor, row, n, evidence_id, address, now)
