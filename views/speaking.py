"""One account, several people: for whom plain words are, and an account that was replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.discretion import public
from views.lines import shortened
from views.speech import Speech

LABEL_CHARS = 60
LONGEST_TEXT = 3500  # of 4096 (Bot API, sendMessage), so that the line below still fits


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody an account stands for: `name` «» where names may not be written; `office` is the
    organisation, or the municipality."""

    person_id: int
    name: str
    office: str
    chosen: bool = False

    @property
    def label(self) -> str:
        """The person and the office in one line."""
        return ", ".join(part for part in (self.name, self.office) if part)


def said_for(message: Message, voice: Voice, say: Speech) -> Message:
    """The same message with a line that says for whom the words were taken, and a way to change
    it."""
    if len(message.text) > LONGEST_TEXT:
        return message
    line = say.gettext("You answer as: {who}").format(who=voice.label)
    change = Button(
        say.gettext("Change the person…"), Action(Verb.SPEAK_AS, voice.person_id).pack()
    )
    return replace(
        message,
        text=str(Markup("{}\n\n<i>{}</i>").format(Markup(message.text), line)),  # noqa: S704 - ours
        buttons=(*message.buttons, (change,)),
    )


def of_town(message: Message, town: str) -> Message:
    """The same message under the name of its municipality, for somebody who is of several."""
    head = Markup("<b>{}</b>\n").format(town)
    text = str(head) + message.text
    return replace(message, text=text, brief=message.brief and str(head) + message.brief)


def choose(voices: Sequence[Voice], say: Speech) -> Message:
    """Whom plain words and files are for: the one that holds is marked."""
    rows = tuple(
        (
            Button(
                shortened(f"✓ {voice.label}" if voice.chosen else voice.label, LABEL_CHARS),
                Action(Verb.SPEAK_AS, voice.person_id, (1,)).pack(),
            ),
        )
        for voice in voices
    )
    text = Markup("<b>{}</b>\n{}").format(
        say.gettext("For whom do you answer?"),
        say.gettext(
            "Buttons answer for the one they were sent to, and from then on your words do too."
        ),
    )
    return Message(str(text), buttons=rows, brief=str(text))


def chosen(voice: Voice, say: Speech) -> str:
    """The toast after choosing."""
    return say.gettext("You answer as: {who}").format(who=shortened(voice.label, 150))


def moved_away(municipality: str, say: Speech) -> Message:
    """To an account that another one has replaced."""
    text = say.gettext(
        "{municipality}: another Telegram account has been linked by a new invitation, so nothing "
        "more comes here. If it was not you, please tell your coordinator."
    ).format(municipality=municipality)
    return public(Message(str(Markup("{}").format(text))))


def invitation_letter(name: str, municipality: str, link: str, say: Speech) -> Message:
    """The personal link, to the person's own mailbox."""
    text = Markup("{}\n\n{}\n\n{}\n\n{}").format(
        say.gettext("Good day, {name}!").format(name=name),
        say.gettext(
            "{municipality} follows its roadmap with the Telegram bot “Vekha”: it reminds of due "
            "dates and takes answers by a press. Open your personal link on the phone or computer "
            "that has Telegram and press “Start”:"
        ).format(municipality=municipality),
        Markup('<a href="{0}">{0}</a>').format(link),
        say.gettext(
            "The link works once, for 14 days, and is meant for you alone. If you do not use "
            "Telegram, do nothing: reminders will come by letter."
        ),
    )
    subject = say.gettext("Invitation to the roadmap bot: {municipality}")
    return Message(str(text), subject=subject.format(municipality=municipality), secret=True)
