"""Why an answer cannot be taken, what contradicts, and what is asked about again: in words."""

from __future__ import annotations

from decimal import Decimal

from roadmap.monitoring.checks import Problem, ProblemKind
from roadmap.monitoring.doubts import Doubt, DoubtKind
from roadmap.monitoring.fields import Comparison, Field, FieldType, Form, Op
from roadmap.monitoring.showing import figures, shown
from roadmap.monitoring.values import BadValue, ValueFault
from views.lines import shortened
from views.speech import Speech

LABEL_CHARS = 120
SAID_CHARS = 40
MESSAGE_CHARS = 300


def label(field: Field, limit: int = LABEL_CHARS) -> str:
    """The question, short enough for a line."""
    return shortened(field.label, limit)


def refused(error: BadValue, say: Speech) -> str:
    """Why what was typed is no answer, in a sentence or two."""
    said = shortened(error.text, SAID_CHARS)
    return fault_words(error.field, error.fault, said, error.limit, say)


def fault_words(
    field: Field, fault: ValueFault, said: str, limit: Decimal | None, say: Speech
) -> str:
    """The same of a fault: `said` is what was written, «» where nobody knows."""
    # a unit may end with a dot of its own: «чел.»
    return _said_of(field, fault, said, limit, say).replace("..", ".")


def _said_of(field: Field, fault: ValueFault, said: str, limit: Decimal | None, say: Speech) -> str:
    least = most = "" if limit is None else measured(field, limit)
    match fault:
        case ValueFault.TOO_LARGE if field.type is FieldType.PERCENT:
            return say.gettext("Not more than {limit}: this is a percentage.").format(limit=most)
        case ValueFault.TOO_LARGE:
            return say.gettext("Not more than {limit}.").format(limit=most)
        case ValueFault.TOO_SMALL:
            return say.gettext("Not less than {limit}.").format(limit=least)
        case ValueFault.NOT_WHOLE:
            return say.gettext("A whole number is needed, without a fraction.")
        case ValueFault.TOO_PRECISE:
            places = int(limit or 0)
            return say.ngettext(
                "At most {n} digit after the decimal comma.",
                "At most {n} digits after the decimal comma.",
                places,
            ).format(n=places)
        case ValueFault.TOO_LONG:
            letters = int(limit or 0)
            return say.ngettext(
                "Too long: at most {n} character.", "Too long: at most {n} characters.", letters
            ).format(n=letters)
        case ValueFault.OTHER_UNIT:
            unit = "%" if field.type is FieldType.PERCENT else field.unit
            return say.gettext("The unit is another one: “{text}”. Write it in {unit}.").format(
                text=said, unit=unit or say.gettext("plain figures")
            )
        case _:
            return _not_of_its_kind(fault, said, say)


def _not_of_its_kind(fault: ValueFault, said: str, say: Speech) -> str:
    words = {
        ValueFault.NOT_A_NUMBER: say.gettext("A number is needed."),
        ValueFault.DATE_FOR_NUMBER: say.gettext("This is a date; a number is needed."),
        ValueFault.NO_SUCH_CHOICE: say.gettext("There is no such choice."),
        ValueFault.NOT_YES_NO: say.gettext("“Yes” or “no” is needed."),
        ValueFault.NOT_A_DATE: say.gettext("A date is needed, like 15.10.2018."),
        ValueFault.NOT_A_FILE: say.gettext("A file is needed: send it here in the chat."),
        ValueFault.BROKEN_CELL: say.gettext("There is an error of a formula here."),
    }.get(fault, say.gettext("This answer does not suit the question."))
    return f"«{said}»: {words[:1].lower()}{words[1:]}" if said and say.language == "ru" else words


def measured(field: Field, number: Decimal) -> str:
    """A number in the unit of a field."""
    tail = "%" if field.type is FieldType.PERCENT else field.unit
    written = figures(number)
    return f"{written}\u00a0{tail}" if tail else written


def problem_words(form: Form, problem: Problem, say: Speech) -> str:
    """What keeps answers from being handed in, in one sentence that names the question."""
    field = form.field(problem.key)
    if problem.kind is ProblemKind.NO_CLASSES:
        return say.gettext("No class has been filled in yet.")
    if field is None:
        return say.gettext("Nothing has been filled in yet.")
    head = at_class(problem.label, label(field))
    if problem.kind is ProblemKind.REQUIRED:
        return say.gettext("{question}: an answer is needed").format(question=head)
    if problem.comparison is not None and problem.left is not None and problem.right is not None:
        words = broken_words(form, problem.comparison, problem.left, problem.right, say)
        return at_class(problem.label, words)
    fault = problem.fault or ValueFault.WRONG_KIND
    why = fault_words(field, fault, "", problem.limit, say)
    return f"{head}: {why[:1].lower()}{why[1:]}"


def at_class(class_label: str, words: str) -> str:
    """Words about a class, where it is about one: «5А: …»."""
    return f"{class_label}: {words}" if class_label else words


def broken_words(
    form: Form, comparison: Comparison, left: Decimal, right: Decimal, say: Speech
) -> str:
    """A rule between answers that does not hold: its own sentence, else one from the questions."""
    if comparison.message:
        return shortened(comparison.message, MESSAGE_CHARS)
    wanted = {
        Op.NOT_MORE: say.gettext("“{left}” ({n}) must be not more than {right}"),
        Op.LESS: say.gettext("“{left}” ({n}) must be less than {right}"),
        Op.NOT_LESS: say.gettext("“{left}” ({n}) must be not less than {right}"),
        Op.MORE: say.gettext("“{left}” ({n}) must be more than {right}"),
        Op.EQUAL: say.gettext("“{left}” ({n}) must be equal to {right}"),
    }[comparison.op]
    field = form.field(comparison.left)
    return wanted.format(
        left=label(field) if field else comparison.left,
        n=figures(left),
        right=_right(form, comparison, right, say),
    )


def _right(form: Form, comparison: Comparison, right: Decimal, say: Speech) -> str:
    asked = [field for key in comparison.right_keys if (field := form.field(key)) is not None]
    if not asked:
        return figures(right)
    names = " + ".join(f"«{label(field, 80)}»" for field in asked)
    return f"{names} ({figures(right)})"


def doubt_words(form: Form, doubt: Doubt, say: Speech) -> str:
    """What deserves a second look, in one line that names the question."""
    field = form.field(doubt.key)
    question = at_class(doubt.label, label(field) if field else doubt.key)
    if doubt.kind is DoubtKind.PERSON:
        words = say.gettext("{question}: looks like somebody's name, “{text}”")
        return words.format(question=question, text=doubt.text)
    words = say.gettext("{question}: {now}, last time it was {before}")
    return words.format(
        question=question,
        now=figures(doubt.now or Decimal(0)),
        before=figures(doubt.before or Decimal(0)),
    )


def sure(field: Field, doubt: Doubt, say: Speech) -> str:
    """The question about one doubtful answer."""
    if doubt.kind is DoubtKind.PERSON:
        return say.gettext(
            "This looks like somebody's name: “{text}”. Names of pupils are not collected here. "
            "Leave it so?"
        ).format(text=doubt.text)
    return say.gettext("You wrote {now}, last time it was {before}. Is that right?").format(
        now=figures(doubt.now or Decimal(0)), before=figures(doubt.before or Decimal(0))
    )


def value_words(field: Field, value: object, say: Speech) -> str:
    """An answer as people read it; a file by a word."""
    if field.type is FieldType.FILE and value is not None:
        return say.gettext("a file is attached")
    return shown(field, value)  # type: ignore[arg-type]
