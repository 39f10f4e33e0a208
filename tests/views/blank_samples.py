"""What is said of blank tables, at its longest and with strangers' words, for the tests of
messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from channels.message import Attachment, Message
from roadmap.blanks import errors as blank
from roadmap.blanks.answered import Answered
from roadmap.blanks.describing import Heading, RegionFacts
from roadmap.blanks.layout import RegionKind
from roadmap.blanks.pages import Value
from roadmap.blanks.problems import Fault, Missing, Oddity, Problem, Refused, Warned
from roadmap.blanks.proposing import Reason
from tests.views.samples import EVIL, line
from views import blank_faults, blank_gathering, blank_requests, blank_returns, blank_words
from views.speech import Speech

LONG = EVIL * 20
ROUND = line(assignment_id=2**31, title=LONG, owner=EVIL)
FILE = Attachment("0" * 64, f"{EVIL}.xlsx", "application/zip")
HEADS = tuple(Heading(f"C{n}", LONG) for n in range(30))
RANGES = tuple(f"C{n}:G{n + 1}" for n in range(10, 99, 3))
FACTS = (
    RegionFacts(EVIL, RegionKind.ROWS, RANGES, HEADS, "B", (EVIL,) * 40),
    RegionFacts(EVIL, RegionKind.COLUMNS, RANGES[:1], HEADS[:1], "3", (EVIL,)),
    RegionFacts(EVIL, RegionKind.ROWS, RANGES, HEADS, many=True),
    RegionFacts(EVIL, RegionKind.CELLS, RANGES, HEADS),
)
PROBLEMS = tuple(
    Problem(EVIL, f"C{n}", fault, EVIL, LONG, 0.5 if n % 2 else None, 1e9, (EVIL,) * 9)
    for n, fault in enumerate(Fault)
)
WARNED = tuple(Warned(EVIL, f"C{n}", oddity, LONG, LONG) for n, oddity in enumerate(Oddity))
MISSING = tuple(Missing(f"0!C{n}", EVIL, f"C{n}", LONG) for n in range(40))
VALUES: tuple[Value, ...] = (
    3,
    1234.5,
    True,
    date(2018, 10, 15),
    datetime(2018, 10, 15, 9, 30),  # noqa: DTZ001 - as a cell has it
    LONG,
)
ANSWERED = tuple(Answered(EVIL, f"C{n}", LONG, one) for n, one in enumerate(VALUES * 9))
WHEN, ZONE, BIG = datetime(2018, 10, 10, 9, tzinfo=UTC), ZoneInfo("Europe/Moscow"), 2**31
DAYS = (date(2018, 10, 11), date(2018, 10, 15))
NAMES = tuple(f"{EVIL} {n}" for n in range(90))
LAYOUT_ERRORS = (
    blank.UnreadRange(LONG),
    blank.NoSuchSheet(EVIL, (LONG,) * 30),
    blank.OutsideTable("A1:B2", "A1:H20"),
    blank.NothingToFill("A1:B2"),
    blank.NotOfThisBlank(EVIL),
)
FILE_ERRORS = (
    blank.SaveAsXlsx("xls"),
    blank.NotAWorkbook("pdf"),
    blank.TooManyCells(200_000),
    blank.OtherLayout(),
)


def _draft(say: Speech, *, urgent: bool, hour: time | None = time(15)) -> blank_requests.Draft:
    asked = blank_words.asked(FACTS, say)
    note = EVIL * 5 if urgent else ""
    return blank_requests.Draft(
        BIG, LONG, LONG, asked, DAYS[1], hour, urgent, note, 3 if urgent else 40, 40
    )


def _offered(say: Speech) -> list[blank_requests.Offered]:
    full = blank_words.asked(FACTS, say)
    return [blank_requests.Offered(blank_words.reason(why, say), full) for why in Reason][:3]


def _reasons(say: Speech) -> list[blank_requests.Offered]:
    return [blank_requests.Offered(blank_words.reason(why, say), "") for why in Reason]


SAMPLE = Message("<b>1.</b> 2", subject="3")
BLANKS: dict[str, Callable[[Speech], Message]] = {
    "blank asked for": lambda say: blank_requests.ask_file(BIG, say),
    "blank offers": lambda say: blank_requests.offers(BIG, LONG, _offered(say), BIG, say),
    "blank offers, every reason": lambda say: blank_requests.offers(
        BIG, LONG, _reasons(say), BIG, say
    ),
    "blank without offers": lambda say: blank_requests.offers(BIG, LONG, [], BIG, say),
    **{
        f"blank words {what}": lambda say, what=what: blank_requests.ask_words(what, say)  # type: ignore[misc]
        for what in (1, 2, 3, 4)
    },
    "blank due": lambda say: blank_requests.ask_due(LONG, BIG, DAYS, BIG, say),
    "blank hour": lambda say: blank_requests.ask_hour(BIG, DAYS[0], 0, BIG, say),
    "blank preview": lambda say: blank_requests.preview(
        _draft(say, urgent=False), SAMPLE, BIG, say
    ),
    "blank preview, urgent": lambda say: blank_requests.preview(
        _draft(say, urgent=True, hour=None), SAMPLE, BIG, say
    ),
    "blank pointed": lambda say: blank_requests.pointed(blank_words.asked(FACTS, say), SAMPLE, say),
    "blank sample": lambda say: blank_requests.sample(LONG, FILE, say),
    "blank dropped": blank_requests.dropped,
    "blank hour not read": blank_requests.no_hour_read,
    **{
        f"blank refused {type(error).__name__}": lambda say, error=error: blank_requests.refused(  # type: ignore[misc]
            LONG, blank_faults.unread(error, say), say
        )
        for error in FILE_ERRORS
    },
    **{
        f"blank range {type(error).__name__}": lambda say, error=error: blank_requests.refused(  # type: ignore[misc]
            LONG, blank_faults.no_range(error, say), say
        )
        for error in LAYOUT_ERRORS
    },
    "blank copy": lambda say: blank_returns.table(ROUND, FILE, say),
    "blank copy, the last": lambda say: blank_returns.table(ROUND, FILE, say, is_last=True),
    **{
        f"blank not taken {why.name}": lambda say, why=why: blank_returns.with_table(  # type: ignore[misc]
            blank_returns.refused(why, say, LONG), BIG, BIG, say
        )
        for why in blank_returns.Refusal
    },
    "blank is it": lambda say: blank_returns.is_it(ROUND, LONG, BIG, say),
    "blank unread": lambda say: blank_returns.unread(ROUND, LONG[:300], BIG, say),
    "blank faults": lambda say: blank_returns.faults(ROUND, Refused(PROBLEMS, WARNED), BIG, say),
    "blank faults, the last": lambda say: blank_returns.faults(
        ROUND, Refused(PROBLEMS[-9:], WARNED[-5:]), BIG, say
    ),
    "blank incomplete": lambda say: blank_returns.incomplete(ROUND, 5, MISSING, WARNED, BIG, say),
    "blank incomplete, by letter": lambda say: blank_returns.incomplete(
        ROUND, 1, MISSING[:1], WARNED[:1], BIG, say, letter=True
    ),
    "blank receipt": lambda say: blank_returns.receipt(ROUND, WHEN, ZONE, ANSWERED, WARNED, say),
    "blank gathered": lambda say: blank_gathering.gathered(LONG, 5, NAMES, FILE, say),
    "blank gathered, all": lambda say: blank_gathering.gathered(LONG, 5, (), FILE, say),
    "blank not gathered": lambda say: blank_gathering.failed(LONG, LONG[:200], say),
    "blank nothing to gather": lambda say: blank_gathering.nothing(LONG, say),
    "blank itself": lambda say: blank_gathering.blank(LONG, FILE, say),
    "blank complete": lambda say: blank_gathering.complete(BIG, LONG, 5, BIG, say),
}
