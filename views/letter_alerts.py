"""What coordinators see of letters that changed nothing, or not all that was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from views.actions import Action, Verb
from views.lines import shortened
from views.speech import Speech

TEXT_CHARS = 1500
SUBJECT_CHARS = 150
MIME = "message/rfc822"


@dataclass(frozen=True, slots=True)
class Came:
    """A letter as it is spoken of: `name` is that of the person or the organisation it is said to
    be from, «» where nobody knows; `label` the same, short enough for a button."""

    letter_id: int
    sender: str
    subject: str
    text: str
    sha256: str
    name: str = ""
    label: str = ""


def unclear(came: Came, text: str, say: Speech) -> Message:
    """The sender is known, but these words were not understood."""
    head = say.gettext("A letter that I did not understand")
    todo = say.gettext("Please answer it, or mark the activity for them.")
    return _letter(came, head, todo, text, say)


def failed(came: Came, say: Speech) -> Message:
    """Reading it went wrong several times."""
    head = say.gettext("A letter that I could not read")
    todo = say.gettext("Please look at it yourself: it goes with this message.")
    return _letter(came, head, todo, came.text, say)


def without_notice(came: Came, say: Speech) -> Message:
    """It comes from a known address and answers none of our letters."""
    head = say.gettext("A letter that answers none of mine")
    todo = say.gettext("Nothing was recorded. Please answer it if an answer is wanted.")
    return _letter(came, head, todo, came.text, say)


def nobody(came: Came, say: Speech) -> Message:
    """An organisation answers, and none of its people is known."""
    head = say.gettext("A letter from an organisation without people")
    todo = say.gettext(
        "Nothing was recorded: nobody is named in “{name}” for whom a mark could be written "
        "down. Name somebody, or mark the activity yourself."
    ).format(name=came.name)
    return _letter(came, head, todo, came.text, say)


def doubtful(came: Came, person_id: int, say: Speech, *, forged: bool) -> Message:
    """It answers a letter to somebody, but may be from anybody. The button vouches for it."""
    head = say.gettext("Is this letter really from {name}?").format(name=came.name)
    why = (
        say.gettext("The mail server says that the sender's address may be forged.")
        if forged
        else say.gettext("It answers a letter to {name}, but comes from another address.")
    )
    todo = f"{why.format(name=came.name)} {say.gettext('Nothing was recorded.')}"
    label = say.gettext("It is {name}: confirm the address")
    if forged:
        label = say.gettext("It is {name}: record this letter")
    button = Button(
        label.format(name=came.label or came.name),
        Action(Verb.LETTER_VOUCH, person_id, (came.letter_id,)).pack(),
    )
    message = _letter(came, head, todo, came.text, say)
    return Message(
        message.text,
        buttons=((button,),),
        subject=message.subject,
        letter_hint=say.gettext("Confirm it in the bot."),
        reply_hint=say.gettext(
            "If it is, answer this letter with the word “confirm”: what it says is recorded then."
        ),
        attachments=message.attachments,
    )


def unplaced(came: Came, name: str, files: Sequence[str], say: Speech) -> Message:
    """Files of `name` that nobody knows the activity of."""
    head = say.gettext("Files that came without an activity")
    todo = say.gettext(
        "{name} was asked which activity these files confirm and has not answered: {files}. Please "
        "put them to the activity yourself; they go with this message."
    ).format(name=name, files=", ".join(shortened(one, 80) for one in files))
    return _letter(replace(came, name=name), head, todo, came.text, say)


def vouched(name: str, address: str, say: Speech, *, forged: bool) -> Message:
    """After the press; a `forged` address is vouched for in this one letter only."""
    rows = [say.gettext("The letter from {name} will be recorded in a moment.").format(name=name)]
    if not forged and address:
        words = say.gettext("Letters from {address} count as theirs from now on.")
        rows.append(words.format(address=address))
    return Message(str(Markup("\n").join(Markup("{}").format(row) for row in rows)))


def vouched_before(say: Speech) -> str:
    """A toast: there is nothing left to do."""
    return say.gettext("This letter has been dealt with already.")


def _letter(came: Came, head: str, todo: str, text: str, say: Speech) -> Message:
    sender = f"{came.name} <{came.sender}>" if came.name else came.sender
    rows = [
        Markup("<b>{}</b>").format(head),
        Markup("{}\n{}").format(
            say.gettext("From: {sender}").format(sender=sender or "—"),
            say.gettext("Subject: {subject}").format(
                subject=shortened(came.subject, SUBJECT_CHARS) or "—"
            ),
        ),
    ]
    if text.strip():
        rows.append(Markup("<blockquote>{}</blockquote>").format(_cut(text)))
    rows.append(Markup("{}").format(todo))
    name = say.gettext("letter {n}.eml").format(n=came.letter_id)
    return Message(
        str(Markup("\n\n").join(rows)),
        subject=head,
        attachments=(Attachment(came.sha256, name, MIME),),
    )


def _cut(text: str) -> str:
    text = text.strip()
    return text if len(text) <= TEXT_CHARS else f"{text[:TEXT_CHARS].rstrip()}…"
