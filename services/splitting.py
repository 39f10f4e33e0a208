"""«Разделить…»: one activity becomes several, by its stacked deadlines or by titles typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.deadlines import Rule, occurrences
from roadmap.redating import Proposal, from_today, propose
from roadmap.review.comparing import compare
from roadmap.review.values import Planned, items_of
from roadmap.review.vocabulary import item_number
from services import applying, conversations, edit_news, editing, stored_plans
from services.editing import Held
from services.rights import Actor
from storage.tables import ActivityRow
from views import splitting as words

ASKED, SURE = "split", "sure_to_split"
ACTION = "split"
MOST, TITLE_CHARS = 12, 500


class CannotSplit(Exception):
    """The pieces are not known any more, or there are none."""


async def ask(
    session: AsyncSession, actor: Actor, activity_id: int, address: str, now: datetime
) -> Message:
    """Into what? A row of several deadlines by these, any row by titles one a line.

    Raises `Denied`, `NotEditable`.
    """
    found = await editing.held(session, actor, activity_id, ACTION)
    await conversations.remember(session, address, ASKED, {"activity": activity_id}, now)
    own = await _own(session, found)
    pieces = [(p.number, p.deadline_text) for p in items_of(own, found.period)]
    subject = await editing.subject(session, found)
    return words.ask(subject, pieces, actor.person_id, found.tenant.say)


async def _own(session: AsyncSession, found: Held) -> Planned:
    plan = await stored_plans.load(session, found.tenant.id, found.roadmap.id or 0)
    return next(one for one in plan.activities if one.code == found.activity.code)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The titles, one a line, or after them another deadline: is it right so?

    Raises `Denied`, `NotEditable`.
    """
    found = await editing.held(session, actor, asked["activity"], ACTION)
    titles = [line.strip()[:TITLE_CHARS] for line in text.splitlines() if line.strip()]
    subject, say = await editing.subject(session, found), found.tenant.say
    own, today, deadline = await _own(session, found), found.tenant.today(now), ""
    if len(titles) == 1 and "titles" in asked:  # the deadline that was asked for
        deadline, titles = titles[0], asked["titles"]
        if not _later(own, deadline, found, today).is_read:
            return words.not_understood(subject, deadline, say)
    if not 2 <= len(titles) <= MOST:
        return words.how_many(subject, MOST, say)
    data = {"activity": found.id, "titles": titles, "deadline": deadline}
    await conversations.remember(session, address, SURE, data, now)
    later = _later(own, deadline, found, today)
    pieces = [(p.number, p.title) for p in by_titles(own, titles, later.rule)]
    past = [day for day in later.days if day < today] if found.runs else []
    typed = later.days if deadline else ()
    return words.sure(subject, pieces, typed, past, actor.person_id, say)


def _later(own: Planned, deadline: str, found: Held, today: date) -> Proposal:
    """What is due of the pieces after the first: the `deadline` typed, else that of the row."""
    if deadline:
        return propose(deadline, found.period, own.rule, (), today)
    rule = from_today(own.rule, found.period, (), today)
    return Proposal(rule, occurrences(rule, found.period))


def by_titles(
    own: Planned, titles: Sequence[str], later: Rule, deadline: str = ""
) -> list[Planned]:
    """The pieces, the first of which keeps what was reported; the rest have the rule `later`,
    as its words `deadline` say where it is another than the row's."""
    return [
        replace(
            own,
            code=own.code if at == 0 else None,
            title=title,
            rule=own.rule if at == 0 else later,
            deadline_text=deadline if at and deadline else own.deadline_text,
            number=item_number(own.number, at),
        )
        for at, title in enumerate(titles)
    ]


async def split(
    session: AsyncSession,
    actor: Actor,
    activity_id: int,
    address: str,
    now: datetime,
    *,
    stacked: bool,
) -> Message:
    """The pieces take the place of the activity; those concerned hear it once.

    Raises `Denied`, `NotEditable`, `CannotSplit`.
    """
    found = await editing.held(session, actor, activity_id, ACTION)
    own = await _own(session, found)
    if stacked:
        pieces = list(items_of(own, found.period))
        await conversations.forget(session, address, ASKED)
    else:
        known = await conversations.standing(session, address)
        if known is None or known.step != SURE or known.data["activity"] != activity_id:
            raise CannotSplit
        deadline: str = known.data.get("deadline", "")
        later = _later(own, deadline, found, found.tenant.today(now)).rule
        pieces = by_titles(own, known.data["titles"], later, deadline)
        await conversations.forget(session, address, SURE)
    if not pieces:
        raise CannotSplit
    before = await edit_news.concerned(session, found.tenant, found.id, now)
    parts = [words.piece(one.number, one.title, one.deadline_text) for one in pieces]
    note = await editing.note(session, actor, found, "activity.split", now, parts=parts)
    await _apply(session, actor, found, own, pieces, now)
    became = await _codes(session, found, pieces)
    note.facts = {**note.facts, "became": [number for number, _, _ in became]}
    await edit_news.tell(session, found.tenant, actor, found.activity, before, now)
    return words.done(became, actor.person_id, found.tenant.say)


async def _apply(
    session: AsyncSession,
    actor: Actor,
    found: Held,
    own: Planned,
    pieces: Sequence[Planned],
    now: datetime,
) -> None:
    """As a reviewed workbook would: in the place of the row, dates and reports with their piece."""
    plan = await stored_plans.load(session, found.tenant.id, found.roadmap.id or 0)
    wanted = replace(
        plan,
        activities=tuple(
            piece
            for one in plan.activities
            for piece in (pieces if one.code == own.code else (one,))
        ),
    )
    difference = compare(plan, wanted, keyed=True)
    await applying.apply(
        session,
        found.tenant,
        wanted,
        difference,
        now,
        names_parties=False,
        actor=actor,
        whole=False,
    )


async def _codes(
    session: AsyncSession, found: Held, pieces: Sequence[Planned]
) -> list[tuple[int, int, str]]:
    """(id, code, what it is) of what the activity has become."""
    rows = await session.exec(
        select(ActivityRow)
        .where(
            ActivityRow.roadmap_id == found.roadmap.id,
            col(ActivityRow.position) >= found.activity.position,
            col(ActivityRow.called_off).is_(False),
        )
        .order_by(col(ActivityRow.position))
        .limit(len(pieces))
    )
    return [
        (row.id or 0, row.code, words.piece(row.number, row.title, row.deadline_text))
        for row in rows
    ]
