"""A coordinator looks at one school's answers, accepts them, or sends them back with remarks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.monitoring import rolling
from roadmap.monitoring.classes import in_order
from roadmap.monitoring.rolling import NOTHING
from services import conversations, rights, round_grid, submissions
from services.rights import Actor
from services.rounds import RoundIsOver
from services.submissions import Held, name_of
from storage import contact_queries, history_queries, round_desk_queries
from storage.tables import BY_WORD, Role, RoundState, SubmissionState
from views import checking as words
from views.checking import WHOLE, Checked
from views.lines import short_name, shortened
from views.round_figures import value, with_figures
from views.value_faults import doubt_words

STEP = "round_remark"
REMARK_CHARS = 600
ENTRIES = 8
MOST_REMARKS = 30
NOT_DRAFTS = (SubmissionState.SENT, SubmissionState.ACCEPTED, SubmissionState.RETURNED)


async def one(
    session: AsyncSession, actor: Actor, assignment_id: int, page: int, now: datetime
) -> Message:
    """Everything about a school's answers. Raises `Denied`."""
    held, checked = await _checked(session, actor, assignment_id, "submission.check", now)
    return words.one(checked, page, actor.person_id, held.tenant.say)


async def _checked(
    session: AsyncSession, actor: Actor, assignment_id: int, action: str, now: datetime
) -> tuple[Held, Checked]:
    await rights.require_role(session, actor, Role.COORDINATOR, action=action)
    held = await submissions.held(session, actor, assignment_id, action)
    row, tenant, say = held.submission, held.tenant, held.tenant.say
    asked = await round_desk_queries.respondents(
        session, tenant.id, row.round_id, assignment_id=assignment_id
    )
    shown = row.state in NOT_DRAFTS
    doubts = submissions.warned(held) if shown else ()
    checked = Checked(
        assignment_id=assignment_id,
        round_id=row.round_id,
        name=held.line.owner,
        title=held.round.title,
        tone=round_grid.tone(asked[0], tenant.today(now), tenant),
        form=held.form,
        answers=row.answers if shown else {},
        previous=held.previous or {},
        comments=row.comments if shown else {},
        remarks=row.remarks,
        totals=await _totals(held) if shown else (),
        doubts=[doubt_words(held.form, doubt, say) for doubt in doubts] if held.form else (),
        history=await history_queries.history(session, assignment_id, tenant.zone, ENTRIES),
        sent=await _sent(session, held),
        file_name=row.file_name,
        is_open=held.round.state is RoundState.OPEN,
    )
    return held, checked


async def _totals(held: Held) -> tuple[tuple[str, str], ...]:
    """What the classes come to."""
    form = held.form
    if form is None or not form.per_class:
        return ()
    rolled = await asyncio.to_thread(rolling.of_school, form, held.submission.answers)
    told = [
        (shortened(field.label, 90), value(field, rolled.get(field.key, NOTHING)))
        for field in with_figures(form)
    ]
    return tuple((name, now) for name, now in told if now is not None)


async def _sent(session: AsyncSession, held: Held) -> str:
    """When it was sent and by whom."""
    row, tenant, say = held.submission, held.tenant, held.tenant.say
    if row.sent_at is None or row.state not in NOT_DRAFTS:
        return ""
    words_of = say.gettext("{date} at {time}")
    if row.state is SubmissionState.RETURNED:
        words_of = say.gettext("handed in on {date} at {time}")
    text = words_of.format(
        date=say.full_day(tenant.today(row.sent_at)), time=say.clock_time(row.sent_at, tenant.zone)
    )
    for person in await contact_queries.people(session, tenant.id, [row.person_id or 0]):
        text += f", {short_name(person.name)}"
    if row.via == BY_WORD:
        text += " " + say.gettext("(by word of mouth)")
    return text


async def accept(
    session: AsyncSession, actor: Actor, assignment_id: int, now: datetime
) -> tuple[int, Message]:
    """Take a school's answers as they are: how many this accepted (0: it was so already), and
    the answers. Raises `Denied`."""
    held, _ = await _checked(session, actor, assignment_id, "submission.accept", now)
    taken = await submissions.accept(session, actor, [held.submission.id or 0], now)
    return len(taken), await one(session, actor, assignment_id, 0, now)


async def choose(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    at_label: int,
    page: int,
    address: str,
    now: datetime,
) -> Message:
    """Which answer is to be corrected? Raises `Denied`, `RoundIsOver`."""
    held, checked = await _to_return(session, actor, assignment_id, now)
    labels = _labels(held)
    if at_label > len(labels):
        raise rights.deny(actor, "submission.give_back", label=at_label)
    said = await _said(session, address, assignment_id)
    return words.ask_what(checked, labels, at_label, page, said, actor.person_id, held.tenant.say)


async def _to_return(
    session: AsyncSession, actor: Actor, assignment_id: int, now: datetime
) -> tuple[Held, Checked]:
    held, checked = await _checked(session, actor, assignment_id, "submission.give_back", now)
    if not checked.is_open:
        raise RoundIsOver
    return held, checked


def _labels(held: Held) -> list[str]:
    if held.form is None or not held.form.per_class:
        return []
    return in_order(held.submission.answers)


async def _said(session: AsyncSession, address: str, assignment_id: int) -> dict[str, str]:
    """The remarks made so far in the chat."""
    known = await conversations.standing(session, address)
    if known is None or known.step != STEP or known.data["assignment"] != assignment_id:
        return {}
    said: dict[str, str] = known.data["said"]
    return said


async def ask_remark(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    at_label: int,
    place: int,
    address: str,
    now: datetime,
) -> Message:
    """What is wrong with an answer: of the class at `at_label` from 1 where asked by class, at
    the `place` of its question, or WHOLE. Raises `Denied`, `RoundIsOver`."""
    held, checked = await _to_return(session, actor, assignment_id, now)
    name = _name(actor, held, at_label, place)
    said = await _said(session, address, assignment_id)
    data = {"assignment": assignment_id, "said": said, "name": name, "label": at_label}
    await conversations.remember(session, address, STEP, data, now)
    return words.ask_remark(checked, name, held.tenant.say)


def _name(actor: Actor, held: Held, at_label: int, place: int) -> str:
    if place == WHOLE:
        return ""
    labels, form = _labels(held), held.form
    asked = form.asked if form is not None else ()
    wants_label = form is not None and form.per_class
    if place >= len(asked) or at_label > len(labels) or bool(at_label) != wants_label:
        raise rights.deny(actor, "submission.give_back", label=at_label, place=place)
    return name_of(asked[place].key, labels[at_label - 1] if at_label else "")


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The remark: it waits with the others until they are sent. Raises `Denied`, `RoundIsOver`."""
    assignment_id = asked["assignment"]
    held, checked = await _to_return(session, actor, assignment_id, now)
    said = dict(asked["said"])
    if len(said) < MOST_REMARKS or asked["name"] in said:
        said[asked["name"]] = " ".join(text.split())[:REMARK_CHARS]
    data = {**asked, "said": said}
    await conversations.remember(session, address, STEP, data, now)
    return words.ask_what(
        checked, _labels(held), asked["label"], 0, said, actor.person_id, held.tenant.say
    )


async def give_back(
    session: AsyncSession, actor: Actor, assignment_id: int, address: str, now: datetime
) -> Message | str:
    """Send the answers back with the remarks; a sentence where there are none any more. Raises
    `Denied`, `RoundIsOver`."""
    held, _ = await _to_return(session, actor, assignment_id, now)
    said = await _said(session, address, assignment_id)
    if not said:
        return words.not_being_returned(held.tenant.say)
    await submissions.give_back(session, actor, held.submission.id or 0, said, now)
    await conversations.forget(session, address, STEP)
    return await one(session, actor, assignment_id, 0, now)
