"""What comes by itself in the morning and to groups, at its longest: for the tests of messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from channels.message import Message
from roadmap.digesting import Bar, MilestoneFacts, Progress, digest
from roadmap.installation import Broken, DayFull, GoesOn, Stopped
from roadmap.mornings import Daily, Schedule
from roadmap.progress import State
from tests.views.samples import CALENDAR, EVIL, TODAY, line
from views import group_chats, mornings, operator_alerts, scheduled_digests, schedules
from views.scheduled_digests import Brief, Public
from views.schedules import Part
from views.speech import Speech

BIG = 2**31
LONG = EVIL * 20
FACTS = [MilestoneFacts(n, LONG, TODAY, (State.NOT_STARTED,)) for n in range(30)]
NUMBERS = digest(FACTS, 34, 1, 1, TODAY, CALENDAR)
BRIEF = Brief(TODAY, TODAY + timedelta(days=1), NUMBERS, 12, 3, 4, 5, 6, 7)
evil = line(
    assignment_id=BIG, title=LONG, section=EVIL, number=EVIL, deadline_text=LONG, owner=EVIL
)
ONE = [(n, replace(evil, assignment_id=BIG + n)) for n in range(1, 12)]
HANDED = [(n + 11, replace(one, due=TODAY - timedelta(days=9), handed_over=True)) for n, one in ONE]
SILENT = [(n + 22, replace(one, due=TODAY + timedelta(days=1))) for n, one in ONE]
PROGRESS = [Progress(1, n, LONG, dict.fromkeys(Bar, 2)) for n in range(15)]
PUBLIC = Public(LONG, BRIEF, PROGRESS, [evil] * 10, [evil] * 10, 40, paused=True)
NOTHING = replace(BRIEF, late=0, today=0, soon=0, help=0, review=0, decide=0)
GROUPS = [(BIG + n, LONG, n % 2 == 0) for n in range(20)]
ROADMAPS = [(BIG + n, LONG) for n in range(7)]


def _morning(say: Speech) -> Message:
    return mornings.morning(ONE, HANDED, SILENT, BIG, TODAY, CALENDAR, say, limit=8)


def _with_footer(say: Speech) -> Message:
    line_ = scheduled_digests.footer(BRIEF, say)
    return scheduled_digests.with_footer(_morning(say), line_, BIG, say)


SCHEDULED: dict[str, Callable[[Speech], Message]] = {
    "morning": _morning,
    "morning with digest": _with_footer,
    "morning of two lists": lambda say: mornings.morning(
        [], HANDED, SILENT, BIG, TODAY, CALENDAR, say, limit=8
    ),
    "short digest": lambda say: scheduled_digests.short(BRIEF, BIG, say),
    "short digest of nothing": lambda say: scheduled_digests.short(NOTHING, BIG, say),
    "group digest": lambda say: scheduled_digests.to_group(PUBLIC, CALENDAR, say, full=True),
    "short group digest": lambda say: scheduled_digests.to_group(PUBLIC, CALENDAR, say, full=False),
    "group greeting": group_chats.greeting,
    "group not bound": group_chats.not_bound,
    "group only coordinators": group_chats.only_coordinators,
    "group of others": group_chats.held_by_others,
    "group bound": lambda say: group_chats.bound(schedules.when(Schedule(), say), say),
    "group bound, never weekly": lambda say: group_chats.bound(
        schedules.when(Schedule(weekly=0), say), say
    ),
    "group bound already": group_chats.bound_already,
    "group unbound": group_chats.unbound,
    "group asked in private": group_chats.asked_in_private,
    "group, nothing runs": group_chats.nothing_runs,
    "group, which municipality": lambda say: group_chats.which_municipality(
        LONG, [(BIG, LONG), (BIG + 1, LONG)], -(10**13), say
    ),
    "group chosen": lambda say: group_chats.chosen(LONG, say),
    "group ask again": group_chats.ask_again,
    "group gone": lambda say: group_chats.gone(LONG, say),
    "group card": lambda say: group_chats.card(
        BIG, LONG, BIG + 1, ROADMAPS, BIG, say, is_gone=True
    ),
    "schedule": lambda say: schedules.board(Schedule(), GROUPS, 1, BIG, say),
    "schedule without groups": lambda say: schedules.board(
        Schedule(Daily.OFF, 0, time(10), groups=True), [], 0, BIG, say
    ),
    "schedule daily": lambda say: schedules.choices(Part.DAILY, Schedule(), [], BIG, say),
    "schedule weekly": lambda say: schedules.choices(Part.WEEKLY, Schedule(), [], BIG, say),
    "schedule hour": lambda say: schedules.choices(
        Part.HOUR, Schedule(), [time(h) for h in range(8, 20)], BIG, say
    ),
    "operator, stopped": lambda say: operator_alerts.alert(Stopped("email", LONG), say, UTC),
    "operator, goes on": lambda say: operator_alerts.alert(GoesOn("email"), say, UTC),
    "operator, day full": lambda say: operator_alerts.alert(
        DayFull(300, 40, datetime(2018, 10, 11, 6, tzinfo=UTC)), say, UTC
    ),
    "operator, day full, no end": lambda say: operator_alerts.alert(DayFull(1, 1, None), say, UTC),
    "operator, broken": lambda say: operator_alerts.alert(Broken(BIG, "email", LONG), say, UTC),
}
