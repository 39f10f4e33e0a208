"""The short things the bot says back: greetings, refusals, receipts, help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from views.actions import Action, Verb
from views.discretion import public
from views.lines import shortened, standing
from views.speech import Speech


def menu(say: Speech, *, coordinates: bool, heads: bool = False) -> tuple[tuple[str, ...], ...]:
    """The permanent keyboard; the digest is for those who coordinate or manage, the school's list
    for who heads one."""
    first = [say.gettext("My activities")]
    if heads:
        first.append(say.gettext("My school"))
    if coordinates:
        first.append(say.gettext("Digest"))
    return (tuple(first), (say.gettext("Bank of practices"), say.gettext("Help")))


def plain(text: str) -> Message:
    """A message of plain, escaped words."""
    return Message(str(Markup("{}").format(text)))


def not_known(say: Speech) -> Message:
    """To somebody the bot does not know: polite, and nothing learnt from it."""
    return _outside(
        say.gettext(
            "Good day! This bot works by invitation. If you were sent a link, please open it; "
            "otherwise ask your education department for one."
        ),
        say,
    )


def _outside(text: str, say: Speech) -> Message:
    """Words to somebody who is not in, and the way to ask for it."""
    ask = Button(say.gettext("Ask for access"), Action(Verb.ASK_IN, 0).pack())
    return public(replace(plain(text), buttons=((ask,),)))


def invitation_is_no_good(say: Speech) -> Message:
    """The link was used, revoked, has run out, or never was."""
    return _outside(
        say.gettext(
            "This link no longer works: it may have been used already or has expired. "
            "Please ask your coordinator for a new one."
        ),
        say,
    )


def please_confirm(
    person: str, place: str, municipality: str, invitation: int, person_id: int, say: Speech
) -> Message:
    """Before binding: is it really you?"""
    text = Markup("{}\n\n<b>{}</b>{}\n{}").format(
        say.gettext("Good day! This invitation is for:"),
        person,
        f"\n{place}" if place else "",
        municipality,
    )
    yes = Button(
        say.gettext("Yes, that is me"), Action(Verb.JOIN, person_id, (invitation, 1)).pack()
    )
    no = Button(say.gettext("No, a mistake"), Action(Verb.JOIN, person_id, (invitation, 0)).pack())
    return Message(str(text), buttons=((yes,), (no,)))


def welcome(
    person: str,
    coordinators: Sequence[str],
    say: Speech,
    *,
    coordinates: bool,
    heads: bool = False,
) -> Message:
    """After binding: what will happen, and the keyboard."""
    text = Markup("{}\n\n{}\n\n{}").format(
        say.gettext("Welcome, {name}!").format(name=person),
        say.gettext(
            "I remind you of due dates in the morning of working days. Answer by pressing a "
            "button; to confirm, send a photo or a file as a reply."
        ),
        _coordinators(coordinators, say),
    )
    brief = Markup("{}\n\n{}").format(
        say.gettext("I remind you of due dates in the morning of working days: press a button."),
        _coordinators((), say),
    )
    return Message(
        str(text), menu=menu(say, coordinates=coordinates, heads=heads), brief=str(brief)
    )


def declined(say: Speech) -> Message:
    """The invitation was for somebody else."""
    return public(
        plain(say.gettext("Understood, nothing was linked. Please tell your coordinator about it."))
    )


def help_text(
    coordinators: Sequence[str],
    person_id: int,
    say: Speech,
    *,
    coordinates: bool,
    heads: bool = False,
    in_holidays: bool | None = None,
    channel: int | None = None,
) -> Message:
    """What can be said to the bot, and whom to ask.

    `in_holidays`: whether a school is reminded in its holidays, None for who is of no school;
    `channel`: 0 Telegram, 1 email, 2 both, None where there is no choice.
    """
    rows = [
        say.gettext("“My activities” — what you answer for, with dates and buttons."),
        say.gettext("To mark an activity, press a button under the reminder or on its card."),
        say.gettext("To confirm it, send a photo or a file as a reply to the message about it."),
    ]
    if coordinates:
        rows.append(say.gettext("“Digest” — how the roadmap stands today."))
    if heads:
        rows.append(say.gettext("“My school” — what your school answers for, and who."))
    rows.append(say.gettext("“Bank of practices” — what colleagues share; offer your own there."))
    rows.append(
        say.gettext("Going away? Press the button below or write, say, “I am away until 25.10”.")
    )
    rows.append(say.gettext("“Cancel” — leave what you have begun."))
    rows.append(_coordinators(coordinators, say))
    brief = [*rows[:2], *rows[3:-1], _coordinators((), say)]
    return Message(
        _listed(say.gettext("Help"), rows),
        buttons=(
            *_wishes(person_id, in_holidays, say),
            *_channels(person_id, channel, say),
            (_withdrawal(person_id, say),),
            (Button(say.gettext("My data"), Action(Verb.MY_DATA, person_id).pack()),),
        ),
        menu=menu(say, coordinates=coordinates, heads=heads),
        brief=_listed(say.gettext("Help"), brief),
    )


def _wishes(
    person_id: int, in_holidays: bool | None, say: Speech
) -> tuple[tuple[Button, ...], ...]:
    away = Button(say.gettext("I am away…"), Action(Verb.AWAY, person_id).pack())
    if in_holidays is None:
        return ((away,),)
    label = (
        say.gettext("Do not remind in school holidays")
        if in_holidays
        else say.gettext("Remind in school holidays too")
    )
    action = Action(Verb.IN_HOLIDAYS, person_id, (int(not in_holidays),)).pack()
    return (away,), (Button(label, action),)


def _channels(person_id: int, channel: int | None, say: Speech) -> tuple[tuple[Button, ...], ...]:
    """Where to write: the one that holds is marked."""
    if channel is None:
        return ()
    names = (
        say.gettext("To Telegram"),
        say.gettext("By email"),
        say.gettext("Both ways"),
    )
    return (
        tuple(
            Button(
                f"✓ {name}" if number == channel else name,
                Action(Verb.CHANNEL, person_id, (number,)).pack(),
            )
            for number, name in enumerate(names)
        ),
        (Button(say.gettext("Letters…"), Action(Verb.LETTERS, person_id).pack()),),
    )


def _withdrawal(person_id: int, say: Speech) -> Button:
    """The consent to a personal messenger can be withdrawn at any time (152-FZ, article 9)."""
    action = Action(Verb.CONSENT, person_id, (0,)).pack()
    return Button(say.gettext("Withdraw consent to the messenger"), action)


def _listed(head: str, rows: Sequence[str]) -> str:
    points = Markup("\n").join(Markup("• {}").format(row) for row in rows)
    return str(Markup("<b>{}</b>\n{}").format(head, points))


def _coordinators(names: Sequence[str], say: Speech) -> str:
    if not names:
        return say.gettext("Questions? Please ask your education department.")
    return say.ngettext(
        "Questions? Your coordinator: {names}.",
        "Questions? Your coordinators: {names}.",
        len(names),
    ).format(names=", ".join(names))


def cancelled(
    coordinators: Sequence[str],
    say: Speech,
    *,
    had_begun: bool,
    coordinates: bool,
    heads: bool = False,
) -> Message:
    """The answer to «Отмена», with whom to ask."""
    done = say.gettext("Cancelled.") if had_begun else say.gettext("There is nothing to cancel.")
    text = Markup("{}\n{}").format(done, _coordinators(coordinators, say))
    brief = Markup("{}\n{}").format(done, _coordinators((), say))
    return Message(
        str(text), menu=menu(say, coordinates=coordinates, heads=heads), brief=str(brief)
    )


def not_understood(say: Speech) -> Message:
    """Words the bot has no meaning for."""
    return public(
        plain(
            say.gettext(
                "I did not understand that. Please press one of the buttons below, or “Help”."
            )
        )
    )


def marked(line: Line, say: Speech, *, changed: bool) -> str:
    """A toast after a press, at most 200 characters (Bot API, answerCallbackQuery)."""
    words, about = standing(line, say), shortened(line.title, 110)
    if changed:
        return say.gettext("Marked “{state}”: {title}").format(state=words, title=about)
    return say.gettext("It was marked “{state}” already: {title}").format(state=words, title=about)


def unmarked(line: Line, say: Speech) -> str:
    """A toast after a mark was taken back."""
    return say.gettext("The mark is undone: {title}").format(title=shortened(line.title, 110))


def review_taken(difference: str, told: int, moved: int, say: Speech) -> Message:
    """The review workbook came back and is stored."""
    head = say.gettext("The workbook has been taken. The roadmap was changed so:")
    rows = [Markup("<b>{}</b>\n{}").format(head, difference)]
    rows += [Markup("{}").format(one) for one in consequences(told, moved, say)]
    return Message(str(Markup("\n\n").join(rows)))


def consequences(told: int, moved: int, say: Speech) -> list[str]:
    """What a change of a running roadmap brings: so many people are told, so many dates moved
    beside those of the document."""
    found = []
    if moved:
        words = say.ngettext(
            "{n} date was moved without grounds; the date of the document stays beside it.",
            "{n} dates were moved without grounds; the dates of the document stay beside them.",
            moved,
        )
        found.append(words.format(n=moved))
    if told:
        words = say.ngettext(
            "{n} person concerned will be told.", "{n} people concerned will be told.", told
        )
        found.append(words.format(n=told))
    return found


def review_taken_before(say: Speech) -> Message:
    """The same file has been stored already."""
    return plain(
        say.gettext(
            "This workbook has been taken already. What it changed is in the history of changes."
        )
    )


def went_wrong(say: Speech) -> Message:
    """Something of ours failed for good; the operator knows."""
    return public(
        plain(
            say.gettext(
                "Something went wrong on our side and your message was not worked. "
                "It is kept; the administrator has been told."
            )
        )
    )


def with_menu(message: Message, say: Speech, *, coordinates: bool, heads: bool = False) -> Message:
    """The same message bringing the permanent keyboard along, where it has no buttons itself."""
    if message.buttons or message.menu is not None:
        return message
    return replace(message, menu=menu(say, coordinates=coordinates, heads=heads))
