"""A list of people sent in the chat: what it would change, who may be the same, what it did."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from roadmap.people_changes import Comparison, Doubt, KnownPerson
from roadmap.people_offices import OfficeDoubt
from roadmap.people_sheet import CellFault, FaultyCells, PeopleSheetError
from views.actions import Action, Verb
from views.lines import shortened
from views.people_desk import LABEL_CHARS, home_button
from views.refusals import cell_words, people_refusal
from views.speech import Speech

NAMES = 12
FAULTS = 20
NAME_CHARS = 60


def refused(name: str, error: PeopleSheetError, say: Speech) -> Message:
    """Why nothing was taken: by cell, where cells are at fault."""
    rows = [Markup("<b>{}</b>").format(shortened(name))]
    match error:
        case FaultyCells(faults=faults):
            rows.append(Markup("{}").format(say.gettext("Nothing was stored. Please correct:")))
            rows += [Markup("• {}").format(_fault(one, say)) for one in faults[:FAULTS]]
            if len(faults) > FAULTS:
                more = say.gettext("and more: {n}").format(n=len(faults) - FAULTS)
                rows.append(Markup("{}").format(more))
            rows.append(Markup("{}").format(say.gettext("Then send the file again.")))
        case _:
            rows.append(Markup("{}").format(people_refusal(error, say)))
    return Message(str(Markup("\n").join(rows)))


def _fault(fault: CellFault, say: Speech) -> str:
    place = f"{fault.cell} ({shortened(fault.column, 30)})" if fault.cell else str(fault.row)
    shown = f" «{shortened(fault.text, 40)}»" if fault.text else ""
    return f"{place}: {cell_words(fault.fault, say)}{shown}"


def preview(document_id: int, name: str, found: Comparison, reader: int, say: Speech) -> Message:
    """What the list would do; while there are doubts, the first of them is asked about."""
    rows = [
        Markup("<b>{}</b>").format(
            say.gettext("List of people: {name}").format(name=shortened(name, NAME_CHARS))
        ),
        Markup("{}").format(_counts(found, say)),
        *_named(say.gettext("New people:"), found.added),
        *_named(say.gettext("Changes:"), found.changed),
        *_named(say.gettext("New organisations:"), found.offices),
    ]
    leave = Button(
        say.gettext("Leave it"), Action(Verb.PEOPLE_LEAVE, reader, (document_id,)).pack()
    )
    if found.office_doubts:
        first = found.office_doubts[0]
        rows += _asked_office(first, say)
        buttons = _offices(document_id, first, reader, say)
        return Message(str(Markup("\n").join(rows)), buttons=(*buttons, (leave,)))
    if found.doubts:
        rows += _asked(found.doubts, say)
        buttons = _answers(document_id, found.doubts[0], reader, say)
        return Message(str(Markup("\n").join(rows)), buttons=(*buttons, (leave,)))
    if found.does_nothing:
        rows.append(Markup("{}").format(say.gettext("Everything is so already.")))
        return Message(str(Markup("\n").join(rows)), buttons=((home_button(reader, say),),))
    rows.append(Markup("{}").format(say.gettext("Nothing is stored yet.")))
    load = Button(say.gettext("Store it"), Action(Verb.PEOPLE_LOAD, reader, (document_id,)).pack())
    return Message(str(Markup("\n").join(rows)), buttons=((load, leave),))


def _counts(found: Comparison, say: Speech) -> str:
    text = say.gettext("to add: {added}, to change: {changed}, unchanged: {same}").format(
        added=len(found.added), changed=len(found.changed), same=found.same
    )
    if found.open:
        text += say.gettext(", in doubt: {n}").format(n=found.open)
    return text


def _named(head: str, names: Sequence[str]) -> list[Markup]:
    if not names:
        return []
    shown = ", ".join(shortened(name, NAME_CHARS) for name in names[:NAMES])
    return [Markup("{} {}").format(head, shown + ("…" if len(names) > NAMES else ""))]


def _asked_office(doubt: OfficeDoubt, say: Speech) -> list[Markup]:
    words = say.gettext("Row {row} of the list: is this organisation known?")
    return [
        Markup("\n<b>{}</b>").format(words.format(row=doubt.row)),
        Markup("{}").format(shortened(doubt.written, NAME_CHARS)),
    ]


def _offices(
    document_id: int, doubt: OfficeDoubt, reader: int, say: Speech
) -> tuple[tuple[Button, ...], ...]:
    def press(label: str, office_id: int) -> Button:
        ids = (document_id, doubt.row, office_id, 1)
        return Button(shortened(label, LABEL_CHARS), Action(Verb.PEOPLE_SAME, reader, ids).pack())

    same = say.gettext("It is: {name}")
    return (
        *((press(same.format(name=name), number),) for number, name in doubt.candidates),
        (press(say.gettext("No, this is another organisation"), 0),),
    )


def _asked(doubts: Sequence[Doubt], say: Speech) -> list[Markup]:
    first = doubts[0]
    if any(one.has_left for one in first.candidates):
        words = say.gettext("Row {row} of the list: somebody of this name does not work here now.")
    else:
        words = say.gettext("Row {row} of the list: is this somebody known?")
    return [
        Markup("\n<b>{}</b>").format(words.format(row=first.row)),
        Markup("{}").format(
            ", ".join(
                shortened(part, NAME_CHARS)
                for part in (first.entry.name, first.entry.organization, first.entry.position)
                if part
            )
        ),
    ]


def _answers(
    document_id: int, doubt: Doubt, reader: int, say: Speech
) -> tuple[tuple[Button, ...], ...]:
    def press(label: str, person_id: int) -> Button:
        ids = (document_id, doubt.row, person_id)
        return Button(shortened(label, LABEL_CHARS), Action(Verb.PEOPLE_SAME, reader, ids).pack())

    same = say.gettext("It is: {name}")
    back = say.gettext("Works here again: {name}")
    return (
        *(
            (press((back if one.has_left else same).format(name=_known(one)), one.id),)
            for one in doubt.candidates
        ),
        (press(say.gettext("No, this is another person"), 0),),
    )


def _known(one: KnownPerson) -> str:
    return ", ".join(filter(None, (one.name, one.position)))


def loaded(added: int, changed: int, resolved: int, reader: int, say: Speech) -> Message:
    """What was stored."""
    rows = [
        Markup("<b>{}</b>").format(say.gettext("The list has been stored.")),
        Markup("{}").format(
            say.gettext("added: {added}, changed: {changed}").format(added=added, changed=changed)
        ),
    ]
    if resolved:
        words = say.ngettext(
            "{n} responsible party of a roadmap has become clear.",
            "{n} responsible parties of roadmaps have become clear.",
            resolved,
        )
        rows.append(Markup("{}").format(words.format(n=resolved)))
    invite = Button(
        say.gettext("Invite all who have not joined…"), Action(Verb.INVITE_ALL, reader).pack()
    )
    return Message(str(Markup("\n").join(rows)), buttons=((invite,), (home_button(reader, say),)))


def left(name: str, reader: int, say: Speech) -> Message:
    """The list was set aside."""
    words = say.gettext("The list “{name}” was not stored.").format(name=shortened(name, 60))
    return Message(str(Markup("{}").format(words)), buttons=((home_button(reader, say),),))


def sheet(sha256: str, name: str, mime: str, count: int, say: Speech) -> Message:
    """The current list as a file."""
    words = say.ngettext(
        "The list of people: {n} row. Correct it and send it back here.",
        "The list of people: {n} rows. Correct it and send it back here.",
        count,
    )
    text = str(Markup("{}").format(words.format(n=count)))
    return Message(text, attachments=(Attachment(sha256, name, mime),))


def blank(sha256: str, name: str, mime: str, say: Speech) -> Message:
    """The blank as a file."""
    text = say.gettext("A blank for a list of people. Fill it in and send it back here.")
    return Message(str(Markup("{}").format(text)), attachments=(Attachment(sha256, name, mime),))
