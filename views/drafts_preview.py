"""The first month of a draft before its launch: how much goes to whom, and the messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from itertools import groupby

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.calendar_keyboard import as_number
from views.drafts import back, turns
from views.forecasts import kind_words
from views.lines import short_name, shortened
from views.speech import Speech

PAGE = 10
IN_ROW = 5
READERS = 12
CODES = 5
READER_CHARS = 40


@dataclass(frozen=True, slots=True)
class Ahead:
    """One notice to come: on which local day, to whom, about which codes («М-17»), in words."""

    day: date
    at: datetime
    reader: str
    kind: str
    about: tuple[str, ...]
    person_id: int
    organization_id: int
    message: Message
    by_email: bool = False


def month(
    roadmap: int, sent: Sequence[Ahead], page: int, reader: int, say: Speech, zone: tzinfo
) -> Message:
    """How many messages each gets, and a page of them, counted from 0, by day."""
    head = say.gettext("The first month, if it were launched today")
    if not sent:
        nothing = say.gettext("Nothing would be sent: no dates lie near, or nobody answers.")
        text = Markup("<b>{}</b>\n{}").format(head, nothing)
        return Message(str(text), buttons=(back(roadmap, reader, say),))
    last = (len(sent) - 1) // PAGE
    page = min(page, last)
    first = page * PAGE
    shown = list(enumerate(sent[first : first + PAGE], start=first + 1))
    blocks = [Markup("<b>{}</b>\n{}").format(head, _total(sent, say))]
    if page == 0:
        blocks.append(_by_reader(sent))
    for day, own in groupby(shown, key=lambda pair: pair[1].day):
        rows = [_row(number, one, say, zone) for number, one in own]
        blocks.append(Markup("<b>{}</b>\n{}").format(say.weekday_day(day), Markup("\n").join(rows)))
    hint = say.gettext("Press a number to see the message as its reader will.")
    blocks.append(Markup("<i>{}</i>").format(hint))
    buttons = [_open(roadmap, number, one, reader) for number, one in shown]
    return Message(
        str(Markup("\n\n").join(blocks)),
        buttons=(
            *(tuple(buttons[i : i + IN_ROW]) for i in range(0, len(buttons), IN_ROW)),
            *turns(Verb.PREVIEW, (roadmap,), page, last, reader),
            back(roadmap, reader, say),
        ),
    )


def _total(sent: Sequence[Ahead], say: Speech) -> str:
    readers = len({(one.person_id, one.organization_id) for one in sent})
    messages = say.ngettext("{n} message", "{n} messages", len(sent)).format(n=len(sent))
    people = say.ngettext("to {n} reader", "to {n} readers", readers).format(n=readers)
    return f"{messages} {people}"


def _by_reader(sent: Sequence[Ahead]) -> Markup:
    counts = Counter(_name(one) for one in sent)
    rows = [f"{name}: {count}" for name, count in counts.most_common(READERS)]
    if len(counts) > READERS:
        rows.append("…")
    return Markup("\n").join(Markup("{}").format(row) for row in rows)


def _name(one: Ahead) -> str:
    if one.person_id:
        return short_name(one.reader)
    return shortened(one.reader, READER_CHARS)


def _row(number: int, one: Ahead, say: Speech, zone: tzinfo) -> Markup:
    about = list(dict.fromkeys(one.about))
    codes = ", ".join(about[:CODES]) + ("…" if len(about) > CODES else "")
    kind = say.gettext("the list on launch") if one.kind == "appointment" else None
    return Markup("{}. {} · {} — {} ({})").format(
        number, say.clock_time(one.at, zone), _name(one), kind or kind_words(one.kind, say), codes
    )


def _open(roadmap: int, number: int, one: Ahead, reader: int) -> Button:
    return Button(str(number), Action(Verb.PREVIEW_TEXT, reader, _ids(roadmap, one)).pack())


def _ids(roadmap: int, one: Ahead) -> tuple[int, ...]:
    return roadmap, as_number(one.day), one.person_id, one.organization_id


def opened(roadmap: int, own: Sequence[Ahead], reader: int, say: Speech) -> Message:
    """What one reader gets on a day, and the offer to try it on oneself."""
    to_list = Button(
        say.gettext("‹ The first month"), Action(Verb.PREVIEW, reader, (roadmap, 0)).pack()
    )
    if not own:
        nothing = say.gettext("This is not going to be sent any more.")
        return Message(str(Markup("{}").format(nothing)), buttons=((to_list,),))
    blocks = [
        Markup("<i>{}</i>\n\n{}").format(
            say.gettext("{reader} will get on {date}:").format(
                reader=one.reader, date=say.weekday_day(one.day)
            ),
            Markup(one.message.text),  # noqa: S704 - a message of ours, escaped when it was made
        )
        for one in own
    ]
    data = Action(Verb.TRY_ON_ME, reader, _ids(roadmap, own[0])).pack()
    return Message(
        str(Markup("\n\n———\n\n").join(blocks)),
        buttons=((Button(say.gettext("Send it to me"), data),), (to_list,)),
    )


def trial(one: Ahead, reader: int, say: Speech) -> Message:
    """The message as its reader sees it, marked; its buttons do nothing."""
    mark = say.gettext("A trial: {reader} would get this on {date}. The buttons do nothing.")
    words = mark.format(reader=one.reader, date=say.weekday_day(one.day))
    nothing = Action(Verb.NOTHING, reader).pack()
    subject = one.message.subject
    return replace(
        one.message,
        text=str(Markup("<i>{}</i>\n\n").format(words)) + one.message.text,
        buttons=tuple(
            tuple(Button(button.label, nothing) for button in row) for row in one.message.buttons
        ),
        subject=say.gettext("A trial: {subject}").format(subject=subject) if subject else "",
        thread="",
        brief="",
    )
