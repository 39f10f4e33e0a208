"""«Аналитическая справка»: what a round asked, who answered, what it comes to, who stands apart."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from docx.shared import Mm

from roadmap.monitoring.fields import FieldType, Form
from roadmap.monitoring.periods import Period
from roadmap.monitoring.showing import figures
from roadmap.report_marks import Signature
from views.documents import paper
from views.documents.figures import figures_table
from views.documents.signing import signatures
from views.forms_desk import target_words
from views.lines import shortened
from views.monitoring_periods import during, said
from views.round_figures import Told, amount, apart_words
from views.round_grid import Grid, tone_words
from views.speech import Speech

POINTS, TABLE_POINTS = 12, 10
FIGURES = (10, 66, 34, 34, 26)  # millimetres, together an A4 page with its margins
SCHOOLS = 66  # millimetres; the rest is shared by the values
WIDTH = 170
COLUMNS = 4
NAMES = 40
INNER = str.maketrans("\u00ab\u00bb", "\u201e\u201c")
SIGNING = (85, 135)  # millimetres
LABEL_CHARS = 160


@dataclass(frozen=True, slots=True)
class Note:
    """Everything that the note says. `late` answered after the last day; `missing` and `exempt`
    are names; `doubtful` counts values that a school sent although they were asked about again.
    `pictures` are (what is drawn, PNG); `before` is the period compared with."""

    municipality: str
    form: Form
    period: Period | None
    opens: date
    due: date
    as_of: date
    asked: int
    answered: int
    late: int
    missing: Sequence[str]
    exempt: Sequence[str]
    told: Sequence[Told]
    before: Period | None
    grid: Grid
    doubtful: int = 0
    pictures: Sequence[tuple[str, bytes]] = ()
    signs: Signature = field(default_factory=Signature)
    made_by: Signature = field(default_factory=Signature)


def note_document(note: Note, say: Speech) -> bytes:
    """The .docx, to be read, signed and handed on."""
    document = paper.sheet(landscape=False, language=say.language, points=POINTS)
    paper.line(document, say.gettext("Analytical note"), bold=True, align=paper.CENTRE)
    paper.line(document, _about(note, say), bold=True, align=paper.CENTRE, after=2)
    when = say.gettext("as of {date}").format(date=say.full_day(note.as_of))
    paper.line(document, f"{note.municipality}, {when}", align=paper.CENTRE, after=8)
    for title, sentences in (
        (say.gettext("What was asked"), _asked(note, say)),
        (say.gettext("Who answered"), _answered(note, say)),
    ):
        _head(document, title)
        _paragraph(document, sentences)
    _head(document, say.gettext("Figures of the municipality"))
    _figures(document, note, say)
    _indicators(document, note, say)
    _attention(document, note, say)
    _head(document, say.gettext("By organisation"))
    _schools(document, note, say)
    signatures(document, note.signs, note.made_by, SIGNING, say)
    return paper.saved(document, f"{say.gettext('Analytical note')}: {_about(note, say)}")


def _about(note: Note, say: Speech) -> str:
    """«по итогам сбора сведений «Контекстные данные» за I квартал 2019 г.»"""
    words = say.gettext("on the data collected by the form “{form}”").format(form=note.form.title)
    if note.period is None:
        return words
    return say.gettext("{about} for {period}").format(about=words, period=said(note.period, say))


def _head(document: Any, title: str) -> None:
    made = paper.line(document, title, bold=True, after=2)
    made.paragraph_format.keep_with_next = True


def _paragraph(document: Any, sentences: Sequence[str]) -> None:
    made = paper.line(document, " ".join(one for one in sentences if one), after=8)
    made.paragraph_format.first_line_indent = Mm(10)


def _asked(note: Note, say: Speech) -> list[str]:
    n = len(note.form.asked)
    questions = say.ngettext("{n} question", "{n} questions", n).format(n=n)
    if note.form.per_class:
        questions = say.gettext("{questions}, for each class").format(questions=questions)
    return [
        _sentence(note.form.about),
        say.gettext("The form holds {questions}.").format(questions=questions),
        say.gettext("The data were asked for on {start}, to be handed in by {end}.").format(
            start=say.full_day(note.opens), end=say.full_day(note.due)
        ),
    ]


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return line if not line or line[-1] in ".!?…" else f"{line}."


def _answered(note: Note, say: Speech) -> list[str]:
    found = [
        say.ngettext(
            "The data were handed in by {done} of {n} organisation ({share} %).",
            "The data were handed in by {done} of {n} organisations ({share} %).",
            note.asked,
        ).format(
            done=note.answered,
            n=note.asked,
            share=round(100 * note.answered / note.asked) if note.asked else 0,
        )
    ]
    if note.late:
        words = say.ngettext("{n} of them was late.", "{n} of them were late.", note.late)
        found.append(words.format(n=note.late))
    elif note.answered:
        found.append(say.gettext("All of them kept the date."))
    if note.missing:
        found.append(
            say.gettext("Not handed in by: {names}.").format(names=_names(note.missing, say))
        )
    if note.exempt:
        found.append(say.gettext("Not asked: {names}.").format(names=_names(note.exempt, say)))
    return found


def _names(names: Sequence[str], say: Speech) -> str:
    listed = "; ".join(names[:NAMES])
    if (more := len(names) - NAMES) > 0:
        listed += " " + say.ngettext("and {n} more", "and {n} more", more).format(n=more)
    return listed


def _figures(document: Any, note: Note, say: Speech) -> None:
    """The table of the municipality: now, before, the change against the target."""
    if not note.answered:
        _paragraph(document, [say.gettext("There is nothing to add up yet.")])
        return
    before = said(note.before, say) if note.before is not None else ""
    figures_table(document, note.told, before, FIGURES, say)


def _indicators(document: Any, note: Note, say: Speech) -> None:
    """A sentence about each indicator, and the pictures."""
    followed = [
        one
        for one in note.told
        if one.now is not None and (one.field.indicator or one.field.target is not None)
    ]
    if followed and note.answered:
        _head(document, say.gettext("Indicators and their dynamics"))
        for one in followed:
            _paragraph(document, [_indicator(one, note, say)])
    for _, data in note.pictures if note.answered else ():
        document.add_picture(io.BytesIO(data), width=Mm(120))
        document.paragraphs[-1].alignment = paper.CENTRE


def _indicator(one: Told, note: Note, say: Speech) -> str:
    """«Показатель «…»: 45,2 %. В IV квартале 2018 г. было 42,1 %: рост на 3,1 п. п. Цель (не менее
    50) не достигнута.»"""
    found = [f"{_quoted(one.field.label, say)}: {one.now}."]
    if one.change is not None and note.before is not None:
        found.append(_compared(one, note.before, say))
    if one.reached is not None:
        words = say.gettext("The {target} is reached.")
        if not one.reached:
            words = say.gettext("The {target} is not reached.")
        found.append(words.format(target=_of_target(one, say)))
    return " ".join(_once_ended(one) for one in found)


def _once_ended(sentence: str) -> str:
    """Without a second full stop after a shortened word: «на 3 п. п..»"""
    return sentence.replace("..", ".")


def _quoted(label: str, say: Speech) -> str:
    """A label within quotation marks; its own become inner ones."""
    inner = shortened(label, LABEL_CHARS).translate(INNER)
    return say.gettext("“{text}”").format(text=inner)


def _of_target(one: Told, say: Speech) -> str:
    """«цель (не менее 50)»"""
    words = target_words(one.field, say)
    name, _, value = words.partition(": ")
    return f"{name} ({value})"


def _compared(one: Told, before: Period, say: Speech) -> str:
    change = one.change
    assert change is not None  # noqa: S101 - asked for where there is one
    was = amount(one.field, change.before)
    moment = during(before, say)
    moment = moment[:1].upper() + moment[1:]
    if not change.difference:
        return say.gettext("{moment} it was the same: {value}.").format(moment=moment, value=was)
    words = say.gettext("{moment} it was {value}: a rise by {difference}.")
    if change.difference < 0:
        words = say.gettext("{moment} it was {value}: a fall by {difference}.")
    difference = figures(abs(change.difference))
    if one.field.type is FieldType.PERCENT:
        difference = say.gettext("{n} percentage points").format(n=difference)
    elif change.per_cent is not None:
        difference += f" ({figures(abs(change.per_cent))} %)"
    return words.format(moment=moment, value=was, difference=difference)


def _attention(document: Any, note: Note, say: Speech) -> None:
    """Who stands apart, what changed most, how many values are doubtful."""
    rows = [
        f"{_quoted(one.field.label, say)}: {_once_ended(apart_words(one, say) + '.')}"
        for one in note.told
        if one.apart
    ]
    if note.doubtful:
        words = say.ngettext(
            "{n} value is far from last period's and was confirmed by its school.",
            "{n} values are far from last period's and were confirmed by their schools.",
            note.doubtful,
        )
        rows.append(words.format(n=note.doubtful))
    _head(document, say.gettext("What to look at"))
    if not rows:
        rows = [say.gettext("No value stands apart from the others.")]
    for row in rows:
        _paragraph(document, [row])


def _schools(document: Any, note: Note, say: Speech) -> None:
    columns = note.grid.columns[:COLUMNS]
    width = (WIDTH - SCHOOLS) // (len(columns) + 1)
    widths = (SCHOOLS, *[width] * (len(columns) + 1))
    heads = (say.gettext("Organisation"), say.gettext("Standing"), *columns)
    made = paper.table(document, heads, widths, TABLE_POINTS)
    for one in note.grid.rows:
        values = [
            f"{cell.text or '—'}{' (' + cell.change + ')' if cell.change else ''}"
            for cell in one.cells[:COLUMNS]
        ] or ["—"] * len(columns)
        paper.row(made, (one.name, tone_words(one.tone, say), *values), widths, TABLE_POINTS)
    if note.grid.total:
        total = [cell.text or "—" for cell in note.grid.total[:COLUMNS]]
        paper.row(made, (say.gettext("Together"), "", *total), widths, TABLE_POINTS)
    paper.line(document, "", after=4)
