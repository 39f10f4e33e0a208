"""One school's figures over periods: a table of them all, each as a picture by a press."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring import dynamics
from roadmap.monitoring.fields import Field
from views.actions import Action, Verb
from views.lines import shortened
from views.round_figures import Told, amount, change_words, reached, target_said
from views.speech import Speech

PAGE = 8
LABEL_CHARS = 90


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the form at its `place` among them, with its value in each period."""

    place: int
    field: Field
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class SchoolSeries:
    """The figures of a school over `periods`, in order of time; `back` is the press that leads to
    its answers."""

    assignment_id: int
    name: str
    title: str
    periods: tuple[str, ...]
    figures: tuple[Figure, ...]
    back: str


def table(one: SchoolSeries, page: int, reader: int, say: Speech) -> Message:
    """A page of the figures; a press on the number of one draws it."""
    last = max(0, (len(one.figures) - 1) // PAGE)
    page = max(0, min(page, last))
    shown = list(enumerate(one.figures, start=1))[page * PAGE : (page + 1) * PAGE]
    rows = [
        Markup("<b>{}</b>").format(shortened(one.name, 160)),
        Markup("<i>{}</i>").format(shortened(one.title, 160)),
        Markup("{}").format(" → ".join(one.periods)),
    ]
    if not one.figures:
        rows.append(Markup("{}").format(say.gettext("This form has no figures to compare.")))
    rows += [_figure(n, figure, say) for n, figure in shown]
    if one.figures:
        rows.append(Markup("\n{}").format(say.gettext("A number below draws its figure.")))

    def to(label: str, verb: Verb, *ids: int) -> Button:
        return Button(label, Action(verb, reader, (one.assignment_id, *ids)).pack())

    drawn = [to(str(n), Verb.SCHOOL_DRAWN, figure.place) for n, figure in shown]
    turns = tuple(
        to(sign, Verb.SCHOOL_SERIES, there)
        for sign, there in (("‹", page - 1), ("›", page + 1))
        if 0 <= there <= last
    )
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *(tuple(drawn[i : i + 4]) for i in range(0, len(drawn), 4)),
            *((turns,) if turns else ()),
            (Button(say.gettext("‹ Back"), one.back),),
        ),
        brief=str(Markup("\n").join([rows[2], *(_brief(n, figure) for n, figure in shown)])),
    )


def _brief(n: int, figure: Figure) -> Markup:
    """«1. 410 чел. → 412 чел.»: numbers alone."""
    return Markup("{}. {}").format(n, " → ".join(_values(figure)))


def _values(figure: Figure) -> list[str]:
    return ["—" if value is None else amount(figure.field, value) for value in figure.values]


def _figure(n: int, figure: Figure, say: Speech) -> Markup:
    """«1. Численность: 410 чел. → 412 чел.», then the last change and the target."""
    field, said = figure.field, _values(figure)
    head = Markup("\n{}. {}: {}").format(
        n,
        shortened(field.label, LABEL_CHARS),
        Markup(" → ").join([*said[:-1], Markup("<b>{}</b>").format(said[-1])]),
    )
    steps = dynamics.series([("", value) for value in figure.values], field.target)
    told = Told(field, None, reached=reached(field, figure.values[-1]))
    facts = [change_words(field, steps[-1].change, say), target_said(told, say)]
    rows = [Markup("   {}").format(fact) for fact in facts if fact]
    return Markup("\n").join([head, *rows])
