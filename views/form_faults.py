"""What is wrong with a form's workbook, a sentence a cell."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from channels.message import Message
from roadmap.monitoring.definition_rows import CellFlaw
from roadmap.monitoring.soundness import LONGEST_LABEL, MOST_FIELDS, FormFault
from views.lines import shortened
from views.speech import Speech

SHOWN = 10


def faulty(name: str, flaws: Sequence[CellFlaw], say: Speech) -> Message:
    """Everything to mend, cell by cell; nothing was stored."""
    head = say.gettext("The form in “{name}” cannot be taken yet. Nothing was stored.")
    rows = [Markup("<b>{}</b>").format(head.format(name=shortened(name, 80)))]
    rows += [Markup("• {}").format(_line(flaw, say)) for flaw in flaws[:SHOWN]]
    if (more := len(flaws) - SHOWN) > 0:
        words = say.ngettext("and {n} more", "and {n} more", more).format(n=more)
        rows.append(Markup("{}").format(words))
    rows.append(Markup("{}").format(say.gettext("Mend the cells and send the file again.")))
    return Message(str(Markup("\n").join(rows)), brief=say.gettext("The form cannot be taken."))


def unreadable(name: str, say: Speech) -> Message:
    """The bytes are no workbook with a form."""
    words = say.gettext("“{name}” is no workbook with a form.").format(name=shortened(name, 80))
    brief = say.gettext("The form cannot be taken.")
    return Message(str(Markup("{}").format(words)), brief=brief)


def _line(flaw: CellFlaw, say: Speech) -> str:
    """«Форма!B7, «Тип»: «дробь» — такого типа нет»"""
    where = f"{flaw.sheet}!{flaw.cell}" if flaw.cell else flaw.sheet
    if flaw.column:
        where = say.gettext("{cell}, “{column}”").format(cell=where, column=flaw.column)
    words = _words(flaw.fault, say)
    if not flaw.text:
        return f"{where}: {words}"
    said = say.gettext("“{text}”").format(text=shortened(flaw.text, 40))
    return f"{where}: {said} — {words}"


def _words(fault: FormFault, say: Speech) -> str:
    return {
        FormFault.NO_SHEET: say.gettext("there is no such sheet"),
        FormFault.NO_HEADINGS: say.gettext("the row with the headings of the columns is missing"),
        FormFault.NO_TITLE: say.gettext("the form has no title"),
        FormFault.NO_FIELDS: say.gettext("the form asks nothing"),
        FormFault.TOO_MANY: say.gettext("too many questions or checks: {n} at most").format(
            n=MOST_FIELDS
        ),
        FormFault.NO_LABEL: say.gettext("the question has no words"),
        FormFault.TOO_LONG: say.gettext("too long: {n} characters at most").format(n=LONGEST_LABEL),
        FormFault.BAD_KEY: say.gettext(
            "a key is Latin letters, digits and “_”, beginning with a letter"
        ),
        FormFault.KEY_TWICE: say.gettext("this key stands at another question already"),
        FormFault.UNKNOWN_TYPE: say.gettext("there is no such type of answer"),
        FormFault.UNKNOWN_ROLL_UP: say.gettext("there is no such way to roll up"),
        FormFault.ROLL_UP_OF_TYPE: say.gettext("answers of this type cannot be rolled up so"),
        FormFault.NOT_YES_NO: say.gettext("“yes” or “no” is wanted"),
        FormFault.BAD_NUMBER: say.gettext("a number is wanted"),
        FormFault.LIMITS_CROSSED: say.gettext("the least is more than the most"),
        FormFault.NO_CHOICES: say.gettext("the choices are missing: separate them by “;”"),
        FormFault.CHOICE_TWICE: say.gettext("the same choice stands there twice"),
        FormFault.UNKNOWN_FIELD: say.gettext("there is no such question in the form"),
        FormFault.NOT_NUMERIC: say.gettext("a question whose answer is a number is wanted"),
        FormFault.NO_SHARE: say.gettext("a share needs its part and its whole"),
        FormFault.BAD_TARGET: say.gettext("a target is “not less than 60” or “not more than 5”"),
        FormFault.BAD_SIGN: say.gettext("a sign of comparison is wanted: ≤, <, ≥, > or ="),
    }[fault]
