"""Who the parties of a draft are, what they do, and which schools take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.parts import Part
from roadmap.review.vocabulary import part_word
from views.actions import Action, Verb
from views.drafts import LABEL_CHARS, PAGE, back, turns
from views.lines import shortened
from views.speech import Speech

NOBODY, PERSON, OFFICE, GROUP = 0, 1, 2, 3
"""What a party can be said to be, in callback data."""
PARTS = tuple(Part)
"""In the order in which callback data numbers them."""
NAME_CHARS = 120


@dataclass(frozen=True, slots=True)
class Party:
    """A party as shown: `means` whom it means, `is_open` where that is wanted and not known;
    `rows` counts its rows by part, `perhaps` are other parties that may be the same."""

    id: int
    name: str
    means: str = ""
    is_group: bool = False
    is_open: bool = False
    rows: Sequence[tuple[Part, int]] = ()
    perhaps: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody a party may mean: PERSON or OFFICE, an id, a name."""

    what: int
    id: int
    name: str


def parties(roadmap: int, rows: Sequence[Party], page: int, reader: int, say: Speech) -> Message:
    """A page of the parties, counted from 0: those that mean nobody yet come first."""
    last = max(0, (len(rows) - 1) // PAGE)
    page = min(page, last)
    shown = rows[page * PAGE : (page + 1) * PAGE]
    lost = sum(one.is_open for one in rows)
    head = say.gettext("Responsible, as the document writes them")
    note = (
        say.ngettext("{n} is not known yet", "{n} are not known yet", lost).format(n=lost)
        if lost
        else say.gettext("All are known.")
    )
    blocks = [Markup("<b>{}</b>\n{}").format(head, note), *(_listed(one, say) for one in shown)]
    buttons = [
        (
            Button(
                shortened(("❓ " if one.is_open else "✓ ") + one.name, LABEL_CHARS),
                Action(Verb.PARTY, reader, (roadmap, one.id)).pack(),
            ),
        )
        for one in shown
    ]
    return Message(
        str(Markup("\n\n").join(blocks)),
        buttons=(
            *buttons,
            *turns(Verb.PARTIES, (roadmap,), page, last, reader),
            back(roadmap, reader, say),
        ),
    )


def _listed(one: Party, say: Speech) -> Markup:
    return Markup("{} — {}\n<i>{}</i>").format(
        shortened(one.name, NAME_CHARS), _means(one, say), _parts(one)
    )


def _means(one: Party, say: Speech) -> str:
    if one.is_group:
        return say.gettext("every school that takes part")
    if one.means:
        return shortened(one.means, NAME_CHARS)
    return say.gettext("not known") if one.is_open else say.gettext("only informed")


def _parts(one: Party) -> str:
    return ", ".join(f"{part_word(part)}: {count}" for part, count in one.rows)


def party(
    roadmap: int,
    one: Party,
    offers: Sequence[Offer],
    following: int | None,
    reader: int,
    say: Speech,
    *,
    typed: str = "",
    new: Sequence[int] = (PERSON, OFFICE),
) -> Message:
    """One party: whom it may mean, and what it does; `following` is the next that is not known,
    `typed` what was written instead of its name, `new` what can be added under that."""
    rows = [
        Markup("<b>{}</b>").format(shortened(one.name, NAME_CHARS)),
        Markup("{}").format(say.gettext("Means: {name}").format(name=_means(one, say))),
    ]
    if one.rows:
        words = say.gettext("In the rows: {parts}").format(parts=_parts(one))
        rows.append(Markup("{}").format(words))
    if one.perhaps:
        words = say.gettext("Perhaps the same as: {names}").format(
            names="; ".join(shortened(name, 80) for name in one.perhaps)
        )
        rows.append(Markup("{}").format(words))
    hint = say.gettext(
        "Choose who it is, or write a surname or the name of an organisation; a full name, to "
        "add somebody new."
    )
    rows.append(Markup("<i>{}</i>").format(hint))
    buttons = [
        *_offers(roadmap, one, offers, reader),
        *_new(roadmap, one, typed, new, reader, say),
        *_others(roadmap, one, reader, say),
    ]
    if following is not None:
        data = Action(Verb.PARTY, reader, (roadmap, following)).pack()
        buttons.append((Button(say.gettext("The next unknown ›"), data),))
    all_of_them = Action(Verb.PARTIES, reader, (roadmap, 0)).pack()
    buttons.append((Button(say.gettext("‹ All responsible"), all_of_them),))
    return Message(str(Markup("\n").join(rows)), buttons=tuple(buttons))


def _offers(
    roadmap: int, one: Party, offers: Sequence[Offer], reader: int
) -> list[tuple[Button, ...]]:
    return [
        (
            Button(
                shortened(offer.name, LABEL_CHARS),
                Action(Verb.PARTY_IS, reader, (roadmap, one.id, offer.what, offer.id)).pack(),
            ),
        )
        for offer in offers
    ]


def _new(
    roadmap: int, one: Party, typed: str, new: Sequence[int], reader: int, say: Speech
) -> list[tuple[Button, ...]]:
    if one.means or one.is_group:
        return []
    name = typed or one.name
    labels = (
        (PERSON, say.gettext("Add a person: {name}").format(name=name)),
        (OFFICE, say.gettext("Add an organisation: {name}").format(name=name)),
    )
    return [
        (
            Button(
                shortened(label, LABEL_CHARS),
                Action(Verb.PARTY_NEW, reader, (roadmap, one.id, what, int(bool(typed)))).pack(),
            ),
        )
        for what, label in labels
        if what in new
    ]


def _others(roadmap: int, one: Party, reader: int, say: Speech) -> list[tuple[Button, ...]]:
    """All schools, nobody, and the parts for all rows."""

    def to(what: int, label: str) -> tuple[Button, ...]:
        ids = (roadmap, one.id, what, 0)
        return (Button(label, Action(Verb.PARTY_IS, reader, ids).pack()),)

    rows: list[tuple[Button, ...]] = []
    if one.is_group:
        data = Action(Verb.ROADMAP_SCHOOLS, reader, (roadmap, 0)).pack()
        rows.append((Button(say.gettext("Schools that take part"), data),))
    else:
        rows.append(to(GROUP, say.gettext("These are all schools")))
    if one.means or one.is_group:
        rows.append(to(NOBODY, say.gettext("No, somebody else")))
    mine = Part.EACH_SCHOOL if one.is_group else Part.PERFORMS
    held = {part for part, _ in one.rows}
    for part in (mine, Part.INFORMED):
        mark = "✓ " if held == {part} else ""
        label = mark + say.gettext("In all rows: {part}").format(part=part_word(part))
        ids = (roadmap, one.id, PARTS.index(part))
        rows.append((Button(label, Action(Verb.PARTY_PART, reader, ids).pack()),))
    return rows


def schools(
    roadmap: int,
    rows: Sequence[tuple[int, str, bool]],
    to_add: Sequence[str],
    page: int,
    reader: int,
    say: Speech,
    unsure: Sequence[tuple[str, str]] = (),
) -> Message:
    """A page of the schools, counted from 0: (id, name, whether it takes part); `to_add` are those
    that the document lists and nobody has added, `unsure` those that may be known: (as written,
    the known one)."""
    last = max(0, (len(rows) - 1) // PAGE)
    page = min(page, last)
    shown = rows[page * PAGE : (page + 1) * PAGE]
    count = sum(taking_part for _, _, taking_part in rows)
    head = say.gettext("Schools that take part: {n} of {total}").format(n=count, total=len(rows))
    hint = say.gettext("Press a school to leave it out or to take it in.")
    text = Markup("<b>{}</b>\n<i>{}</i>").format(head, hint)
    if to_add:
        words = say.gettext("The document also names: {names}").format(
            names="; ".join(shortened(name, 60) for name in to_add[:10])
        )
        text += Markup("\n\n{}").format(words)
    if unsure:
        pairs = "; ".join(
            f"{shortened(one, 60)} → {shortened(two, 60)}" for one, two in unsure[:10]
        )
        words = say.gettext("Perhaps known already, not added: {pairs}").format(pairs=pairs)
        text += Markup("\n\n{}").format(words)
    buttons = [
        (
            Button(
                shortened(("✓ " if taking_part else "— ") + name, LABEL_CHARS),
                Action(Verb.SCHOOL_IN, reader, (roadmap, school, page)).pack(),
            ),
        )
        for school, name, taking_part in shown
    ]
    if to_add:
        label = say.ngettext(
            "Add {n} school of the document", "Add {n} schools of the document", len(to_add)
        ).format(n=len(to_add))
        buttons.append((Button(label, Action(Verb.SCHOOLS_NEW, reader, (roadmap,)).pack()),))
    return Message(
        str(text),
        buttons=(
            *buttons,
            *turns(Verb.ROADMAP_SCHOOLS, (roadmap,), page, last, reader),
            back(roadmap, reader, say),
        ),
    )
