"""What is said of workbooks of answers, at its longest and with strangers' words, for the tests of
messages."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from channels.message import Attachment, Message
from roadmap.monitoring.checks import problems
from roadmap.monitoring.fields import Field, FieldType, Form
from roadmap.monitoring.merging import Conflict
from roadmap.monitoring.returned import Odd, OddKind, Problem, SheetFault
from roadmap.monitoring.values import ValueFault
from tests.views.samples import EVIL, line
from views import submission_files as words
from views.speech import Speech

LONG = EVIL * 20
ROUND = line(assignment_id=2**31, title=LONG, owner=EVIL)
ASKED = Field("n", LONG, FieldType.NUMBER, unit="чел.")
FORM = Form("evil", EVIL, (ASKED, Field("text", EVIL, FieldType.TEXT)))
FILE = Attachment("0" * 64, f"{EVIL}.xlsx", "application/zip")
SUMMARY = Message("<b>1.</b> 2", subject="3")
FAULTS = [
    *(Problem(EVIL, f"E{n}", fault, None, EVIL, LONG) for n, fault in enumerate(SheetFault)),
    *(
        Problem("A", f"C{n}", SheetFault.BAD_VALUE, ASKED, EVIL, LONG, fault, Decimal(10**15))
        for n, fault in enumerate(ValueFault)
    ),
]
ODD = [Odd(kind, LONG, "E7") for kind in OddKind] * 5
CONFLICTS = [Conflict(EVIL, key, LONG, 10**15) for key in ("n", "text", "gone")] * 9

TABLES: dict[str, Callable[[Speech], Message]] = {
    "table of a form": lambda say: words.table(ROUND, FILE, 2**31, say),
    "table with faults": lambda say: words.faults(ROUND, FAULTS, say),
    "table, the last faults": lambda say: words.faults(ROUND, FAULTS[-9:], say),
    "table against the chat": lambda say: words.conflicts(FORM, ROUND, CONFLICTS, 2**31, say),
    "table against the chat by letter": lambda say: words.left_as_it_was(
        FORM, ROUND, CONFLICTS, say, is_sent=True
    ),
    "table read": lambda say: words.taken(SUMMARY, ROUND, ODD, say, older=True),
    "table incomplete": lambda say: words.incomplete(FORM, ROUND, problems(FORM, {}) * 9, say),
    **{
        f"table refused {why.name}": lambda say, why=why: words.with_table(  # type: ignore[misc]
            words.refused(why, say, school=LONG, period=EVIL), 2**31, 2**31, say
        )
        for why in words.Refusal
    },
}
