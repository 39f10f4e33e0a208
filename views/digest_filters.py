"""The filter of a digest in words, and the choice of what to filter by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.digest_filtering import LEVELS, Dimension
from views.digest_links import Links
from views.lines import shortened
from views.speech import Speech

PAGE = 8
LABEL_CHARS = 55
NAME_CHARS = 90


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to filter by: `value` is its id, or the place of a level in `LEVELS` from 1."""

    value: int
    name: str


def words(dimension: Dimension, say: Speech) -> str:
    """What is filtered by, in a word."""
    return {
        Dimension.ALL: say.gettext("Everything"),
        Dimension.ROADMAP: say.gettext("Roadmap"),
        Dimension.SECTION: say.gettext("Section"),
        Dimension.ORGANIZATION: say.gettext("School, organisation"),
        Dimension.PERSON: say.gettext("Person"),
        Dimension.LEVEL: say.gettext("Level"),
    }[dimension]


def level_words(level: str, say: Speech) -> str:
    """The level of an activity."""
    return {
        "municipality": say.gettext("municipal level"),
        "methodical": say.gettext("methodical service"),
        "school": say.gettext("school level"),
    }[level]


def levels(say: Speech) -> list[Choice]:
    """The levels that there are."""
    return [Choice(n, level_words(level, say)) for n, level in enumerate(LEVELS, start=1)]


def beside(heading: str, filters: Mapping[Dimension, str]) -> list[str]:
    """The names of what is filtered by but for the roadmap that the heading names already."""
    return [
        name
        for dimension, name in filters.items()
        if dimension is not Dimension.ROADMAP or name != heading
    ]


def filter_line(filters: Mapping[Dimension, str], say: Speech, heading: str = "") -> Markup:
    """«Фильтр: МБОУ СОШ № 3, раздел 2» below a heading, or nothing."""
    named = beside(heading, filters)
    if not named:
        return Markup("")
    names = ", ".join(shortened(name, NAME_CHARS) for name in named)
    return Markup("<i>{}</i>").format(say.gettext("Filter: {names}").format(names=names))


def removals(filters: Mapping[Dimension, str], links: Links, say: Speech) -> list[Button]:
    """A [×] for each, without its name: the text says it."""
    return [
        Button(f"× {words(dimension, say)}", links.without(dimension).overview())
        for dimension in filters
    ]


def dimensions(
    shown: Sequence[Dimension], filters: Mapping[Dimension, str], links: Links, say: Speech
) -> Message:
    """What to filter by?"""
    rows = [
        Markup("<b>{}</b>").format(say.gettext("What to show in the digest?")),
        filter_line(filters, say),
    ]
    buttons = [(Button(words(one, say), links.choose(one)),) for one in shown]
    buttons += [(one,) for one in removals(filters, links, say)]
    text = str(Markup("\n").join(row for row in rows if row))
    return Message(text, buttons=(*buttons, (links.back(say),)))


def choices(
    dimension: Dimension, found: Sequence[Choice], page: int, links: Links, say: Speech
) -> Message:
    """One page, counted from 0, of what there is to choose from."""
    last = max(0, (len(found) - 1) // PAGE)
    page = min(page, last)
    shown = found[page * PAGE : (page + 1) * PAGE]
    turns = []
    if page > 0:
        turns.append(Button("‹", links.choose(dimension, page - 1)))
    if page < last:
        turns.append(Button("›", links.choose(dimension, page + 1)))
    rows = [
        (
            Button(
                shortened(one.name, LABEL_CHARS) or "—",
                links.narrowed(dimension, one.value).overview(),
            ),
        )
        for one in shown
    ]
    head = words(dimension, say)
    hint = say.gettext("Choose what to show.") if found else say.gettext("Nothing here.")
    return Message(
        str(Markup("<b>{}</b>\n{}").format(head, hint)),
        buttons=(*rows, *((tuple(turns),) if turns else ()), (links.back(say),)),
    )
