"""«Письма»: which of them come by email, and on which days."""

from __future__ import annotations

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.letter_wishes import WEEK, Series, Wishes
from views.actions import Action, Verb
from views.speech import Speech

OFFERED = (Series.WEEKLY, Series.DIGEST)
"""What somebody may do without, in the order of their numbers in callback data; what is asked of
somebody in person always comes."""


def series_words(series: Series, say: Speech) -> str:
    """What such letters are."""
    return {
        Series.WEEKLY: say.gettext("the weekly letter to management"),
        Series.DIGEST: say.gettext("the digest"),
    }[series]


def day_words(day: int, say: Speech) -> str:
    """«пн»"""
    return (
        say.gettext("Mon"),
        say.gettext("Tue"),
        say.gettext("Wed"),
        say.gettext("Thu"),
        say.gettext("Fri"),
    )[day - 1]


def board(email: str, wishes: Wishes, person_id: int, say: Speech) -> Message:
    """What comes to `email` («» where there is none), and switches."""
    head = Markup("<b>{}</b>").format(say.gettext("Letters"))
    if not email:
        words = say.gettext("Your mailbox is not known, so no letters come. Ask your coordinator.")
        return Message(str(Markup("{}\n{}").format(head, words)))
    rows = [head, Markup("{}").format(say.gettext("To: {address}").format(address=email))]
    rows += [
        Markup("{} {}").format("✓" if one not in wishes.off else "✗", series_words(one, say))
        for one in OFFERED
    ]
    days = ", ".join(day_words(day, say) for day in sorted(wishes.days))
    rows.append(Markup("{}").format(say.gettext("Reminders: {days}").format(days=days)))
    note = say.gettext(
        "What is asked of you in person always comes. A reminder of another day waits for the "
        "next of yours."
    )
    rows.append(Markup("<i>{}</i>").format(note))
    switches = [
        (
            Button(
                _switch(one not in wishes.off, series_words(one, say), say),
                Action(Verb.LETTERS_SET, person_id, (n,)).pack(),
            ),
        )
        for n, one in enumerate(OFFERED)
    ]
    marks = tuple(
        Button(
            ("✓ " if day in wishes.days else "") + day_words(day, say),
            Action(Verb.LETTERS_DAY, person_id, (day,)).pack(),
        )
        for day in sorted(WEEK)
    )
    text = str(Markup("\n").join(rows))
    brief = str(Markup("\n").join([rows[0], *rows[2:]]))
    return Message(text, buttons=(*switches, marks), brief=brief)


def _switch(is_on: bool, what: str, say: Speech) -> str:
    words = say.gettext("Do not send: {what}") if is_on else say.gettext("Send: {what}")
    return words.format(what=what)


def stopped(series: Series, say: Speech) -> Message:
    """The answer to a letter that asked for no more of them."""
    words = say.gettext(
        "You will get no such letters any more: {what}. They can be switched on again in the bot "
        "with the command /letters, or ask your coordinator."
    ).format(what=series_words(series, say))
    return Message(str(Markup("{}").format(words)), subject=say.gettext("Letters"))
