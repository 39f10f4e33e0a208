"""The picture of a digest: progress by section, dates against today, the trend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from roadmap.digesting import Bar
from views.charts.drawing import (
    BIG,
    COLOURS,
    FAINT,
    INK,
    NORMAL,
    SMALL,
    bar_words,
    bare,
    canvas,
    png,
)
from views.lines import shortened
from views.speech import Speech

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROWS = 12
MONTHS = 24
COUNT = 11  # type over a narrow bar
PLAIN: dict[str, Any] = {"parse_math": False}
"""Of words of users: dollars are dollars."""
TITLE_CHARS = 54
HEADING_CHARS = 40
HEADING_LINES = 3
TREND_FROM = 3
"""Fewer days make no line."""
LINE, LEGEND, ROW, TIMELINE, TREND, FOOT = 46, 40, 100, 380, 300, 30  # pixels
COLUMNS = (0.04, 0.38, 0.68)  # of the legend


@dataclass(frozen=True, slots=True)
class Stacked:
    """One bar: how many dates are what, in the order of `Bar`."""

    title: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)

    @property
    def done(self) -> int:
        """In time or late."""
        return self.counts[0] + self.counts[1]


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is drawn; equal charts are equal pictures.

    `months` are by the first day of each; `trend` is the share of dates done, in percent, by day.
    """

    heading: str
    under: str
    today: date
    rows: Sequence[Stacked]
    months: Mapping[date, tuple[int, ...]]
    trend: Mapping[date, float]
    language: str


def stacked(title: str, bars: Mapping[Bar, int]) -> Stacked:
    """A bar of these counts."""
    return Stacked(shortened(title, TITLE_CHARS), tuple(bars[one] for one in Bar))


def draw(chart: Chart, say: Speech) -> bytes:
    """The PNG; takes a third of a second, so not where others wait."""
    return png(figure(chart, say))


def figure(chart: Chart, say: Speech) -> Figure:
    """The picture, part under part."""
    heading = _heading(chart)
    rows = _shown(chart.rows, say)
    timeline, trend = len(chart.months) > 1, len(chart.trend) >= TREND_FROM
    head = 30 + LINE * len(heading) + 50 + 2 * LEGEND + 10
    height = head + ROW * max(1, len(rows)) + TIMELINE * timeline + TREND * trend + FOOT
    made = canvas(height)
    _headline(made, heading, chart.under, height, say)
    at = height - head

    def part(pixels: int, left: float, top: int, bottom: int) -> Axes:
        """An area `pixels` high under the ones before, with margins in it."""
        nonlocal at
        at -= pixels
        box = (left, (at + bottom) / height, 0.96 - left, (pixels - top - bottom) / height)
        return made.add_axes(box)

    _bars(part(ROW * max(1, len(rows)), 0.04, 0, 0), rows, say)
    if timeline:
        _timeline(part(TIMELINE, 0.04, 120, 60), chart, say)
    if trend:
        _trend(part(TREND, 0.11, 90, 50), chart, say)
    return made


def _heading(chart: Chart) -> list[str]:
    lines = wrap(chart.heading, HEADING_CHARS) or [""]
    if len(lines) > HEADING_LINES:
        lines = [*lines[: HEADING_LINES - 1], lines[HEADING_LINES - 1].rstrip(" ,.;:") + "…"]
    return lines


def _headline(made: Figure, heading: Sequence[str], under: str, height: int, say: Speech) -> None:
    """The title, the day, and what the colours mean."""
    y = height - 30
    for line in heading:
        made.text(0.04, y / height, line, size=BIG, weight="bold", color=INK, va="top", **PLAIN)
        y -= LINE
    made.text(0.04, y / height, under, size=NORMAL, color=INK, va="top")
    y -= 50
    for n, one in enumerate(Bar):
        x, row = COLUMNS[n % len(COLUMNS)], n // len(COLUMNS)
        at = (y - LEGEND * row) / height
        made.text(x, at, "■", size=NORMAL, color=COLOURS[one], va="top")
        made.text(x + 0.03, at, bar_words(one, say), size=SMALL, color=INK, va="top")


def _shown(rows: Sequence[Stacked], say: Speech) -> list[Stacked]:
    """At most so many; the rest together."""
    if len(rows) <= ROWS:
        return list(rows)
    rest = rows[ROWS - 1 :]
    counts = tuple(sum(own) for own in zip(*(one.counts for one in rest), strict=True))
    return [*rows[: ROWS - 1], Stacked(say.gettext("Others"), counts)]


def _bars(axes: Axes, rows: Sequence[Stacked], say: Speech) -> None:
    """A bar of full width for each section, its title over it, «3 из 7» beside it."""
    bare(axes)
    axes.set_xticks([])
    axes.set_yticks([])
    longest = max((len(_of(row, say)) for row in rows), default=0)
    axes.set_xlim(0, 1.03 + 0.017 * longest)
    axes.set_ylim(max(1, len(rows)), 0)
    for y, row in enumerate(rows):
        axes.text(0, y + 0.4, row.title, size=NORMAL, color=INK, va="bottom", **PLAIN)
        left = 0.0
        for one, count in zip(Bar, row.counts, strict=True):
            share = count / row.total if row.total else 0
            axes.barh(y + 0.64, share, left=left, height=0.34, color=COLOURS[one], label=one)
            left += share
        axes.text(1.015, y + 0.64, _of(row, say), size=NORMAL, color=INK, va="center")


def _of(row: Stacked, say: Speech) -> str:
    return say.gettext("{done} of {total}").format(done=row.done, total=row.total)


def _timeline(axes: Axes, chart: Chart, say: Speech) -> None:
    """Month by month how many dates fall due, and where today is."""
    bare(axes)
    axes.set_xmargin(0.01)
    months = _around(_all_months(chart.months), chart.today)
    none = (0,) * len(Bar)
    for x, month in enumerate(months):
        bottom = 0
        for one, count in zip(Bar, chart.months.get(month, none), strict=True):
            axes.bar(x, count, bottom=bottom, width=0.78, color=COLOURS[one], label=one)
            bottom += count
        if bottom:
            axes.text(x, bottom, str(bottom), size=COUNT, color=INK, ha="center", va="bottom")
    step = max(1, -(-len(months) // 12))
    marks = list(range(0, len(months), step))
    axes.set_xticks(marks, [_month(months[x], months, x, step, say) for x in marks])
    axes.set_yticks([])
    highest = max(1, *(sum(chart.months.get(month, none)) for month in months))
    axes.set_ylim(0, highest * 1.18)
    axes.set_title(
        say.gettext("Dates by month"), size=NORMAL, weight="bold", color=INK, loc="left", pad=40
    )
    _today(axes, months, chart.today, highest * 1.18, say)


def _all_months(known: Iterable[date]) -> list[date]:
    """Every month from the first of these to the last."""
    ordered = sorted(known)
    made = [ordered[0]]
    while made[-1] < ordered[-1]:
        made.append((made[-1] + timedelta(days=32)).replace(day=1))
    return made


def _around(months: list[date], today: date) -> list[date]:
    """At most so many: those nearest to today."""
    if len(months) <= MONTHS:
        return months
    here = sum(month < today for month in months)
    first = min(max(0, here - MONTHS // 2), len(months) - MONTHS)
    return months[first : first + MONTHS]


def _month(month: date, months: Sequence[date], x: int, step: int, say: Speech) -> str:
    name = format_date(month, "LLL", locale=say.locale).rstrip(".")
    before = months[x - step] if x >= step else None
    new_year = before is None or before.year != month.year
    return f"{name}\n{month.year}" if new_year else name


def _today(axes: Axes, months: Sequence[date], today: date, top: float, say: Speech) -> None:
    """A line within the month of today, or between two months."""
    passed = [x for x, month in enumerate(months) if month <= today]
    if not passed:
        at = -0.6
    else:
        last = months[passed[-1]]
        inside = (last.year, last.month) == (today.year, today.month)
        at = passed[-1] + ((today.day - 1) / 31 - 0.5) * 0.78 if inside else passed[-1] + 0.5
    axes.axvline(at, color=INK, linewidth=2, linestyle=(0, (4, 2)))
    words = say.gettext("today, {date}").format(date=say.day(today))
    ha = "left" if at < len(months) / 2 else "right"
    axes.text(at, top, f" {words} ", size=SMALL, color=INK, ha=ha, va="bottom")


def _trend(axes: Axes, chart: Chart, say: Speech) -> None:
    """The share of all dates that are done, day by day."""
    bare(axes)
    days = sorted(chart.trend)
    first = days[0]
    xs = [(day - first).days for day in days]
    values = [chart.trend[day] for day in days]
    axes.plot(xs, values, color=COLOURS[Bar.DONE], linewidth=4, solid_capstyle="round")
    axes.fill_between(xs, values, color=COLOURS[Bar.DONE], alpha=0.15)
    axes.set_ylim(0, 100)
    axes.set_yticks([0, 50, 100], ["0 %", "50 %", "100 %"])
    axes.grid(visible=True, axis="y", color=FAINT, linewidth=0.6, alpha=0.5)
    axes.set_xlim(xs[0], xs[-1])
    axes.set_xticks([xs[0], xs[-1]], [say.short_day(first), say.short_day(days[-1])])
    first_label, last_label = axes.get_xticklabels()
    first_label.set_horizontalalignment("left")
    last_label.set_horizontalalignment("right")
    words = say.gettext("Share of dates done: {n} %").format(n=round(values[-1]))
    axes.set_title(words, size=NORMAL, weight="bold", color=INK, loc="left", pad=14)
