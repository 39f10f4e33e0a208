"""What the pictures share: colours that tell apart in grey too, big type, and a PNG at the end.

Only matplotlib's object interface is used: no pyplot, no state between two pictures.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING

from roadmap.digesting import Bar
from views.speech import Speech

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 1080
"""Pixels: the width of a phone's screen."""
DPI = 120
SMALL, NORMAL, BIG = 14, 16, 22
INK, FAINT = "#222222", "#9a9a9a"
COLOURS: Mapping[Bar, str] = {
    Bar.DONE: "#2e8b57",
    Bar.DONE_LATE: "#a3cf8f",
    Bar.GOING: "#f2b632",
    Bar.LATE: "#c8372d",
    Bar.AHEAD: "#d5d9de",
}
_DRAWING = Lock()  # matplotlib's caches of glyphs are not made for threads


def bar_words(bar: Bar, say: Speech) -> str:
    """What a colour means."""
    return {
        Bar.DONE: say.gettext("done in time"),
        Bar.DONE_LATE: say.gettext("done late"),
        Bar.GOING: say.gettext("in progress"),
        Bar.LATE: say.gettext("overdue"),
        Bar.AHEAD: say.gettext("not yet due"),
    }[bar]


def canvas(height: int) -> Figure:
    """An empty picture `height` pixels high."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor="white")


def bare(axes: Axes) -> None:
    """Without a frame and ticks."""
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=SMALL, colors=INK)


def png(figure: Figure) -> bytes:
    """The picture as a PNG that is the same each time."""
    target = io.BytesIO()
    with _DRAWING:
        figure.savefig(target, format="png", dpi=DPI, metadata={"Software": None})
    return target.getvalue()
