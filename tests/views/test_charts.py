"""What is drawn of given data: the words, the bars, today's line; not the pixels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from roadmap.digesting import Bar
from views.charts import progress, rounds
from views.charts.drawing import COLOURS, WIDTH, bar_words
from views.charts.progress import Chart, Stacked
from views.round_grid import Grid, Row, Tone
from views.speech import speech

SAY = speech("ru")
TODAY = date(2018, 10, 15)
LONG = "1. Нормативное и организационно-методическое обеспечение повышения качества образования"
CHART = Chart(
    heading="Дорожная карта города",
    under="по состоянию на 15 октября 2018 г.",
    today=TODAY,
    rows=[
        progress.stacked(LONG, dict(zip(Bar, (5, 1, 2, 1, 3), strict=True))),
        Stacked("2. Школы за $5 и $6", (0, 0, 0, 0, 4)),
    ],
    months={date(2018, 9, 1): (4, 1, 0, 1, 0), date(2018, 11, 1): (0, 0, 0, 0, 6)},
    trend={},
    language="ru",
)


def words(chart: Chart) -> list[str]:
    """Every word in the picture."""
    from matplotlib.text import Text

    made = progress.figure(chart, SAY)
    made.draw_without_rendering()
    found = (text.get_text().strip() for text in made.findobj(Text))
    return [text for text in found if text]


def bars(chart: Chart, axes: int) -> list[tuple[str, float, float]]:
    """(what, where it begins, how long) of every bar that is seen, in one part of the picture."""
    from matplotlib.container import BarContainer

    found = []
    for container in progress.figure(chart, SAY).axes[axes].containers:
        assert isinstance(container, BarContainer)
        for bar in container.patches:
            upright = axes > 0
            begin, size = (
                (bar.get_y(), bar.get_height()) if upright else (bar.get_x(), bar.get_width())
            )
            if size:
                found.append((str(container.get_label()), round(begin, 3), round(size, 3)))
    return found


def test_the_picture_says_what_the_digest_says() -> None:
    drawn = words(CHART)
    assert {"Дорожная карта города", "по состоянию на 15 октября 2018 г."} <= set(drawn)
    assert "1. Нормативное и организационно-методическое…" in drawn
    assert "2. Школы за $5 и $6" in drawn
    assert {"6 из 12", "0 из 4"} <= set(drawn)
    assert {bar_words(one, SAY) for one in Bar} <= set(drawn)
    assert "сегодня, 15 октября" in drawn
    assert {"сент\n2018", "окт", "нояб"} <= set(drawn)


def test_the_bars_are_the_shares_of_a_section_and_the_dates_of_a_month() -> None:
    assert bars(CHART, 0) == [
        ("done", 0, 0.417),
        ("done_late", 0.417, 0.083),
        ("going", 0.5, 0.167),
        ("late", 0.667, 0.083),
        ("ahead", 0.75, 0.25),
        ("ahead", 0, 1),
    ]
    assert bars(CHART, 1) == [("done", 0, 4), ("done_late", 4, 1), ("late", 5, 1), ("ahead", 0, 6)]


def test_a_trend_needs_three_days() -> None:
    days = {TODAY - timedelta(days=n): 40.0 - n for n in range(3)}
    assert len(progress.figure(CHART, SAY).axes) == 2
    assert len(progress.figure(replace(CHART, trend=dict(list(days.items())[:2])), SAY).axes) == 2
    whole = progress.figure(replace(CHART, trend=days), SAY)
    assert len(whole.axes) == 3
    (line,) = whole.axes[2].lines
    assert np.asarray(line.get_ydata()).tolist() == [38, 39, 40]


def test_many_sections_and_years_still_fit() -> None:
    rows = [Stacked(f"{n}. Раздел", (1, 0, 0, 0, 1)) for n in range(1, 31)]
    months = {date(2018 + n // 12, n % 12 + 1, 1): (0, 0, 0, 0, 2) for n in range(60)}
    chart = replace(CHART, rows=rows, months=months, heading=LONG * 4)
    drawn = words(chart)
    assert "12. Раздел" not in drawn
    assert "19 из 38" in drawn
    assert len(bars(chart, 1)) == progress.MONTHS
    assert sum(text.endswith("…") for text in drawn) == 1


@pytest.mark.parametrize("chart", [CHART, replace(CHART, rows=[], months={})])
def test_equal_data_is_the_same_picture_as_wide_as_a_phone(chart: Chart) -> None:
    first = progress.draw(chart, SAY)
    assert first == progress.draw(replace(chart), SAY)
    assert int.from_bytes(first[16:20], "big") == WIDTH
    assert first != progress.draw(replace(chart, under="завтра"), SAY)


def test_the_colours_differ() -> None:
    assert len(set(COLOURS.values())) == len(Bar)


def test_very_many_schools_are_drawn_part_by_part() -> None:
    row = Row(1, "МОУ «СОШ № 1»", Tone.SENT, ())
    grid = Grid(1, "Сведения", "", (), (row,) * (rounds.ROWS * 2 + 1))
    assert len(rounds.draw_grid(grid, SAY, 0, 2)) == 2
    (last,) = rounds.draw_grid(grid, SAY, 2, 2)
    assert int.from_bytes(last[20:24], "big") < 600  # the one school that is left
