"""Messages about rounds of monitoring among others, at their longest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from channels.message import Message
from roadmap.plan import Asked
from roadmap.progress import State, Tally
from tests.views.letter_samples import ROUND
from tests.views.samples import CALENDAR, EVIL, TODAY, line
from views import class_parts, delegating, digest_overview, escalations
from views.digest_links import Links
from views.digest_overview import Overview
from views.speech import Speech

BIG = 2**31
LONG = EVIL * 20
ONE = line(
    assignment_id=BIG,
    title=LONG,
    owner=LONG,
    round_id=BIG,
    asked_as=Asked.FORM,
    tally=Tally(1, 1000, 0, 999),
    handed_over=True,
)
MANY = [(n, replace(ONE, assignment_id=BIG + n, owner=f"{n} {LONG}")) for n in range(200)]
ONGOING = [
    (n, replace(one, round_id=7, asked_as=Asked.ONGOING, asked_for_period=EVIL, tally=None))
    for n, one in MANY
]
DONE = [(n, replace(one, round_id=8, state=State.DONE)) for n, one in MANY[:2]]
ALL = [*MANY, *ONGOING, *DONE, (1, replace(ONE, round_id=None))]


def glance(found: Overview, links: Links, say: Speech) -> Message:
    """A digest with rounds that are open."""
    return digest_overview.overview(replace(found, monitoring=[ROUND] * 9), links, say)


ROUNDS: dict[str, Callable[[Speech], Message]] = {
    "rounds silent": lambda s: escalations.silent(ALL, BIG, TODAY, CALENDAR, s),
    "a round silent": lambda s: escalations.silent(MANY, BIG, TODAY, CALENDAR, s),
    "rounds handed over": lambda s: escalations.handed_over(ALL, BIG, TODAY, CALENDAR, s),
    "a round handed over": lambda s: escalations.handed_over(MANY, BIG, TODAY, CALENDAR, s),
    "teacher left": lambda s: class_parts.teacher_left(
        ONE, (BIG, LONG), [EVIL] * 9, [EVIL] * 9, BIG, s
    ),
    "nobody to delegate to": lambda s: delegating.choose(ONE, [], 0, BIG, s),
}
