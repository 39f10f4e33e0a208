"""«Письма»: which of them come by email, and on which days."""

from __future__ import annotations

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.letter_wishes import WEEK, Series, Wishes
from views.actions import Action, Verb
from views.speech import Speech

OFFERED = (Series.WEEKLY, Series.DIGEST, Series.REMINDERS, Series.ANNOUNCEMENTS)
"""What somebody may do without by email, in the order of their numbers in callback data."""


def series_words(series: Series, say: Speech) -> str:
    """What such letters are."""
    return {
        Series.WEEKLY: say.gettext("the weekly letter to management"),
        Series.DIGEST: say.gettext("the digest"),
        Series.REMINDERS: say.gettext("reminders"),
        Series.ANNOUNCEMENTS: say.gettext("announcements"),
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


def board(email: str, wishes: Wishes, chat: bool, person_id: int, say: Speech) -> Message:
    """What comes to `email` («» where there is none), and switches; without a `chat` what is said
    in person has no other way."""
    head = Markup("<b>{}</b>").format(say.gettext("Letters"))
    if not email:
        words = say.gettext("Your mailbox is not known, so no letters come. Ask your coordinator.")
        return Message(str(Markup("{}\n{}").format(head, words)))
    rows = [head, *_chosen(email, wishes, chat, say)]
    rows.append(Markup("<i>{}</i>").format(_note(chat, say)))
    switches = [
        (
            Button(
                _switch(one not in wishes.off, series_words(one, say), say),
                Action(Verb.LETTERS_SET, person_id, (n,)).pack(),
            ),
        )
        for n, one in enumerate(OFFERED)
        if chat or not one.is_personal
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


def _chosen(email: str, wishes: Wishes, chat: bool, say: Speech) -> list[Markup]:
    """What comes to `email`, and on which days."""
    days = ", ".join(day_words(day, say) for day in sorted(wishes.days))
    return [
        Markup("{}").format(say.gettext("To: {address}").format(address=email)),
        *(
            Markup("{} {}").format(
                "✓" if _comes(one, wishes, chat) else "✗", series_words(one, say)
            )
            for one in OFFERED
        ),
        Markup("{}").format(say.gettext("Reminders: {days}").format(days=days)),
    ]


def by_letter(email: str, wishes: Wishes, chat: bool, say: Speech) -> Message:
    """The same in a letter, with what to write to choose otherwise."""
    how = say.gettext(
        "To change it, answer this letter in the first line: “unsubscribe digest”, “subscribe "
        "digest”, or the days on which reminders are to come, “days: Mon, Wed”."
    )
    rows = _chosen(email, wishes, chat, say)
    text = Markup("<b>{}</b>\n{}\n\n{}").format(
        say.gettext("Letters"), Markup("\n").join(rows), how
    )
    if not chat:
        text += Markup("\n\n<i>{}</i>").format(_note(chat, say))
    return Message(str(text), subject=say.gettext("Letters"))


def _comes(series: Series, wishes: Wishes, chat: bool) -> bool:
    return series not in wishes.off or (series.is_personal and not chat)


def _note(chat: bool, say: Speech) -> str:
    if chat:
        return say.gettext(
            "What is switched off here comes to you in Telegram. A reminder by letter alone waits "
            "for the next of your days."
        )
    return say.gettext(
        "Reminders and announcements reach you by letter only, so they cannot be switched off; "
        "they can once you have joined the bot in Telegram. A reminder of another day waits for "
        "the next of yours."
    )


def _switch(is_on: bool, what: str, say: Speech) -> str:
    words = say.gettext("Do not send: {what}") if is_on else say.gettext("Send: {what}")
    return words.format(what=what)


def of_others(say: Speech) -> Message:
    """The answer to who chooses letters that come to somebody else."""
    words = say.gettext(
        "These letters can be chosen by whoever they are sent to only. What comes to the mailbox "
        "of an organisation is decided by the coordinator."
    )
    return Message(str(Markup("{}").format(words)), subject=say.gettext("Letters"))


def stopped(series: Series, say: Speech) -> Message:
    """The answer to a letter that asked for no more of them."""
    words = say.gettext(
        "You will get no such letters any more: {what}. To have them again, answer this letter "
        "with the word “subscribe”, or send the bot the command /letters."
    ).format(what=series_words(series, say))
    return Message(str(Markup("{}").format(words)), subject=say.gettext("Letters"))


def goes_on(series: Series, say: Speech) -> Message:
    """The answer to who asked for no more of what nothing but letters brings them."""
    words = say.gettext(
        "These letters cannot be switched off: {what} reach you by letter only. Join the bot in "
        "Telegram (your coordinator sends a link), and they will come there."
    ).format(what=series_words(series, say))
    return Message(str(Markup("{}").format(words)), subject=say.gettext("Letters"))
