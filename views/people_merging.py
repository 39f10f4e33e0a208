"""Two that are one: with whom to merge, what will become of it, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.lines import shortened
from views.people_desk import LABEL_CHARS, PAGE, Listed, paged, turns
from views.people_editing import headed
from views.speech import Speech

PERSON, OFFICE = 0, 1
"""What is merged, by the number in a button."""


@dataclass(frozen=True, slots=True)
class Two:
    """The one that stays and the one that goes, with what is known of each in a line."""

    kind: int
    keep: Listed
    other: Listed
    keep_facts: str = ""
    other_facts: str = ""
    both_joined: bool = False


def back(kind: int, number: int, reader: int, say: Speech) -> Button:
    """Back to the card, in place."""
    verb = Verb.OFFICE if kind == OFFICE else Verb.PERSON
    return Button(say.gettext("‹ Back"), Action(verb, reader, (number, 1)).pack())


def choose(
    kind: int,
    keep: Listed,
    rows: Sequence[Listed],
    page: int,
    reader: int,
    say: Speech,
    *,
    found: bool,
) -> Message:
    """With whom? A page, counted from 0, the most alike first; or those who fit what was typed."""
    page = paged(len(rows), page)
    press = (kind, keep.id)
    turning = [] if found else turns(page, len(rows), press, Verb.MERGE, reader)
    buttons = [
        (
            Button(
                shortened(one.label, LABEL_CHARS),
                Action(Verb.MERGE_YES, reader, (*press, one.id)).pack(),
            ),
        )
        for one in rows[page * PAGE : (page + 1) * PAGE]
    ]
    hint = say.gettext("Merge with which? Choose one, or write the beginning of the name.")
    if found:
        hint = say.gettext("Found by name:") if rows else say.gettext("Nothing is called so.")
    return Message(
        headed(keep.label, hint),
        buttons=(
            *buttons,
            *((tuple(turning),) if turning else ()),
            (back(kind, keep.id, reader, say),),
        ),
    )


def preview(two: Two, reader: int, say: Speech) -> Message:
    """What will become of it, before it does."""
    rows = [
        Markup("<b>{}</b>").format(say.gettext("Merge two into one?")),
        Markup("{}\n<b>{}</b>\n{}").format(
            say.gettext("Stays:"), shortened(two.keep.label), two.keep_facts
        ),
        Markup("{}\n<b>{}</b>\n{}").format(
            say.gettext("Goes:"), shortened(two.other.label), two.other_facts
        ),
        Markup("{}").format(
            say.gettext(
                "Activities, marks, documents, roles and organisations of both become those of "
                "the one that stays. This cannot be undone."
            )
        ),
    ]
    if two.both_joined:
        rows.append(
            Markup("<b>{}</b>").format(
                say.gettext(
                    "Both have joined from different accounts: only the account that joined last "
                    "stays. Make sure that this is one person."
                )
            )
        )
    ids = (two.kind, two.keep.id, two.other.id)
    yes = Action(Verb.MERGE_YES, reader, (*ids, 2 if two.both_joined else 1)).pack()
    label = say.gettext("Yes, it is one person") if two.both_joined else say.gettext("Merge")
    swap = Action(Verb.MERGE_YES, reader, (two.kind, two.other.id, two.keep.id)).pack()
    return Message(
        str(Markup("\n\n").join(rows)),
        buttons=(
            (Button(label, yes),),
            (Button(say.gettext("The other way round"), swap),),
            (back(two.kind, two.keep.id, reader, say),),
        ),
    )
