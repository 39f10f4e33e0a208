"""«Новые школы»: which came after the launch, what they would answer for, and that they joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.lines import code, shortened
from views.speech import Speech

PAGE = 8
EXAMPLES = 3
NAME_CHARS = 60
LABEL_CHARS = 58
TITLE_CHARS = 120
NAMED = 12


@dataclass(frozen=True, slots=True)
class Example:
    """An activity and its nearest date."""

    code: int
    title: str
    day: date


@dataclass(frozen=True, slots=True)
class School:
    """A school, how many dates are ahead of it, and its activities, the nearest first."""

    id: int
    name: str
    dates: int
    activities: Sequence[Example]


def button(roadmap: int, count: int, reader: int, say: Speech) -> tuple[Button, ...]:
    """A row for a roadmap's card."""
    label = say.gettext("New schools: {n}").format(n=count)
    return (Button(label, Action(Verb.NEW_SCHOOLS, reader, (roadmap, 0)).pack()),)


def offers(
    roadmaps: Sequence[tuple[int, str, int]], reader: int, say: Speech
) -> tuple[tuple[Button, ...], ...]:
    """A row for each roadmap that schools can join: (id, title, how many); its title is told where
    there are several."""
    if len(roadmaps) == 1:
        number, _, count = roadmaps[0]
        return (button(number, count, reader, say),)
    rows = []
    for number, title, count in roadmaps:
        label = say.gettext("New schools: {n}").format(n=count)
        data = Action(Verb.NEW_SCHOOLS, reader, (number, 0)).pack()
        rows.append((Button(shortened(f"{label}. {title}", LABEL_CHARS), data),))
    return tuple(rows)


def preview(
    roadmap: int, title: str, schools: Sequence[School], page: int, reader: int, say: Speech
) -> Message:
    """Who could join, and what each would answer for; pages are counted from 0."""
    back = Action(Verb.DRAFT, reader, (roadmap,)).pack()
    if not schools:
        return _none(title, back, say)
    last = (len(schools) - 1) // PAGE
    page = min(page, last)
    shown = schools[page * PAGE : (page + 1) * PAGE]
    head = say.gettext("New schools: {n}").format(n=len(schools))
    blocks = [
        Markup("<b>{}</b>\n<i>{}</i>").format(head, shortened(title, TITLE_CHARS)),
        Markup("{}").format(_what_for(len(schools), say)),
        Markup("\n").join(Markup("{}").format(_row(one, say)) for one in shown),
        _examples(shown[0], say),
    ]
    rows = [_only(roadmap, one, reader, say) for one in shown] if len(schools) > 1 else []
    every = Action(Verb.JOIN_SCHOOLS, reader, (roadmap, 0, max(one.id for one in schools))).pack()
    label = say.gettext("Connect")
    if len(schools) > 1:
        label = say.gettext("Connect all: {n}").format(n=len(schools))
    return Message(
        str(Markup("\n\n").join(blocks)),
        buttons=(
            (Button(label, every),),
            *rows,
            *_turns(roadmap, page, last, reader),
            (Button(say.gettext("Not now"), back),),
        ),
        brief=head,
    )


def _what_for(count: int, say: Speech) -> str:
    if count == 1:
        return say.gettext(
            "It was added after the launch and answers for nothing of this roadmap yet. "
            "Connected, it answers for the dates ahead; it is not asked about the past."
        )
    return say.gettext(
        "They were added after the launch and answer for nothing of this roadmap yet. "
        "Connected, they answer for the dates ahead; they are not asked about the past."
    )


def _none(title: str, back: str, say: Speech) -> Message:
    words = say.gettext("There are no new schools: all answer for what is ahead.")
    text = Markup("<b>{}</b>\n{}").format(shortened(title, TITLE_CHARS), words)
    return Message(
        str(text), buttons=((Button(say.gettext("To the roadmap"), back),),), brief=words
    )


def _row(one: School, say: Speech) -> str:
    return f"• {shortened(one.name, NAME_CHARS)} — {_ahead(one, say)}"


def _ahead(one: School, say: Speech) -> str:
    """«12 мероприятий, 20 сроков»"""
    count = len(one.activities)
    activities = say.ngettext("{n} activity", "{n} activities", count).format(n=count)
    dates = say.ngettext("{n} date", "{n} dates", one.dates).format(n=one.dates)
    return f"{activities}, {dates}"


def _examples(one: School, say: Speech) -> Markup:
    rows = [
        Markup("{}, {}: {}").format(
            code(each.code, say), say.short_day(each.day), shortened(each.title, TITLE_CHARS)
        )
        for each in one.activities[:EXAMPLES]
    ]
    head = Markup("<i>{}</i>").format(say.gettext("The nearest:"))
    return Markup("\n").join([head, *rows])


def _only(roadmap: int, one: School, reader: int, say: Speech) -> tuple[Button, ...]:
    label = say.gettext("Only {name}").format(name=one.name)
    data = Action(Verb.JOIN_SCHOOLS, reader, (roadmap, one.id, one.id)).pack()
    return (Button(shortened(label, LABEL_CHARS), data),)


def _turns(roadmap: int, page: int, last: int, reader: int) -> tuple[tuple[Button, ...], ...]:
    found = [
        Button(sign, Action(Verb.NEW_SCHOOLS, reader, (roadmap, other)).pack())
        for sign, other in (("‹", page - 1), ("›", page + 1))
        if 0 <= other <= last
    ]
    return (tuple(found),) if found else ()


def joined(roadmap: int, schools: Sequence[School], left: int, reader: int, say: Speech) -> Message:
    """They answer for what is ahead; `left` more are new."""
    head = say.ngettext("{n} school is connected", "{n} schools are connected", len(schools))
    rows = [Markup("{}").format(_row(one, say)) for one in schools[:NAMED]]
    if (more := len(schools) - NAMED) > 0:
        words = say.ngettext("and {n} more", "and {n} more", more).format(n=more)
        rows.append(Markup("{}").format(words))
    hint = say.gettext("It will get one list of what is theirs, in working hours.")
    if len(schools) > 1:
        hint = say.gettext("Each will get one list of what is theirs, in working hours.")
    title = head.format(n=len(schools))
    buttons = []
    if left:
        buttons.append(button(roadmap, left, reader, say))
    back = Action(Verb.DRAFT, reader, (roadmap,)).pack()
    buttons.append((Button(say.gettext("To the roadmap"), back),))
    told = [Markup("<b>{}</b>").format(title), *rows, Markup("<i>{}</i>").format(hint)]
    return Message(
        str(Markup("\n").join(told)),
        buttons=tuple(buttons),
        brief=title,
    )


def joined_already(say: Speech) -> str:
    """A second press."""
    return say.gettext("Nothing to do: these schools are connected already.")
