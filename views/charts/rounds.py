"""Pictures of monitoring: schools × what they answered, and an indicator over periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from roadmap.digesting import Bar
from roadmap.monitoring.dynamics import is_reached
from roadmap.monitoring.fields import Field
from views.charts.drawing import BIG, COLOURS, FAINT, INK, NORMAL, SMALL, bare, canvas, png
from views.forms_desk import target_words
from views.lines import shortened
from views.round_figures import amount
from views.round_grid import Cell, Grid, Row, Tone, tone_words
from views.speech import Speech

if TYPE_CHECKING:
    from decimal import Decimal

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


ROWS = 30
"""Schools on one picture: with more it is higher than 2560 pixels, Telegram shrinks it, and names
are not readable on a phone."""
COLUMNS = 4
HEADING_CHARS, HEADING_LINES, NAME_CHARS = 40, 3, 26
COLUMN_CHARS, COLUMN_LINES = 13, 4
LINE, LEGEND, HEAD, ROW, FOOT, PLOT = 46, 40, 120, 66, 30, 620  # pixels
NAMES = 0.44
"""Where the values begin, as a part of the width; before it stand the names."""
PLAIN: dict[str, Any] = {"parse_math": False}
TONES: Mapping[Tone, str] = {
    Tone.ACCEPTED: COLOURS[Bar.DONE],
    Tone.SENT: COLOURS[Bar.DONE_LATE],
    Tone.RETURNED: "#e07b39",
    Tone.DRAFT: COLOURS[Bar.GOING],
    Tone.EMPTY: COLOURS[Bar.AHEAD],
    Tone.LATE: COLOURS[Bar.LATE],
    Tone.EXEMPT: "#f4f5f6",
}
APART, STRIPE = "#fbe3dc", "#f6f7f9"


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator over periods: (name of the period, value or None), in order of time."""

    heading: str
    field: Field
    points: tuple[tuple[str, Decimal | None], ...]


def draw_grid(grid: Grid, say: Speech, first: int, most: int) -> list[bytes]:
    """PNGs of so many schools each, at most so many, from the place `first` on."""
    pages = [grid.rows[i : i + ROWS] for i in range(0, len(grid.rows), ROWS)] or [()]
    found = []
    for n, rows in list(enumerate(pages, start=1))[first : first + most]:
        is_last = n == len(pages)
        part = replace(grid, rows=tuple(rows), total=grid.total if is_last else ())
        found.append(png(grid_figure(part, say, n, len(pages))))
    return found


def grid_figure(grid: Grid, say: Speech, page: int = 1, pages: int = 1) -> Figure:
    """One picture: heading, what the colours mean, a row a school."""
    heading = _heading(grid.title)
    present = [tone for tone in Tone if any(row.tone is tone for row in grid.rows)]
    legend = -(-len(present) // 3) * LEGEND
    rows = len(grid.rows) + bool(grid.total)
    top = 30 + LINE * len(heading) + 50 + legend + 10
    height = top + HEAD + ROW * rows + FOOT
    made = canvas(height)
    under = grid.under if pages == 1 else f"{grid.under} ({page}/{pages})"
    y = _headline(made, heading, under, height)
    for n, tone in enumerate(present):
        at = (y - LEGEND * (n // 3)) / height
        x = (0.04, 0.36, 0.68)[n % 3]
        made.text(x, at, "■", size=NORMAL, color=TONES[tone], va="top")
        made.text(x + 0.03, at, tone_words(tone, say), size=SMALL, color=INK, va="top")
    box = (0.0, FOOT / height, 1.0, (HEAD + ROW * rows) / height)
    _table(made.add_axes(box), grid, rows, say)
    return made


def _heading(text: str) -> list[str]:
    lines = wrap(text, HEADING_CHARS) or [""]
    if len(lines) > HEADING_LINES:
        lines = [*lines[: HEADING_LINES - 1], lines[HEADING_LINES - 1].rstrip(" ,.;:") + "…"]
    return lines


def _headline(made: Figure, heading: Sequence[str], under: str, height: int) -> float:
    """The title and the line under it; where the next thing stands, in pixels from below."""
    y: float = height - 30
    for line in heading:
        made.text(0.04, y / height, line, size=BIG, weight="bold", color=INK, va="top", **PLAIN)
        y -= LINE
    made.text(0.04, y / height, under, size=NORMAL, color=INK, va="top", **PLAIN)
    return y - 50


def _table(axes: Axes, grid: Grid, rows: int, say: Speech) -> None:
    """A square of its colour and the name of each school, then its values."""
    bare(axes)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlim(0, 1)
    axes.set_ylim(rows, -HEAD / ROW)
    columns = grid.columns[:COLUMNS]
    width = (0.97 - NAMES) / max(1, len(columns))
    for n, column in enumerate(columns):
        lines = wrap(column, COLUMN_CHARS if len(columns) > 2 else 2 * COLUMN_CHARS)
        if len(lines) > COLUMN_LINES:
            lines = [*lines[: COLUMN_LINES - 1], lines[COLUMN_LINES - 1].rstrip(" ,.") + "…"]
        axes.text(
            NAMES + width * (n + 0.5),
            -0.12,
            "\n".join(lines),
            size=10,
            color=INK,
            ha="center",
            va="bottom",
            **PLAIN,
        )
    for y, row in enumerate(grid.rows):
        if y % 2 == 0:
            axes.axhspan(y, y + 1, color=STRIPE, linewidth=0)
        axes.text(0.04, y + 0.5, "■", size=NORMAL, color=TONES[row.tone], va="center")
        _name(axes, y, row)
        _cells(axes, y, row.cells[:COLUMNS], width)
        if not columns:
            words = tone_words(row.tone, say)
            axes.text(0.7, y + 0.5, words, size=SMALL, color=INK, va="center")
    if grid.total and columns:
        y = len(grid.rows)
        axes.axhline(y, color=FAINT, linewidth=1.5, xmin=0.03, xmax=0.97)
        words = say.gettext("Together")
        axes.text(0.08, y + 0.5, words, size=SMALL, weight="bold", color=INK, va="center")
        _cells(axes, y, grid.total[:COLUMNS], width, weight="bold")


def _name(axes: Axes, y: int, row: Row) -> None:
    name = shortened(row.name, 2 * NAME_CHARS)
    lines = wrap(name, NAME_CHARS)[:2]
    if len(" ".join(lines)) < len(name):
        lines[-1] = lines[-1][: NAME_CHARS - 1].rstrip(" ,.") + "…"
    small = SMALL if len(lines) == 1 else 11
    axes.text(0.08, y + 0.5, "\n".join(lines), size=small, color=INK, va="center", **PLAIN)


def _cells(axes: Axes, y: int, cells: Sequence[Cell], width: float, weight: str = "normal") -> None:
    for n, cell in enumerate(cells):
        left = NAMES + width * n
        if cell.is_apart:
            axes.axhspan(
                y + 0.06, y + 0.94, xmin=left + 0.006, xmax=left + width - 0.006, color=APART, lw=0
            )
        text = shortened(cell.text, 14) or "—"
        up = 0.5 if not cell.change else 0.34
        axes.text(
            left + width / 2,
            y + up,
            text,
            size=SMALL,
            weight=weight,
            color=INK if cell.text else FAINT,
            ha="center",
            va="center",
            **PLAIN,
        )
        if cell.change:
            axes.text(
                left + width / 2,
                y + 0.74,
                cell.change,
                size=10,
                color="#666666",
                ha="center",
                va="center",
                **PLAIN,
            )


def draw_series(series: Series, say: Speech) -> bytes:
    """The PNG of an indicator over periods."""
    return png(series_figure(series, say))


def series_figure(series: Series, say: Speech) -> Figure:
    """A bar a period, green where the target is reached; the target is a dashed line."""
    heading = _heading(series.heading)
    under = series.field.unit
    if series.field.target is not None:
        under = target_words(series.field, say)
    height = 30 + LINE * len(heading) + 50 + PLOT
    made = canvas(height)
    _headline(made, heading, under, height)
    _bars(made.add_axes((0.06, 80 / height, 0.9, (PLOT - 130) / height)), series)
    return made


def _bars(axes: Axes, series: Series) -> None:
    bare(axes)
    axes.set_yticks([])
    target = series.field.target
    values = [float(value) for _, value in series.points if value is not None]
    for x, (_, value) in enumerate(series.points):
        if value is None:
            axes.text(x, 0, "—", size=NORMAL, color=FAINT, ha="center", va="bottom")
            continue
        missed = target is not None and not is_reached(target, value)
        colour = COLOURS[Bar.GOING] if missed else COLOURS[Bar.DONE]
        axes.bar(x, float(value), width=0.6, color=colour)
        words = amount(series.field, value)
        below = value < 0
        axes.text(
            x,
            float(value),
            words,
            size=SMALL,
            color=INK,
            ha="center",
            va="top" if below else "bottom",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
            zorder=5,
            **PLAIN,
        )
    lowest, highest = min([0.0, *values]), max([0.0, *values])
    if target is not None:
        axes.axhline(float(target.value), color=INK, linewidth=2, linestyle=(0, (4, 2)))
        highest, lowest = max(highest, float(target.value)), min(lowest, float(target.value))
    room = (highest - lowest or 1.0) * 0.12
    axes.set_ylim(lowest - (room if lowest < 0 else 0), highest + room)
    axes.set_xlim(-0.7, max(len(series.points), 2) - 0.3)
    marks = list(range(len(series.points)))
    axes.set_xticks(marks, ["\n".join(name.rsplit(" ", 1)) for name, _ in series.points])
    axes.axhline(0, color=FAINT, linewidth=1)
