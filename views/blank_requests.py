"""«Запрос сведений» by a blank table, on the coordinator's desk: what is filled in, by when, whom
it asks, and how it looks before it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from views.actions import Action, Verb
from views.calendar_keyboard import as_number
from views.lines import capital, shortened
from views.monitoring_desk import home_button
from views.rounds import until
from views.speech import Speech

FIRST_HOUR, LAST_HOUR = 10, 18
NO_HOUR = 9999
"""In callback data: until the end of the day."""
RANGES, HOUR, NOTE, TITLE = 1, 2, 3, 4
"""What can be typed, in callback data."""
Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A request that is about to be sent: of so many schools of a `total`, by a local day and
    hour. `token` names it in callback data; `asked` says what is filled in."""

    token: int
    title: str
    file_name: str
    asked: str
    due: date
    hour: time | None
    urgent: bool
    note: str
    schools: int
    total: int


@dataclass(frozen=True, slots=True)
class Offered:
    """One way to understand a blank: in short, and in full."""

    short: str
    full: str


def _presses(token: int, reader: int) -> Callable[..., Button]:
    def to(label: str, verb: Verb, *ids: int) -> Button:
        return Button(label, Action(verb, reader, (token, *ids)).pack())

    return to


def ask_file(reader: int, say: Speech) -> Message:
    """The blank is waited for."""
    text = Markup("<b>{}</b>\n{}").format(
        say.gettext("Collecting data by a table"),
        say.gettext(
            "Send the .xlsx that is to be filled in, as you received it. Each school gets its own "
            "copy, and you get the whole table back filled in."
        ),
    )
    return Message(str(text), buttons=((home_button(reader, say),),))


def offers(
    token: int, file_name: str, found: Sequence[Offered], reader: int, say: Speech
) -> Message:
    """What does a school fill in? The likeliest is told in full."""
    to = _presses(token, reader)
    rows = [Markup("<b>{}</b>").format(shortened(file_name, 80))]
    if found:
        rows.append(Markup("{}").format(say.gettext("What does a school fill in?")))
        rows += [
            Markup("\n<b>{}. {}</b>\n{}").format(n, one.short, one.full)
            for n, one in enumerate(found, start=1)
        ]
    else:
        words = say.gettext(
            "It was not found what a school could fill in here. Name the cells yourself."
        )
        rows.append(Markup("{}").format(words))
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *(
                (to(f"{n}. {one.short}", Verb.BLANK_AREA, n - 1),)
                for n, one in enumerate(found, start=1)
            ),
            (to(say.gettext("Other: write the cells…"), Verb.BLANK_WORDS, RANGES),),
            (to(say.gettext("Cancel"), Verb.BLANK_DROP),),
        ),
    )


def ask_words(what: int, say: Speech) -> Message:
    """Something is to be typed."""
    words = {
        RANGES: say.gettext(
            "Write which cells a school fills in, for example: B5:G20, or: rows 5–20, or: columns "
            "C–F, or: sheet 2: B5:G20. Several are parted by commas."
        ),
        HOUR: say.gettext("Write the hour, for example 14:30."),
        NOTE: say.gettext("Write what the schools should know: one or two sentences."),
        TITLE: say.gettext("Write how the request is to be called."),
    }[what]
    return Message(str(Markup("{}").format(words)))


def ask_due(
    draft_title: str, token: int, offered: Sequence[date], reader: int, say: Speech
) -> Message:
    """By which day?"""
    to = _presses(token, reader)
    text = Markup("<b>{}</b>\n{}").format(
        shortened(draft_title, 160), say.gettext("By which day are answers wanted?")
    )
    days = tuple(
        (to(capital(say.weekday_day(day)), Verb.BLANK_DAY, as_number(day)),) for day in offered
    )
    other = to(say.gettext("Another day…"), Verb.BLANK_MONTH, as_number(offered[-1].replace(day=1)))
    return Message(str(text), buttons=(*days, (other,)))


def ask_hour(token: int, day: date, earliest: int, reader: int, say: Speech) -> Message:
    """By which hour? Those from `earliest` are offered."""
    to = _presses(token, reader)
    text = Markup("<b>{}</b>\n{}").format(
        capital(say.weekday_day(day)),
        say.gettext("By which hour? Press, or write it, for example 14:30."),
    )
    hours = [
        to(f"{hour}:00", Verb.BLANK_HOUR, hour * 100)
        for hour in range(max(FIRST_HOUR, earliest), LAST_HOUR + 1)
    ]
    rows = tuple(tuple(hours[n : n + 3]) for n in range(0, len(hours), 3))
    end = to(say.gettext("Until the end of the day"), Verb.BLANK_HOUR, NO_HOUR)
    return Message(str(text), buttons=(*rows, (end,)))


def preview(draft: Draft, sample: Message, reader: int, say: Speech) -> Message:
    """What would be sent, to whom, by when, and how the message looks."""
    count = say.ngettext("{n} school", "{n} schools", draft.schools).format(n=draft.schools)
    if draft.schools == draft.total:
        count = f"{say.gettext('all schools')} ({draft.total})"
    rows = [
        Markup("<b>{}</b>").format(say.gettext("Send the request?")),
        Markup("{}").format(shortened(draft.title, 160)),
        Markup("{}").format(capital(until(draft.due, draft.hour, say))),
        Markup("{}").format(say.gettext("Who is asked: {schools}").format(schools=count)),
        Markup("{}").format(draft.asked),
    ]
    if draft.note:
        rows.append(Markup("<i>{}</i>").format(draft.note))
    if draft.urgent:
        words = say.gettext("Urgent: told at once, and once more an hour before.")
        rows.append(Markup("<b>{}</b>").format(words))
    rows.append(Markup("\n{}").format(say.gettext("It looks like this:")))
    rows.append(Markup("<blockquote>{}</blockquote>").format(Markup(sample.text)))  # noqa: S704 - ours
    return Message(str(Markup("\n").join(rows)), buttons=_deeds(draft, reader, say))


def _deeds(draft: Draft, reader: int, say: Speech) -> Keyboard:
    to = _presses(draft.token, reader)
    urgent = say.gettext("✓ Urgent") if draft.urgent else say.gettext("Urgent")
    note = say.gettext("Change the note…") if draft.note else say.gettext("Add a note…")
    return (
        *(((to(say.gettext("Send"), Verb.BLANK_SEND),),) if draft.schools else ()),
        (
            to(say.gettext("Schools…"), Verb.BLANK_SCHOOLS, 0),
            to(say.gettext("Day and hour…"), Verb.BLANK_DAY),
        ),
        (
            to(note, Verb.BLANK_WORDS, NOTE),
            to(say.gettext("Title…"), Verb.BLANK_WORDS, TITLE),
        ),
        (
            to(urgent, Verb.BLANK_URGENT, int(not draft.urgent)),
            to(say.gettext("Other cells…"), Verb.BLANK_AREA),
        ),
        (to(say.gettext("Look at a school’s copy"), Verb.BLANK_SAMPLE),),
        (to(say.gettext("Cancel"), Verb.BLANK_DROP),),
    )


def back_to_preview(token: int, reader: int, say: Speech) -> Button:
    """From the choice of schools to what would be sent."""
    return _presses(token, reader)(say.gettext("‹ Back"), Verb.BLANK_PREVIEW)


def pointed(asked: str, following: Message, say: Speech) -> Message:
    """What the typed cells mean, over what comes next."""
    head = Markup("<b>{}</b>\n{}").format(say.gettext("A school fills in:"), asked)
    return replace(following, text=str(head + Markup("\n\n") + Markup(following.text)))  # noqa: S704


def sample(school: str, file: Attachment, say: Speech) -> Message:
    """The copy of one school, to look at."""
    words = say.gettext("This is what {school} gets.").format(school=shortened(school, 120))
    return Message(str(Markup("{}").format(words)), attachments=(file,))


def refused(file_name: str, why: str, say: Speech) -> Message:
    """The file cannot be used as a blank."""
    head = say.gettext("“{name}” cannot be sent out to be filled in").format(
        name=shortened(file_name, 60)
    )
    return Message(str(Markup("<b>{}</b>\n{}").format(head, why)))


def dropped(say: Speech) -> Message:
    """Nothing is sent."""
    return Message(str(Markup("{}").format(say.gettext("The request is not sent."))))


def not_begun(say: Speech) -> str:
    """A press about a request that was sent already, or that is not known any more."""
    return say.gettext(
        "This request was sent already, or it is not known any more. Please send the table again."
    )


def no_such_hour(say: Speech) -> str:
    """The moment is over, or too far ahead."""
    return say.gettext("This moment is over or more than a year away. Please choose another one.")


def no_hour_read(say: Speech) -> Message:
    """What was typed is no hour."""
    words = say.gettext("This is no hour. Write it like this: 14:30.")
    return Message(str(Markup("{}").format(words)))
