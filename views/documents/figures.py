"""A printed table of what answers come to: now, before, against the target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from roadmap.monitoring.showing import figures
from views.documents import paper
from views.lines import shortened
from views.round_figures import Told, amount
from views.speech import Speech

POINTS = 10
LABEL_CHARS = 160


def heads(before: str, say: Speech) -> tuple[str, ...]:
    """The head of the table; `before` names the period compared with, «» for none."""
    named = before or say.gettext("The period before")
    return (
        say.gettext("No."),
        say.gettext("Figure"),
        say.gettext("Value"),
        named[:1].upper() + named[1:],
        say.gettext("Target"),
    )


def cells(n: int, one: Told, say: Speech) -> tuple[str, ...]:
    """The texts of a row, as many as `heads`."""
    was = amount(one.field, one.change.before) if one.change is not None else "—"
    label = shortened(one.field.label, LABEL_CHARS)
    return str(n), label, one.now or "—", was, target_short(one, say)


def figures_table(
    document: Any, told: Sequence[Told], before: str, widths: Sequence[int], say: Speech
) -> None:
    """The table, of columns so many millimetres wide, and whom its changes are of."""
    made = paper.table(document, heads(before, say), widths, POINTS)
    for n, one in enumerate(told, start=1):
        paper.row(made, cells(n, one, say), widths, POINTS)
    compared = next((one.common for one in told if one.common is not None), None)
    words = ""
    if compared is not None:
        words = say.ngettext(
            "Compared is {n} organisation that answered both times.",
            "Compared are {n} organisations that answered both times.",
            compared,
        ).format(n=compared)
    paper.line(document, words, after=6)


def target_short(one: Told, say: Speech) -> str:
    """«не менее 60, достигнута»"""
    if one.field.target is None:
        return ""
    words = say.gettext("not less than {n}")
    if not one.field.target.at_least:
        words = say.gettext("not more than {n}")
    text = words.format(n=figures(one.field.target.value))
    if one.reached is None:
        return text
    return f"{text}, {say.gettext('reached') if one.reached else say.gettext('not reached')}"
