"""Letters to management at their longest: for the tests of messages and of pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from channels.message import Message
from roadmap.digesting import MilestoneFacts, digest
from roadmap.editions import Light
from roadmap.progress import State
from tests.views.samples import CALENDAR, EVIL, TODAY, line
from views import weekly
from views.speech import Speech
from views.weekly import Changed, Letter

LONG = EVIL * 20
FACTS = [MilestoneFacts(n, LONG, TODAY, (State.NOT_STARTED,)) for n in range(30)]
evil = line(
    assignment_id=2**31,
    title=LONG,
    section=EVIL,
    number=EVIL,
    owner=EVIL,
    office=LONG,
    note=LONG,
    evidence=(EVIL, LONG),
    due=TODAY - timedelta(days=30),
)
MANY = [replace(evil, code=n) for n in range(14)]
BUSY = Letter(
    heading=LONG,
    day=TODAY,
    numbers=digest(FACTS, 34, 1, 1, TODAY + timedelta(days=5), CALENDAR),
    light=Light.RED,
    gained=-3,
    changed=Changed(MANY, MANY, MANY, MANY, MANY),
    late=[(LONG, MANY)] * 10,
    help=MANY,
    soon=MANY,
    monitoring=[EVIL, LONG],
    paused=[LONG],
    remark=EVIL,
    monthly=True,
    roadmap_id=7,
)
QUIET = Letter(
    heading="Дорожная карта «Развитие математического образования»",
    day=TODAY,
    numbers=digest(FACTS, 34, 0, 0, TODAY - timedelta(days=40), CALENDAR),
    light=Light.GREEN,
    gained=0,
    changed=Changed(),
    late=[],
    help=[],
    soon=[],
)


def _text(letter: Letter, say: Speech) -> Message:
    return Message(weekly.text(letter, CALENDAR, say), subject=weekly.subject(letter, say))


LETTERS: dict[str, Callable[[Speech], Message]] = {
    "weekly": lambda s: _text(BUSY, s),
    "weekly, quiet": lambda s: _text(QUIET, s),
}
