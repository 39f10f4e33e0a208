"""The questions about a draft, one at a time: asked, answered for all alike rows, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.deadlines import Rule, rule_to_data
from roadmap.drafting_steps import key_of, questions, rule_said, takes_a_date
from roadmap.review.answering import answered, said_in_full
from roadmap.review.folding import Answer, Choice, Folded
from roadmap.review.values import Planned, items_of
from roadmap.stored_doubts import doubt_to_data
from services import conversations, draft_desk, municipalities, rights, stored_plans
from services.draft_answers import kept, note, remember, restore, write
from services.draft_desk import Opened, draft_of, row_of
from services.rights import Actor
from storage.tables import RoadmapRow
from views import drafts_questions as words

log = structlog.get_logger()

STEP = "draft_date"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a press comes to: the next question, and a word about the press."""

    message: Message
    toast: str = ""


async def ask(session: AsyncSession, actor: Actor, number: int, at: int) -> Message:
    """The question at a place, counted from 0, of those that are open. Raises `Denied`,
    `NotADraft`."""
    _, row = await draft_of(session, actor, number, "draft.question")
    return _worded(await _opened(session, actor, row), at, actor.person_id)


async def _opened(session: AsyncSession, actor: Actor, row: RoadmapRow) -> Opened:
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return await draft_desk.opened(session, tenant, row)


def _worded(one: Opened, at: int, reader: int) -> Message:
    found, done = questions(one.plan.activities, one.apart), len(one.answers)
    if at >= len(found):
        return words.no_more(one.plan.number, len(found), done, reader, one.tenant.say)
    question = found[at]
    rows = {activity.code: activity for activity in one.plan.activities}
    asked = words.Question(
        roadmap=one.plan.number,
        key=key_of(question),
        question=question,
        rows=[rows[code] for code in question.codes],
        at=at,
        done=done,
        total=done + len(found),
        results=[
            answered(rows[question.codes[0]], question.topic, choice).rule
            for choice in question.choices
        ],
    )
    return words.question(asked, reader, one.tenant.say)


async def answer(
    session: AsyncSession,
    actor: Actor,
    number: int,
    key: int,
    choice_at: int,
    address: str,
    now: datetime,
) -> Asked:
    """One of the choices, for all the rows of the question; a question that is answered by now is
    not answered again. Raises `Denied`, `NotADraft`."""
    row = await row_of(session, actor, number, "draft.answer", change=True)
    one = await _opened(session, actor, row)
    await conversations.forget(session, address, STEP)
    found = _find(one, key)
    if found is None:
        said = one.tenant.say.gettext("This question is settled already.")
        return Asked(_worded(one, 0, actor.person_id), said)
    at, question = found
    if choice_at >= len(question.choices):
        raise rights.deny(actor, "draft.answer", choice=choice_at)
    choice = question.choices[choice_at]
    if choice.answer is Answer.SHOW:
        remember(row, apart={*one.apart, question.topic})
    elif choice.answer is Answer.SPLIT:
        await _split(session, actor, one, question, now)
    else:
        await _settle(session, actor, one, question, choice, None, now)
    session.add(row)
    await session.flush()
    return Asked(_worded(await _opened(session, actor, row), at, actor.person_id))


def _find(one: Opened, key: int) -> tuple[int, Folded] | None:
    for at, question in enumerate(questions(one.plan.activities, one.apart)):
        if key_of(question) == key:
            return at, question
    return None


async def _settle(
    session: AsyncSession,
    actor: Actor,
    one: Opened,
    question: Folded,
    choice: Choice | None,
    said: Rule | None,
    now: datetime,
) -> None:
    """Every row of the question gets the rule of the choice, or the one that was `said`."""
    planned = {activity.code: activity for activity in one.plan.activities}
    stored = {row.code: row for row in await stored_plans.live_activities(session, one.plan.number)}
    before, after = [], []
    for code in question.codes:
        row = stored[code]
        if choice is not None:
            found = answered(planned[code], question.topic, choice)
        else:
            found = said_in_full(planned[code], said)
        before.append(kept(planned[code]))
        row.rule, row.confident = rule_to_data(found.rule), found.confident
        row.doubts = [doubt_to_data(doubt) for doubt in found.doubts]
        after.append(kept(found))
        session.add(row)
    await note(session, actor, one, question, before, after, now)


async def _split(
    session: AsyncSession, actor: Actor, one: Opened, question: Folded, now: datetime
) -> None:
    """Rows that stack several deadlines become activities of their own."""
    pieces = {
        activity.code: items_of(activity, one.plan.period)
        for activity in one.plan.activities
        if activity.code in question.codes
    }
    wanted: list[Planned] = []
    before = []
    for activity in one.plan.activities:
        if activity.code not in pieces:
            wanted.append(activity)
            continue
        before.append(kept(activity))
        keep = Choice(Answer.KEEP)
        wanted += pieces[activity.code] or [answered(activity, question.topic, keep)]
    known = {activity.code for activity in one.plan.activities}
    await write(session, one, wanted, now)
    rows = await stored_plans.load(session, one.tenant.id, one.plan.number)
    after = [kept(a) for a in rows.activities if a.code in question.codes or a.code not in known]
    await note(session, actor, one, question, before, after, now)


async def take_back(session: AsyncSession, actor: Actor, number: int, now: datetime) -> Asked:
    """Undo the last answer, unless its rows have been changed since in another way. Raises
    `Denied`, `NotADraft`."""
    row = await row_of(session, actor, number, "draft.undo", change=True)
    one = await _opened(session, actor, row)
    say = one.tenant.say
    if not one.answers:
        return Asked(
            _worded(one, 0, actor.person_id), say.gettext("There is nothing to take back.")
        )
    *earlier, last = one.answers
    remember(row, answers=earlier)
    session.add(row)
    now_stand = {activity.code: kept(activity) for activity in one.plan.activities}
    if any(now_stand.get(each["code"]) != each for each in last["after"]):
        await session.flush()
        said = say.gettext("These activities were changed since: the answer stays.")
        return Asked(_worded(await _opened(session, actor, row), 0, actor.person_id), said)
    await restore(session, one, last, now)
    rights.audit(
        session,
        actor,
        one.tenant.id,
        "draft.unanswered",
        now,
        f"roadmap:{number}",
        topic=last["topic"],
        codes=[each["code"] for each in last["before"]],
    )
    await session.flush()
    after = await _opened(session, actor, row)
    again = [
        at
        for at, question in enumerate(questions(after.plan.activities, after.apart))
        if last["before"][0]["code"] in question.codes and question.topic == last["topic"]
    ]
    return Asked(_worded(after, again[0] if again else 0, actor.person_id))


async def ask_date(
    session: AsyncSession, actor: Actor, number: int, key: int, address: str, now: datetime
) -> Asked:
    """Another deadline for the row of a question: the next words in the chat say it. Raises
    `Denied`, `NotADraft`."""
    row = await row_of(session, actor, number, "draft.answer", change=True)
    one = await _opened(session, actor, row)
    found = _find(one, key)
    if found is None or not takes_a_date(found[1]):
        said = one.tenant.say.gettext("This question is settled already.")
        return Asked(_worded(one, 0, actor.person_id), said)
    await conversations.remember(session, address, STEP, {"roadmap": number, "key": key}, now)
    planned = next(a for a in one.plan.activities if a.code == found[1].codes[0])
    return Asked(words.write_the_date(planned, number, found[0], actor.person_id, one.tenant.say))


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The deadline as typed."""
    row = await row_of(session, actor, asked["roadmap"], "draft.answer", change=True)
    one = await _opened(session, actor, row)
    found = _find(one, asked["key"])
    if found is None:
        await conversations.forget(session, address, STEP)
        return _worded(one, 0, actor.person_id)
    rule = rule_said(text, one.plan.period)
    if rule is None:
        return words.not_understood(text, one.plan.period, one.tenant.say)
    at, question = found
    await _settle(session, actor, one, question, None, rule, now)
    await conversations.forget(session, address, STEP)
    await session.flush()
    message = _worded(await _opened(session, actor, row), at, actor.person_id)
    return words.understood(rule, message, one.tenant.say)
