"""Classes of a form handed to teachers of the school: the teacher fills in her rows, sends them,
and the appointed person takes them into the answers or returns them."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.monitoring.classes import in_order
from roadmap.monitoring.filling import class_of
from services import answers, rights, teacher_news
from services.answers import Change, Held
from services.filling_rows import NoSuchClass, require_chat
from services.rights import Actor
from services.teacher_classes import ByClass, named, parts_of, tell_anew
from storage import people_queries, submission_queries
from storage.people_queries import Reach
from storage.tables import ClassPartRow, PartState
from views import class_parts as words
from views.class_parts import Teacher

log = structlog.get_logger()

NOBODY = 0
"""Chosen instead of a teacher: the class is filled in by the appointed person."""


class NothingSent(Exception):
    """The teacher has sent nothing that waits to be looked over."""


async def _opened(
    session: AsyncSession, actor: Actor, assignment_id: int, *, change: bool = False
) -> ByClass:
    """For the school's own people only. Raises `Denied`, `OnlyByLetter`, and as `answers.held`."""
    action = "submission.parts"
    held = await answers.held(session, actor, assignment_id, action, change=change)
    if held.form is None or not held.form.per_class or held.for_others:
        raise rights.deny(actor, action, assignment=assignment_id)
    require_chat(actor, held.tenant)
    return ByClass(held, held.form)


async def listed(
    session: AsyncSession, actor: Actor, assignment_id: int, note: str = ""
) -> Message:
    """«Передать классы…»: which class is at whom. Raises `Denied`."""
    by_class = await _opened(session, actor, assignment_id)
    return await _listed(session, actor, by_class, note)


async def _listed(
    session: AsyncSession, actor: Actor, by_class: ByClass, note: str = ""
) -> Message:
    held = by_class.held
    parts = await parts_of(session, actor.municipality_id, by_class.submission_id)
    labels = in_order([*held.submission.answers, *(held.previous or {})])
    say = held.tenant.say
    return words.handed(held.line, by_class.form, labels, parts, actor.person_id, say, note)


async def choose(
    session: AsyncSession, actor: Actor, assignment_id: int, class_number: int, page: int
) -> Message:
    """Who of the school fills in a class. Raises `Denied`, `NoSuchClass`."""
    by_class = await _opened(session, actor, assignment_id)
    held, label = by_class.held, _label(by_class, class_number)
    people = await _colleagues(session, actor, held)
    rows = await submission_queries.parts(session, actor.municipality_id, by_class.submission_id)
    has = next((row.person_id for row in rows if row.class_label == label), None)
    teachers = [
        Teacher(one.person_id, one.name, one.person_id == has) for one in people if one.ways
    ]
    hidden = len(people) - len(teachers)
    say = held.tenant.say
    return words.choose(held.line, label, teachers, hidden, page, actor.person_id, say)


def _label(by_class: ByClass, class_number: int) -> str:
    """A class of the school: of the answers, or of the period before."""
    known = [*by_class.held.submission.answers, *(by_class.held.previous or {})]
    label = class_of(known, class_number)
    if label is None:
        raise NoSuchClass
    return label


async def _colleagues(session: AsyncSession, actor: Actor, held: Held) -> list[Reach]:
    """The others of the organisation that answers, in the order in which they are asked."""
    office, town = held.line.organization_id, actor.municipality_id
    if office is None:
        return []
    ids = (await people_queries.contacts(session, town, [office])).get(office, [])
    reach = await people_queries.reach(session, town, ids)
    return [reach[i] for i in ids if i in reach and i != actor.person_id]


async def hand_to(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    class_number: int,
    person_id: int,
    now: datetime,
) -> Message:
    """A class goes to a teacher, or to `NOBODY` back; she is told of all her classes in one
    message. Raises `Denied`, `NoSuchClass`, `RoundIsOver`, `HandedInAlready`, `AcceptedAlready`.
    """
    by_class = await _opened(session, actor, assignment_id, change=True)
    answers.check_open(by_class.held.submission)
    label = _label(by_class, class_number)
    people = {one.person_id for one in await _colleagues(session, actor, by_class.held) if one.ways}
    if person_id != NOBODY and person_id not in people:
        raise rights.deny(actor, "submission.parts", to=person_id)
    town, number = actor.municipality_id, by_class.submission_id
    rows = await submission_queries.parts(session, town, number)
    row = next((one for one in rows if one.class_label == label), None)
    before = row.person_id if row is not None else NOBODY
    if before != person_id:
        if label not in by_class.held.submission.answers:
            await answers.add_class(session, actor, by_class.held, label, now)
        await _put(session, actor, row, number, label, person_id, now)
        about = f"submission:{number}"
        facts = {"class": label, "person": person_id or None}
        rights.audit(session, actor, town, "submission.class_handed", now, about, **facts)
        log.info("submission.class_handed", submission=number, person=person_id)
        for teacher in {before, person_id} - {NOBODY}:
            await tell_anew(session, actor, by_class.held, teacher, now)
    return await _listed(session, actor, by_class)


async def _put(
    session: AsyncSession,
    actor: Actor,
    row: ClassPartRow | None,
    submission_id: int,
    label: str,
    person_id: int,
    now: datetime,
) -> None:
    if row is not None and person_id == NOBODY:
        await session.delete(row)
    else:
        row = row or ClassPartRow(
            municipality_id=actor.municipality_id,
            submission_id=submission_id,
            class_label=label,
            person_id=person_id,
            changed_at=now,
        )
        row.person_id, row.handed_by, row.state = person_id, actor.person_id, PartState.ASKED
        row.changed_at = now
        session.add(row)
    await session.flush()


async def _sent_by(
    session: AsyncSession, by_class: ByClass, teacher: int, town: int
) -> list[ClassPartRow]:
    rows = await submission_queries.parts(
        session, town, by_class.submission_id, person_id=teacher, change=True
    )
    sent = [row for row in rows if row.state is PartState.SENT]
    if not sent:
        raise NothingSent
    return sent


async def look(session: AsyncSession, actor: Actor, assignment_id: int, teacher: int) -> Message:
    """What a teacher sent. Raises `Denied`, `NothingSent`."""
    by_class = await _opened(session, actor, assignment_id)
    town, held = actor.municipality_id, by_class.held
    rows = await _sent_by(session, by_class, teacher, town)
    parts = await named(session, town, rows)
    kept = held.submission.answers
    return words.look(held.line, by_class.form, parts, kept, actor.person_id, held.tenant.say)


async def take(
    session: AsyncSession, actor: Actor, assignment_id: int, teacher: int, now: datetime
) -> Message:
    """What a teacher sent becomes the school's answers. Raises `Denied`, `NothingSent`,
    `RoundIsOver`, `HandedInAlready`, `AcceptedAlready`."""
    by_class = await _opened(session, actor, assignment_id, change=True)
    rows = await _sent_by(session, by_class, teacher, actor.municipality_id)
    known = {field.key for field in by_class.form.asked}
    changes = [
        Change(key, value, row.class_label)
        for row in rows
        for key, value in row.answers.items()
        if key in known
    ]
    await answers.put(session, actor, by_class.held, changes, now)
    for row in rows:
        row.state, row.changed_at = PartState.CONFIRMED, now
        session.add(row)
    await session.flush()
    labels = ", ".join(in_order(row.class_label for row in rows))
    note = by_class.held.tenant.say.gettext("Taken into the answers: {classes}")
    return await _listed(session, actor, by_class, note.format(classes=labels))


async def give_back(
    session: AsyncSession, actor: Actor, assignment_id: int, teacher: int, now: datetime
) -> Message:
    """What a teacher sent goes back to her, to be looked at again. Raises `Denied`, `NothingSent`,
    `RoundIsOver`."""
    by_class = await _opened(session, actor, assignment_id, change=True)
    town, held = actor.municipality_id, by_class.held
    rows = await _sent_by(session, by_class, teacher, town)
    for row in rows:
        row.state, row.changed_at = PartState.ASKED, now
        session.add(row)
    await session.flush()
    parts = await named(session, town, rows)
    await tell_anew(session, actor, held, teacher, now, only_remind=True)
    await teacher_news.tell_returned(session, actor, held, teacher, parts, now)
    note = held.tenant.say.gettext("Returned to {name}").format(name=parts[0].teacher)
    return await _listed(session, actor, by_class, note)
