"""Letters to management at their longest: for the tests of messages and of pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from channels.message import Message
from roadmap.digesting import MilestoneFacts, digest
from roadmap.editions import Light
from roadmap.letter_wishes import Series, Wishes
from roadmap.plan import Asked
from roadmap.progress import State
from tests.views.monitoring_samples import TOLD
from tests.views.samples import CALENDAR, EVIL, SAY, TODAY, line
from views import editions, letter_preferences, weekly
from views.editions import Preview
from views.monitoring_desk import Standing
from views.round_summaries import Monitored, Summary
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
ROUND = Monitored(
    Standing(7, LONG, Asked.FORM, "open", 2000, 1000, TODAY, None, TODAY),
    Summary(LONG, 1000, 2000, EVIL, tuple(TOLD)),
)
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
    monitoring=[ROUND] * 4,
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


SHOWN = Preview(
    week=date(2018, 10, 15),
    at=datetime(2018, 10, 15, 5, tzinfo=UTC),
    zone=ZoneInfo("Europe/Moscow"),
    readers=2**31,
    text=weekly.text(BUSY, CALENDAR, SAY, longest=2400),
    remark=EVIL * 4,
)


LETTERS: dict[str, Callable[[Speech], Message]] = {
    "weekly": lambda s: _text(BUSY, s),
    "weekly, quiet": lambda s: _text(QUIET, s),
    "edition": lambda s: editions.preview(SHOWN, 2**31, s),
    "edition, held": lambda s: editions.preview(replace(SHOWN, held_by=EVIL), 5, s),
    "edition, several": lambda s: editions.preview(replace(SHOWN, letters=21), 5, s),
    "edition, gone": lambda s: editions.preview(replace(SHOWN, is_sent=True), 5, s),
    "edition, nothing": lambda s: editions.preview(replace(SHOWN, text=""), 5, s),
    "edition, line": editions.ask_line,
    "edition, too long": lambda s: editions.too_long(2**31, s),
    "edition, nothing to see": editions.nothing_to_see,
    "letters chosen": lambda s: letter_preferences.board(EVIL, Wishes(), True, 2**31, s),
    "letters, none": lambda s: letter_preferences.board("", Wishes(), False, 5, s),
    "letters, by letter": lambda s: letter_preferences.by_letter(EVIL, Wishes(), False, s),
    "letters, no chat": lambda s: letter_preferences.board(EVIL, Wishes(), False, 2**31, s),
    "letters, of others": letter_preferences.of_others,
    "letters, go on": lambda s: letter_preferences.goes_on(Series.REMINDERS, s),
    "letters, stopped": lambda s: letter_preferences.stopped(Series.WEEKLY, s),
    "edition, seen": lambda s: editions.trial([_text(BUSY, s)], s)[0],
}
