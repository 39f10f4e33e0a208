"""What a coordinator sees when acting, at its longest: for the tests of every message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from channels.message import Attachment, Message
from roadmap.calling import Callee, Owed
from tests.views.samples import CALENDAR, EVIL, TODAY, line
from views import (
    announced,
    announcing,
    calling,
    chat_text,
    decisions,
    marking_for,
    nudges,
    nudging_all,
    review_queue,
)
from views.announced import Fate, Outcome
from views.announcing import Counts, Kind
from views.desk import Contact
from views.marking_for import LETTER, WORD, Deed
from views.missing import Missing
from views.nudging_all import Outlook, Reached, Scope
from views.review_lists import Waiting
from views.speech import Speech

BIG = 2**31
LONG = EVIL * 20
WHO = (BIG, None)
NOW = datetime(2018, 10, 10, 9, tzinfo=UTC)
evil = line(
    title=LONG, section=EVIL, number=EVIL, deadline_text=LONG, expected_result=LONG, owner=LONG
)
OWED = Owed(BIG, WHO, evil.due, 12, date(2018, 12, 1))
TOLD = calling.Told(TODAY, until=date(2018, 12, 1), text=LONG)
CONTACTS = (Contact(LONG, LONG[:40], EVIL),) * 3
GONE = (
    Missing(EVIL, until=TODAY, stand_in=EVIL, phone=LONG[:40]),
    Missing(EVIL, TODAY),
    Missing(until=TODAY),
)
ENTRY = calling.Entry(
    Callee(WHO, (OWED,) * 9, 12, 12, reachable=False), LONG, CONTACTS, evil, TOLD, GONE
)
CARD = calling.Card(WHO, LONG, CONTACTS, ((OWED, evil),) * 20, False, TOLD, EVIL, GONE)
DEED = Deed(WHO, BIG, LETTER, on=TODAY)
ALL_FATES = tuple(Reached(LONG, 12, fate) for fate in nudging_all.Fate for _ in range(20))
OUTLOOK = Outlook(ALL_FATES, 5, date(2018, 10, 15))
NOBODY = Outlook(())
FILES = (Attachment("0" * 64, LONG, "image/png"),) * 5
COUNTS = Counts(2**20, 2**20, (LONG,) * 40)
TEXT = (EVIL * 400)[:3000]
FATES = tuple((f"{n}{LONG}", fate) for fate in Fate for n in range(40))
ASKED = decisions.Asked(decisions.Sort.EXTENSION, BIG, NOW, LONG, LONG, LONG, TODAY)
WAITS = Waiting(replace(evil, note=LONG, fact_on=TODAY), (LONG,) * 9, EVIL)
BLOCK = chat_text.Block(LONG, (chat_text.Owes(TODAY, BIG, LONG, True),) * 40)
CHOICES = [(BIG + n, LONG) for n in range(30)]
NUMBERED = [(n, replace(evil, assignment_id=BIG)) for n in range(1, 9)]


def _sample(say: Speech) -> Message:
    return nudges.several(NUMBERED[:2], BIG, TODAY, CALENDAR, say, hidden=9)


def _page(say: Speech) -> Message:
    announcement = announcing.announcement(TEXT, EVIL, FILES, say)
    return announcing.preview(BIG, announcement, COUNTS, NOW, BIG, say)


ACTING: dict[str, Callable[[Speech], Message]] = {
    "calls": lambda s: calling.calls([ENTRY] * 8, 99, 1, BIG, TODAY, s),
    "no calls": lambda s: calling.calls([], 0, 0, BIG, TODAY, s),
    "whom to call": lambda s: calling.card(CARD, 1, BIG, TODAY, CALENDAR, s),
    "nothing owed": lambda s: calling.card(
        calling.Card((None, BIG), EVIL, (), ()), 0, BIG, TODAY, CALENDAR, s
    ),
    "promised when": lambda s: calling.ask_day(WHO, LONG, TODAY, TODAY, date(2018, 12, 31), BIG, s),
    "promised": lambda s: calling.promised(WHO, LONG, TODAY, [evil] * 20, BIG, s),
    "call noted": lambda s: calling.noted(LONG, LONG, s),
    "mark how": lambda s: marking_for.ask_how(WHO, LONG, [evil] * 20, 0, TODAY, BIG, s),
    "mark when": lambda s: marking_for.ask_when(DEED, [evil] * 20, TODAY, BIG, s),
    "mark on": lambda s: marking_for.ask_day(
        DEED, [evil] * 20, TODAY, (date(2018, 1, 1), TODAY), BIG, s
    ),
    "to be marked": lambda s: marking_for.preview(DEED, LONG, [evil] * 20, TODAY, BIG, s),
    "to be marked in progress": lambda s: marking_for.preview(
        Deed(WHO, 0, WORD, marking_for.IN_PROGRESS), LONG, [evil], TODAY, BIG, s
    ),
    "help to be marked": lambda s: marking_for.preview(
        Deed(WHO, 0, WORD, marking_for.HELP), LONG, [evil], TODAY, BIG, s
    ),
    "marked for all": lambda s: marking_for.marked(DEED, LONG, [evil] * 20, LONG, BIG, s),
    "several nudged": _sample,
    "status": lambda s: nudges.status(NUMBERED[:5], BIG, TODAY, CALENDAR, s, hidden=9),
    "remind all": lambda s: nudging_all.preview_nudge(OUTLOOK, _sample(s), BIG, TODAY, s),
    "remind nobody": lambda s: nudging_all.preview_nudge(NOBODY, None, BIG, TODAY, s),
    "reminded all": lambda s: nudging_all.nudged(OUTLOOK, BIG, TODAY, s),
    "reminded nobody": lambda s: nudging_all.nudged(NOBODY, BIG, TODAY, s),
    "status of what": lambda s: nudging_all.ask_scope(BIG, s),
    "status of which": lambda s: nudging_all.choose(Scope.SCHOOL, CHOICES, 1, BIG, s),
    "ask for status": lambda s: nudging_all.preview_status(
        Scope.SECTION, BIG, LONG, OUTLOOK, _sample(s), BIG, TODAY, s
    ),
    "asked for status": lambda s: nudging_all.status_asked(LONG, OUTLOOK, BIG, TODAY, s),
    "chat of which": lambda s: chat_text.which(CHOICES, BIG, s),
    "chat of none": lambda s: chat_text.which([], BIG, s),
    "text for the chat": lambda s: chat_text.texts(LONG, [BLOCK] * 3, TODAY, s)[0],
    "nothing for the chat": lambda s: chat_text.texts(EVIL, [], TODAY, s)[0],
    "to decide": lambda s: decisions.queue([ASKED] * 20, 1, BIG, date(2018, 10, 30), s),
    "nothing to decide": lambda s: decisions.queue([], 0, BIG, TODAY, s),
    "under review": lambda s: review_queue.card(
        WAITS, review_queue.Place(1, 9), FILES, EVIL, BIG, CALENDAR, s
    ),
    "review over": lambda s: review_queue.over(3, EVIL, BIG, s),
    "review empty": lambda s: review_queue.over(0, "", BIG, s),
    "write to whom": lambda s: announcing.ask_audience(BIG, s),
    "write to which": lambda s: announcing.choose(Kind.SECTION, CHOICES, 1, BIG, s),
    "write to chosen": lambda s: announcing.picking(BIG, CHOICES, [BIG], 0, BIG, s),
    "write what": lambda s: announcing.ask_words(BIG, COUNTS, BIG, s),
    "written too much": lambda s: announcing.too_long(3001, s),
    "file goes along": lambda s: announcing.file_taken(LONG, s),
    "enough files": announcing.too_many_files,
    "preview": _page,
    "no words yet": announcing.not_sent,
    "not written": announcing.dropped,
    "written": lambda s: announced.report(BIG, LONG, Outcome(NOW, FATES, (LONG,) * 40), BIG, s),
    "answer to it": lambda s: announced.answer(TODAY, LONG, EVIL, TEXT, FILES, s),
    "answer passed on": lambda s: announced.passed_on(EVIL, s),
}
