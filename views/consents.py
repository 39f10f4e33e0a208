"""Personal data: the municipality's notice, the question about a messenger, and what follows."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.discretion import public
from views.speech import Speech

VERSION_DIGITS = 8
NOTICE_CHARS = 3000  # of 4096 (Bot API, sendMessage)


def notice_text(municipality: str, own: str, say: Speech) -> str:
    """The notice in the municipality's `own` words, or the usual ones where it has none."""
    return (own or _usual(municipality, say))[:NOTICE_CHARS]


def _usual(municipality: str, say: Speech) -> str:
    return say.gettext(
        "The education department of {municipality} (the operator) processes your name, position, "
        "work phone, work email and the marks you make here, in order to follow how the roadmap "
        "is carried out, while you answer for its activities. The data are kept on the operator’s "
        "server and are not passed on. You may ask what is kept about you, and have it corrected "
        "or deleted: write to the coordinator. Basis: article 6, part 1 of Federal Law No. 152-FZ "
        "of 27 July 2006."
    ).format(municipality=municipality)


def consent_text(municipality: str, say: Speech) -> str:
    """What is agreed to when a personal messenger is used."""
    return say.gettext(
        "I agree that {municipality} sends me messages about my activities to my personal "
        "Telegram account, and takes my answers and files from it. Telegram’s servers are outside "
        "Russia. The consent is voluntary, holds until I withdraw it, and can be withdrawn at any "
        "time under “Help”; then everything comes by email."
    ).format(municipality=municipality)


def version(text: str) -> int:
    """A number that changes with the wording, so that a press names what was read."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:VERSION_DIGITS], 16)


def notice(text: str, person_id: int, say: Speech) -> Message:
    """The municipality's notice with «Acquainted»."""
    read = Action(Verb.NOTICE_READ, person_id, (version(text),)).pack()
    return replace(_notice(text, say), buttons=((Button(say.gettext("Acquainted"), read),),))


def _notice(text: str, say: Speech, more: str = "") -> Message:
    head = say.gettext("How your personal data are handled")
    body = Markup("<b>{}</b>\n{}").format(head, text)
    if more:
        body += Markup("\n\n<i>{}</i>").format(more)
    return public(Message(str(body)))


def notice_read(text: str, on: date, say: Speech) -> Message:
    """The same notice once it was read."""
    return _notice(
        text, say, say.gettext("✓ You were acquainted on {date}").format(date=say.full_day(on))
    )


def question(text: str, person_id: int, say: Speech) -> Message:
    """May a personal messenger be used? Asked apart from everything else."""
    number = version(text)
    yes = Action(Verb.CONSENT, person_id, (1, number)).pack()
    no = Action(Verb.CONSENT, person_id, (0, number)).pack()
    buttons = (Button(say.gettext("I agree"), yes), Button(say.gettext("I do not agree"), no))
    return replace(_question(text, say), buttons=(buttons,))


def _question(text: str, say: Speech, more: str = "") -> Message:
    head = say.gettext("Consent to use a personal messenger")
    body = Markup("<b>{}</b>\n{}").format(head, text)
    if more:
        body += Markup("\n\n<i>{}</i>").format(more)
    return public(Message(str(body)))


def agreed(text: str, on: date, say: Speech) -> Message:
    """The same question once it was agreed to."""
    return _question(
        text,
        say,
        say.gettext("✓ You agreed on {date}. You can withdraw it under “Help”.").format(
            date=say.full_day(on)
        ),
    )


def left_alone(email: str, text: str, person_id: int, say: Speech) -> Message:
    """The confirmation, and the last thing said in the chat: everything goes to `email` («»: there
    is none, so a coordinator will call)."""
    head = say.gettext("Understood: nothing more will come to this chat.")
    if email:
        where = say.gettext("Reminders and answers will come by letter to {email}.").format(
            email=email
        )
        brief = say.gettext("Reminders and answers will come by letter.")
    else:
        where = brief = say.gettext(
            "No email of yours is known, so your coordinator has been asked to contact you."
        )
    return Message(
        str(Markup("{}\n{}").format(head, where)),
        buttons=(_again(text, person_id, say),),
        brief=str(Markup("{}\n{}").format(head, brief)),
    )


def _again(text: str, person_id: int, say: Speech) -> tuple[Button, ...]:
    action = Action(Verb.CONSENT, person_id, (1, version(text))).pack()
    return (Button(say.gettext("I agree, write here"), action),)


def not_here(text: str, person_id: int, say: Speech) -> Message:
    """To somebody who writes in a chat that they did not want to be written to in."""
    words = say.gettext(
        "You did not agree to use this messenger, so I answer nothing here: everything comes by "
        "letter. If you have changed your mind, please read and press the button."
    )
    body = Markup("{}\n\n<i>{}</i>").format(words, text)
    return public(Message(str(body), buttons=(_again(text, person_id, say),)))


def no_messenger(say: Speech) -> str:
    """The same as the answer to a press, at most 200 characters (answerCallbackQuery)."""
    return say.gettext(
        "You did not agree to use this messenger: everything comes by letter. To change that, "
        "write “/start” here."
    )
