"""Answers kept with a draft, so that they can be taken back one after another."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.deadlines import rule_from_data, rule_to_data
from roadmap.review.comparing import compare
from roadmap.review.folding import Folded
from roadmap.review.values import Planned
from roadmap.stored_doubts import doubt_from_data, doubt_to_data
from services import applying, rights
from services.draft_desk import REVIEW, Opened
from services.rights import Actor
from storage.tables import RoadmapRow

log = structlog.get_logger()

KEPT = 60
"""So many answers can be taken back, one after another."""


Record = dict[str, Any]


def kept(activity: Planned) -> Record:
    """What an answer may change of a row, as data."""
    data: Record = {
        "code": activity.code,
        "number": activity.number,
        "deadline_text": activity.deadline_text,
        "rule": rule_to_data(activity.rule),
        "doubts": [doubt_to_data(doubt) for doubt in activity.doubts],
    }
    stored: Record = json.loads(json.dumps(data))  # as it comes back, to be compared
    return stored


async def note(
    session: AsyncSession,
    actor: Actor,
    one: Opened,
    question: Folded,
    before: list[Record],
    after: list[Record],
    now: datetime,
) -> None:
    """Keep an answer: how its rows were `before` and are `after`, and who gave it."""
    answers = [*one.answers, {"topic": question.topic.value, "before": before, "after": after}]
    remember(one.row, answers=answers[-KEPT:])
    session.add(one.row)
    rights.audit(
        session,
        actor,
        one.tenant.id,
        "draft.answered",
        now,
        f"roadmap:{one.plan.number}",
        topic=question.topic.value,
        before=[{"code": each["code"], "rule": each["rule"]} for each in before],
        after=[{"code": each["code"], "rule": each["rule"]} for each in after],
    )
    log.info("draft.answered", roadmap=one.plan.number, rows=len(question.codes))


def remember(
    row: RoadmapRow,
    *,
    answers: Sequence[Mapping[str, Any]] | None = None,
    apart: Collection[str] | None = None,
) -> None:
    """The answers, and the topics of which each row is asked apart, as they are from now on."""
    review = dict(row.settings.get(REVIEW, {}))
    if answers is not None:
        review["answers"] = list(answers)
    if apart is not None:
        review["apart"] = sorted(apart)
    row.settings = {**row.settings, REVIEW: review}


async def write(
    session: AsyncSession, one: Opened, activities: Sequence[Planned], now: datetime
) -> None:
    """The draft has these activities from now on."""
    wanted = replace(one.plan, activities=tuple(activities))
    difference = compare(one.plan, wanted, keyed=True)
    await applying.apply(session, one.tenant, wanted, difference, now, names_parties=False)


async def restore(
    session: AsyncSession, one: Opened, last: Mapping[str, Any], now: datetime
) -> None:
    """The rows of an answer as they were before it; what it made is gone."""
    before = {each["code"]: each for each in last["before"]}
    made = {each["code"] for each in last["after"]} - set(before)
    wanted = []
    for activity in one.plan.activities:
        if activity.code in made:
            continue
        was = before.get(activity.code)
        wanted.append(activity if was is None else _as_it_was(activity, was))
    await write(session, one, wanted, now)


def _as_it_was(activity: Planned, was: Mapping[str, Any]) -> Planned:
    return replace(
        activity,
        number=was["number"],
        deadline_text=was["deadline_text"],
        rule=rule_from_data(was["rule"]),
        doubts=tuple(doubt_from_data(data) for data in was["doubts"]),
    )
