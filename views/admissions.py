"""Asking to be let in: what a stranger reads, what coordinators decide, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.answers import plain
from views.discretion import public
from views.lines import shortened
from views.speech import Speech

LABEL_CHARS = 60
SAID_CHARS = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody known whom the applicant may be; `joined`: another account stands for them."""

    person_id: int
    name: str
    office: str = ""
    joined: bool = False

    @property
    def label(self) -> str:
        """The name with the organisation."""
        return ", ".join(part for part in (self.name, self.office) if part)


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody said of themselves: `name` and `office` as a new person would be written
    down, «» where that could not be read."""

    id: int
    said: str
    account_name: str
    name: str = ""
    office: str = ""


def which_municipality(known: Sequence[tuple[int, str]], say: Speech) -> Message:
    """There are several: (id, name) each."""
    rows = tuple(
        (Button(shortened(name, LABEL_CHARS), Action(Verb.ASK_IN, 0, (number,)).pack()),)
        for number, name in known
    )
    return public(replace(plain(say.gettext("Where do you work?")), buttons=rows))


def who_are_you(say: Speech) -> Message:
    """The one question that is asked."""
    return public(
        plain(
            say.gettext(
                "Write your full name and organisation in one message, for example: Ivanova Anna "
                "Petrovna, School No. 5. “Cancel” leaves it."
            )
        )
    )


def not_enough(say: Speech) -> Message:
    """Too little to recognise anybody by."""
    return public(
        plain(say.gettext("I need a surname, a name and an organisation, in one message."))
    )


def passed_on(say: Speech) -> Message:
    """A coordinator will decide."""
    return public(
        plain(
            say.gettext(
                "Your request has been passed on to the coordinator. The answer will come here."
            )
        )
    )


def waits(say: Speech) -> Message:
    """The same was asked before and is not decided yet."""
    return public(
        plain(
            say.gettext(
                "Your request is with the coordinator already. Please wait for the answer, or call "
                "your education department."
            )
        )
    )


def not_today(say: Speech) -> Message:
    """It was refused not long ago."""
    return public(
        plain(
            say.gettext(
                "Your request was not confirmed. Please call your education department; you can "
                "ask again tomorrow."
            )
        )
    )


def refused(say: Speech) -> Message:
    """To the applicant: no."""
    return public(
        plain(
            say.gettext(
                "The coordinator did not confirm your access. If that is a mistake, please call "
                "your education department."
            )
        )
    )


def request(
    asked: Request,
    people: Sequence[Candidate],
    reader: int,
    say: Speech,
    *,
    names: bool = True,
) -> Message:
    """To a coordinator: who asks, and whom they may be. Without `names` the buttons have numbers
    only and the chat is told nothing else: the names go by letter."""
    head = say.gettext("Somebody asks for access to the bot")
    rows = [
        Button(
            shortened(_meant(number, one, say, names=names), LABEL_CHARS),
            Action(Verb.ADMIT, reader, (asked.id, one.person_id)).pack(),
        )
        for number, one in enumerate(people, start=1)
    ]
    if asked.name:
        new = Action(Verb.ADMIT_NEW, reader, (asked.id,)).pack()
        rows.append(Button(say.gettext("A new person"), new))
    turn_away = Action(Verb.TURN_AWAY, reader, (asked.id,)).pack()
    rows.append(Button(say.gettext("Refuse"), turn_away))
    text = Markup("\n\n").join([_asked(head, asked, say), *_hints(asked, people, say)])
    brief = Markup("<b>{}</b>\n{}").format(head, say.gettext("The names are in the letter to you."))
    return Message(
        str(text),
        buttons=tuple((row,) for row in rows),
        subject=head,
        brief="" if names else str(brief),
    )


def _meant(number: int, one: Candidate, say: Speech, *, names: bool) -> str:
    return say.gettext("It is {name}").format(name=one.label) if names else str(number)


def _asked(head: str, asked: Request, say: Speech) -> Markup:
    who = say.gettext("Telegram account: {name}").format(name=asked.account_name or "—")
    return Markup("<b>{}</b>\n<blockquote>{}</blockquote>\n{}").format(
        head, shortened(asked.said, SAID_CHARS), who
    )


def _hints(asked: Request, people: Sequence[Candidate], say: Speech) -> list[Markup]:
    lines = [
        Markup("{}. {}{}").format(
            number,
            one.label,
            " — " + say.gettext("has an account; it would be replaced") if one.joined else "",
        )
        for number, one in enumerate(people, start=1)
    ]
    if asked.name:
        new = ", ".join(part for part in (asked.name, asked.office) if part)
        lines.append(
            Markup("{}").format(say.gettext("A new person would be: {who}").format(who=new))
        )
    known = Markup("\n").join(lines)
    sure = say.gettext("Make sure that it is really them: call the number you know.")
    return [part for part in (known, Markup("<i>{}</i>").format(sure)) if part]


def decided(asked: Request, who: str, by: str, say: Speech) -> Message:
    """The same to every coordinator once it was decided: `who` was let in (None: nobody)."""
    head = say.gettext("Somebody asked for access to the bot")
    words = (
        say.gettext("✓ Let in as {who} ({by})").format(who=who, by=by)
        if who
        else say.gettext("Refused ({by})").format(by=by)
    )
    text = Markup("{}\n\n{}").format(_asked(head, asked, say), words)
    brief = Markup("<b>{}</b>\n{}").format(head, say.gettext("It has been decided."))
    return Message(str(text), brief=str(brief))
