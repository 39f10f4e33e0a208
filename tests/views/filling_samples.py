"""Forms filled in by schools, at their longest and with strangers' words, for the tests of
messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from channels.message import Message
from roadmap.monitoring.checks import problems
from roadmap.monitoring.doubts import Doubt, DoubtKind
from roadmap.monitoring.fields import Comparison, Field, FieldType, Form, Op, Value
from tests.views.samples import CALENDAR, EVIL, TODAY, line
from views import (
    class_parts,
    filling,
    filling_classes,
    filling_questions,
    receipts,
    teacher_classes,
    value_faults,
)
from views import filling_summary as summary
from views.class_parts import Teacher
from views.filling import Sheet
from views.filling_questions import Question, Where
from views.speech import Speech
from views.teacher_classes import Part

LONG = EVIL * 20
ROUND = line(assignment_id=2**31, title=LONG, owner=EVIL, expected_result=LONG)
CHOICES = tuple(f"{EVIL} {n}" for n in range(25))


def _fields(count: int) -> tuple[Field, ...]:
    return tuple(
        Field(
            f"n{n}",
            LONG if n % 2 else EVIL,
            FieldType.NUMBER,
            help=LONG,
            unit="чел.",
            maximum=Decimal(5),
        )
        for n in range(count)
    )


WHOLE = Form(
    "whole",
    EVIL,
    (
        *_fields(30),
        Field("which", EVIL, FieldType.CHOICES, choices=CHOICES),
        Field("text", EVIL, FieldType.TEXT, required=False),
        Field("paper", EVIL, FieldType.FILE, required=False),
    ),
    tuple(Comparison(f"n{n}", Op.LESS, f"n{n + 1}", LONG if n % 2 else "") for n in range(29)),
    about=LONG,
)
ROWS = Form("rows", EVIL, _fields(20), per_class=True)
ANSWERS: dict[str, Value] = {"text": LONG, "paper": 7, **{f"n{n}": 10**12 for n in range(30)}}
CLASSES = {f"{n}А": {f"n{k}": 10**12 for k in range(20)} for n in range(1, 100)}
COMMENTS = {"text": LONG, "n1": LONG}
AT = datetime(2019, 1, 14, 12, 4, tzinfo=UTC)
NAMED = Doubt("", "text", DoubtKind.PERSON, text=EVIL)
FAR = Doubt("", "n1", DoubtKind.FAR, Decimal(4120), Decimal(412))
REMARKS = {f"n{n}": LONG for n in range(30)} | {"": EVIL}


def _sheet(form: Form | None, stage: str = "draft", **more: object) -> Sheet:
    given = CLASSES if form is ROWS else ANSWERS if form is not None else {}
    return Sheet(ROUND, form, given, stage, COMMENTS, REMARKS, sent_at=AT, **more)  # type: ignore[arg-type]


def _asked(key: str) -> Question:
    n = next(n for n, field in enumerate(WHOLE.asked) if field.key == key)
    where = Where(2**31, 2**32 - 1)
    before: dict[str, Value] = {"n1": 412, "which": [CHOICES[0]]}
    return Question(where, WHOLE, n, {"n2": 5}, LONG, EVIL, before, COMMENTS, LONG)


def _overview(sheet: Sheet) -> Callable[[Speech], Message]:
    return lambda s: filling.overview(sheet, 5, TODAY, CALENDAR, s)


PARTS = [Part(n, f"{n}А", 7, EVIL, "asked", {}) for n in range(90)]
SENT = [Part(n, f"{n}А", 7, EVIL, "sent", CLASSES["1А"]) for n in range(30)]
LABELS = [part.class_label for part in PARTS]

FILLING: dict[str, Callable[[Speech], Message]] = {
    "fill": _overview(_sheet(WHOLE)),
    "fill, by class, by word": _overview(_sheet(ROWS, by_word=EVIL)),
    "fill, by class": _overview(_sheet(ROWS, handed_on=3)),
    "fill, a table": _overview(_sheet(None)),
    "fill, a table that came": _overview(_sheet(None, file_name=EVIL)),
    "fill, sent back": _overview(_sheet(WHOLE, "returned")),
    "fill, handed in": _overview(_sheet(WHOLE, "sent")),
    "fill, accepted": _overview(_sheet(WHOLE, "accepted")),
    "fill, over": _overview(_sheet(WHOLE, over=True)),
    "question": lambda s: filling_questions.question(_asked("n1"), 5, s, EVIL),
    "question, several": lambda s: filling_questions.question(_asked("which"), 5, s),
    "question, text": lambda s: filling_questions.question(_asked("text"), 5, s),
    "question, file": lambda s: filling_questions.question(_asked("paper"), 5, s),
    "question, right?": lambda s: filling_questions.is_it_right(
        _asked("n1"), [LONG, value_faults.sure(WHOLE.fields[1], FAR, s)], 5, s
    ),
    "question, against": lambda s: filling_questions.does_not_agree(
        _asked("n1"), [LONG], [1, 2], 5, s
    ),
    "question, comment": lambda s: filling_questions.ask_comment(_asked("n1"), 5, s),
    "classes": lambda s: filling_classes.classes(_sheet(ROWS), 1, 5, s, EVIL),
    "classes, which": lambda s: filling_classes.ask_classes(_sheet(ROWS), 5, s),
    "class": lambda s: filling_classes.one_class(_sheet(ROWS), "5А", EVIL, 5, s, EVIL),
    "class, drop": lambda s: filling_classes.sure_to_drop(_sheet(ROWS), "5А", 5, s),
    "summary": lambda s: summary.summary(
        _sheet(WHOLE), problems(WHOLE, ANSWERS), [NAMED, FAR], 0, 5, s
    ),
    "summary, last page": lambda s: summary.summary(_sheet(WHOLE), [], [], 99, 5, s),
    "summary, by class": lambda s: summary.summary(
        _sheet(ROWS), problems(ROWS, CLASSES), [], 0, 5, s
    ),
    "receipt": lambda s: summary.receipt(_sheet(WHOLE, "sent"), [NAMED, FAR], 0, 5, s),
    "receipt, a table": lambda s: summary.receipt(
        _sheet(None, "sent", file_name=EVIL), [], 0, 5, s
    ),
    "sent back": lambda s: receipts.given_back(ROUND, WHOLE, REMARKS, 5, s),
    "file too late": filling.file_too_late,
    "teachers": lambda s: class_parts.handed(ROUND, ROWS, LABELS, [*PARTS, *SENT], 5, s, EVIL),
    "teachers, who": lambda s: class_parts.choose(
        ROUND, "5А", [Teacher(n, LONG, chosen=n == 9) for n in range(20)], 3, 1, 5, s
    ),
    "teachers, nobody": lambda s: class_parts.choose(ROUND, "5А", [], 0, 0, 5, s),
    "teacher": lambda s: teacher_classes.yours(ROUND, ROWS, PARTS, EVIL, 7, 3, s),
    "teacher, problems": lambda s: teacher_classes.yours(
        ROUND,
        ROWS,
        SENT,
        EVIL,
        7,
        3,
        s,
        problems=[(SENT[0], one) for one in problems(ROWS, {"1А": {}})],
    ),
    "teacher, tomorrow": lambda s: teacher_classes.yours(
        ROUND, ROWS, PARTS, "", 7, 3, s, tomorrow=True
    ),
    "teacher has sent": lambda s: class_parts.has_sent(ROUND, EVIL, 7, LABELS, 5, s),
    "teacher, look": lambda s: class_parts.look(
        ROUND, ROWS, SENT, {"1А": {"n1": 3, "n2": 4}}, 5, s
    ),
    "teacher, again": lambda s: teacher_classes.returned(ROUND, ROWS, PARTS, EVIL, 7, 3, s),
}
