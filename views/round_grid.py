"""Schools × what they answered: as a message in pages, and as the values that a picture shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from views.actions import Action, Verb
from views.lines import shortened
from views.round_figures import round_button
from views.speech import Speech

PAGE = 10
NAME_CHARS = 70


class Tone(Enum):
    """Where a school's answers are: what a colour means."""

    ACCEPTED = auto()
    SENT = auto()
    RETURNED = auto()
    DRAFT = auto()
    EMPTY = auto()
    LATE = auto()
    EXEMPT = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: what stands there, how it changed («+3», «» for nothing to say), and whether it
    stands apart from the other schools'."""

    text: str = ""
    change: str = ""
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A school; `note` is what is to be looked at («2 предупреждения»), `sent_on` a local day."""

    assignment_id: int
    name: str
    tone: Tone
    cells: tuple[Cell, ...] = ()
    note: str = ""
    sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A round: a head for each column of values, a row for each school; `total` are the values of
    the municipality, with the words for it."""

    round_id: int
    title: str
    under: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: tuple[Cell, ...] = ()


def tone_words(tone: Tone, say: Speech) -> str:
    """What a tone means."""
    return {
        Tone.ACCEPTED: say.gettext("accepted"),
        Tone.SENT: say.gettext("handed in"),
        Tone.RETURNED: say.gettext("sent back"),
        Tone.DRAFT: say.gettext("being filled in"),
        Tone.EMPTY: say.gettext("not begun"),
        Tone.LATE: say.gettext("late"),
        Tone.EXEMPT: say.gettext("not asked"),
    }[tone]


def message(grid: Grid, page: int, reader: int, say: Speech) -> Message:
    """A page, with a number to press for each school."""
    last = max(0, (len(grid.rows) - 1) // PAGE)
    page = max(0, min(page, last))
    first = page * PAGE
    shown = list(enumerate(grid.rows, start=1))[first : first + PAGE]
    rows = [
        Markup("<b>{}</b>\n{}").format(shortened(grid.title, 160), grid.under),
        *([Markup("<i>{}</i>").format(_legend(grid))] if grid.columns else []),
        *(_row(n, one, say) for n, one in shown),
    ]
    if grid.total and grid.columns and page == last:
        words = say.gettext("Together: {values}").format(values=_values(grid.total))
        rows.append(Markup("<b>{}</b>").format(words))
    numbers = [
        Button(str(n), Action(Verb.ROUND_ONE, reader, (one.assignment_id, 0)).pack())
        for n, one in shown
    ]
    turns = [
        Button(sign, Action(Verb.ROUND_GRID, reader, (grid.round_id, to)).pack())
        for sign, to in (("‹", page - 1), ("›", page + 1))
        if 0 <= to <= last
    ]
    picture = Button(
        say.gettext("As a picture"), Action(Verb.ROUND_PICTURE, reader, (grid.round_id,)).pack()
    )
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *(tuple(numbers[i : i + 5]) for i in range(0, len(numbers), 5)),
            *((tuple(turns),) if turns else ()),
            (picture, round_button(grid.round_id, reader, say)),
        ),
    )


def _legend(grid: Grid) -> str:
    return " · ".join(shortened(column, 60) for column in grid.columns)


def _row(n: int, one: Row, say: Speech) -> Markup:
    words = tone_words(one.tone, say)
    if one.sent_on is not None:
        words += f" {say.short_day(one.sent_on)}"
    rows = [Markup("{}. <b>{}</b> — {}").format(n, shortened(one.name, NAME_CHARS), words)]
    facts = [fact for fact in (_values(one.cells), one.note) if fact]
    if facts:
        rows.append(Markup("   {}").format("; ".join(facts)))
    return Markup("\n").join(rows)


def _values(cells: Sequence[Cell]) -> str:
    """«412 (+3) · 45 % !»"""
    said = []
    for cell in cells:
        text = cell.text or "—"
        if cell.change:
            text += f" ({cell.change})"
        said.append(f"{text} !" if cell.is_apart else text)
    return " · ".join(said) if any(cell.text for cell in cells) else ""


def caption(
    grid: Grid, files: Sequence[Attachment], part: int, drawn: int, reader: int, say: Speech
) -> Message:
    """What goes with the pictures of one part of the grid, so many schools as `drawn`; a press
    brings the next ones."""
    rows = [shortened(grid.title, 160), grid.under, counted(grid, say)]
    buttons: tuple[tuple[Button, ...], ...] = ()
    total, first = len(grid.rows), part * drawn
    if total > drawn:
        rows.append(
            say.gettext("Schools {first}–{last} of {total}").format(
                first=first + 1, last=min(first + drawn, total), total=total
            )
        )
    if total > first + drawn:
        label = say.gettext("Next schools: {first}–{last}").format(
            first=first + drawn + 1, last=min(first + 2 * drawn, total)
        )
        press = Action(Verb.ROUND_PICTURE, reader, (grid.round_id, part + 1)).pack()
        buttons = ((Button(label, press),),)
    text = Markup("<b>{}</b>\n{}").format(rows[0], Markup("\n").join(rows[1:]))
    return Message(
        str(text),
        attachments=tuple(files),
        buttons=buttons,
        brief=say.gettext("The grid of the schools."),
    )


def counted(grid: Grid, say: Speech) -> str:
    """«принято 3, сдано 9, не начато 8»: only what there is some of."""
    tones = [(tone, sum(row.tone is tone for row in grid.rows)) for tone in Tone]
    return ", ".join(f"{tone_words(tone, say)}: {n}" for tone, n in tones if n)
