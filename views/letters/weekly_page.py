"""The week's letter as a page: a headline that is read in ten seconds, and what is behind it."""

from __future__ import annotations

from collections.abc import Sequence

from channels.message import cid_of
from roadmap.digesting import Bar
from roadmap.working_calendar import WorkingCalendar
from views.charts.drawing import bar_words
from views.charts.progress import TREND_FROM, Chart
from views.digests import paused_line
from views.letters.foots import HERE
from views.letters.rendering import page
from views.speech import Speech
from views.weekly import (
    Letter,
    blocks,
    counts,
    heading,
    quiet_words,
    sentence,
    status_words,
    subject,
    week_words,
)


def weekly_page(
    letter: Letter,
    town: str,
    picture: tuple[str, str] | None,
    files: Sequence[str],
    calendar: WorkingCalendar,
    say: Speech,
) -> str:
    """The page; `picture` is the hash of the chart and its alternative text, `files` the names of
    what is attached. The foot goes in where the letter goes out."""
    status = status_words(letter.light, say)
    sha256, alt = picture or ("", "")
    return page(
        "weekly.html.j2",
        {
            "language": say.language,
            "subject": subject(letter, say),
            "town": town,
            "heading": heading(letter),
            "period": week_words(letter.day, say),
            "light": letter.light.value,
            "status": status[:1].upper() + status[1:],
            "sentence": sentence(letter, say),
            "remark": letter.remark,
            "counts": counts(letter, say),
            "paused": paused_line(letter.paused, say).striptags(),
            "quiet": quiet_words(letter, say),
            "blocks": blocks(letter, calendar, say),
            "picture": f"cid:{cid_of(sha256)}" if sha256 else "",
            "alt": alt,
            "files": attached(files, say),
            "foot_here": HERE,
        },
    )


def attached(files: Sequence[str], say: Speech) -> str:
    """What goes along; «» for nothing."""
    return say.gettext("Attached: {names}").format(names="; ".join(files)) if files else ""


def alternative(chart: Chart, say: Speech) -> str:
    """What the picture shows, for who does not see it."""
    rows = []
    for one in chart.rows:
        shown = [
            f"{bar_words(bar, say)} {count}"
            for bar, count in zip(Bar, one.counts, strict=True)
            if count
        ]
        rows.append(f"{one.title}: {', '.join(shown) or '0'}")
    said = say.gettext("Chart of dates. {rows}.").format(rows="; ".join(rows))
    if len(chart.trend) >= TREND_FROM:
        first, last = min(chart.trend), max(chart.trend)
        words = say.gettext("Share of dates done, in per cent: {before} on {first}, {n} on {last}")
        share = words.format(
            before=round(chart.trend[first]),
            first=say.day(first),
            n=round(chart.trend[last]),
            last=say.day(last),
        )
        said = f"{said} {share}."
    return said
