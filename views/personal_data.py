"""«Мои данные»: what is kept, a copy to read, and erasing with what goes and what stays."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from views.actions import Action, Verb
from views.answers import plain
from views.lines import shortened
from views.people_desk import home_button
from views.people_editing import back, headed
from views.speech import Speech
from views.successors import Theirs, counted

SHOWN = 15


def own(name: str, coordinators: Sequence[str], reader: int, say: Speech) -> Message:
    """To oneself: what is kept and how to get a copy or have it erased."""
    names = ", ".join(shortened(one) for one in coordinators[:5])
    rows = [
        say.gettext(
            "Kept are your name, position, telephone and email, organisations and roles, your "
            "chat with the bot, your consents, absences, marks and documents, and the messages "
            "sent to you."
        ),
        say.gettext("You can get a copy of everything as a file."),
        say.gettext("To have your data corrected or erased, ask your coordinator: {names}.").format(
            names=names
        ),
    ]
    copy = Action(Verb.DATA_COPY, reader, (reader,)).pack()
    return Message(
        headed(name, *rows), buttons=((Button(say.gettext("Get a copy of my data"), copy),),)
    )


def of_person(person_id: int, name: str, reader: int, say: Speech) -> Message:
    """To a coordinator: a copy on request, and erasing."""
    copy = Action(Verb.DATA_COPY, reader, (person_id,)).pack()
    erase = Action(Verb.ERASE, reader, (person_id, 0)).pack()
    rows = [
        say.gettext("Personal data. Do this only at the request of this person."),
        say.gettext("The copy is for this person alone: hand it over and delete it here."),
    ]
    return Message(
        headed(name, *rows),
        buttons=(
            (Button(say.gettext("Get a copy of the data"), copy),),
            (Button(say.gettext("Erase the data…"), erase),),
            (back(person_id, reader, say),),
        ),
    )


def ready(name: str, file: Attachment, left_out: int, say: Speech) -> Message:
    """The copy; `left_out` documents were too large to go along."""
    rows = [
        say.gettext("A copy of the personal data: {name}.").format(name=name),
        say.gettext("Inside: a text to read, the same as data, and the documents that were sent."),
    ]
    if left_out:
        words = say.ngettext(
            "{n} document is too large and is only named; your coordinator can send it.",
            "{n} documents are too large and are only named; your coordinator can send them.",
            left_out,
        )
        rows.append(words.format(n=left_out))
    text = Markup("\n").join(Markup("{}").format(row) for row in rows)
    return Message(
        str(text), attachments=(file,), subject=say.gettext("A copy of your personal data")
    )


def number(person_id: int, say: Speech) -> str:
    """What stays in place of a name."""
    return say.gettext("Employee no. {n}").format(n=person_id)


def must_be_taken_over(
    person_id: int, name: str, activities: Sequence[str], reader: int, say: Speech
) -> Message:
    """Not yet: somebody must take over what is open."""
    rows = [say.gettext("Nothing was erased: this is still open and must be taken over first.")]
    rows += [f"• {shortened(one, 100)}" for one in activities[:SHOWN]]
    if len(activities) > SHOWN:
        rows.append(say.gettext("and more: {n}").format(n=len(activities) - SHOWN))
    leave = Action(Verb.LEAVE, reader, (person_id, 0)).pack()
    return Message(
        headed(name, *rows),
        buttons=(
            (Button(say.gettext("Hand over…"), leave),),
            (back(person_id, reader, say),),
        ),
    )


def others(theirs: Theirs, say: Speech) -> list[str]:
    """What is open beside activities, counted."""
    return counted(theirs, say)


def sure(person_id: int, name: str, reader: int, say: Speech, *, again: bool) -> Message:
    """What goes and what stays; asked twice."""
    rows = [
        say.gettext(
            "Erased will be: name, position, telephone, email, the chat with the bot, roles, "
            "organisations, consents, absences, invitations, and messages to and from this person."
        ),
        say.gettext(
            "Kept will be: marks and documents, as those of “{number}”. Files and the documents "
            "of roadmaps themselves are not changed inside."
        ).format(number=number(person_id, say)),
    ]
    if again:
        rows = [say.gettext("This cannot be undone. Erase for good?")]
    stage = 2 if again else 1
    label = say.gettext("Erase for good") if again else say.gettext("Erase")
    yes = Action(Verb.ERASE, reader, (person_id, stage)).pack()
    return Message(
        headed(name, *rows),
        buttons=((Button(label, yes),), (back(person_id, reader, say),)),
    )


def erased(instead: str, reader: int, say: Speech) -> Message:
    """Done."""
    words = say.gettext("The personal data is erased. What was reported stays as “{name}”.")
    return Message(plain(words.format(name=instead)).text, buttons=((home_button(reader, say),),))
