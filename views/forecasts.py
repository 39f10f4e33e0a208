"""What will be sent in the coming days, if nobody answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.calendar_keyboard import as_number
from views.speech import Speech

SHOWN = 24
BUTTONS_IN_ROW = 6
CODES = 6


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One notice to come: who reads it, on which local day, about which codes («М-17»)."""

    day: date
    at: datetime
    reader: str
    kind: str
    about: tuple[str, ...]
    person_id: int
    organization_id: int


def coming(
    notices: Sequence[Foreseen],
    person_id: int,
    today: date,
    days: int,
    say: Speech,
    zone: tzinfo,
) -> Message:
    """A list by day; a number to press shows the text itself."""
    head = say.ngettext(
        "What will be sent in the next {n} day", "What will be sent in the next {n} days", days
    ).format(n=days)
    once = list({(x.day, x.kind, x.person_id, x.organization_id): x for x in notices}.values())
    if not once:
        nothing = say.gettext("Nothing, as far as is known today.")
        return Message(str(Markup("<b>{}</b>\n{}").format(head, nothing)))
    shown = once[:SHOWN]
    blocks = [Markup("<b>{}</b>").format(head)]
    numbered = list(enumerate(shown, start=1))
    for day, own in groupby(numbered, key=lambda pair: pair[1].day):
        rows = [_row(number, one, say, zone) for number, one in own]
        blocks.append(Markup("<b>{}</b>\n{}").format(say.weekday_day(day), Markup("\n").join(rows)))
    if hidden := len(once) - len(shown):
        more = say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
        blocks.append(Markup("{}").format(more))
    hint = say.gettext("If somebody answers earlier, less is sent. Press a number to see the text.")
    blocks.append(Markup("<i>{}</i>").format(hint))
    buttons = [_button(number, one, person_id) for number, one in numbered]
    return Message(
        str(Markup("\n\n").join(blocks)),
        buttons=tuple(
            tuple(buttons[i : i + BUTTONS_IN_ROW]) for i in range(0, len(buttons), BUTTONS_IN_ROW)
        ),
    )


def _row(number: int, one: Foreseen, say: Speech, zone: tzinfo) -> Markup:
    about = list(dict.fromkeys(one.about))
    codes = ", ".join(about[:CODES]) + ("…" if len(about) > CODES else "")
    return Markup("{}. {} · {} — {}{}").format(
        number,
        say.clock_time(one.at, zone),
        one.reader,
        kind_words(one.kind, say),
        f" ({codes})" if codes else "",
    )


def _button(number: int, one: Foreseen, person_id: int) -> Button:
    ids = (as_number(one.day), one.person_id, one.organization_id)
    return Button(str(number), Action(Verb.COMING_TEXT, person_id, ids).pack())


def kind_words(kind: str, say: Speech) -> str:
    """What a notice is, in a word or two; `kind` as in `vekha simulate`."""
    return {
        "reminder": say.gettext("reminder"),
        "handover": say.gettext("handed over to you"),
        "monitoring": say.gettext("monitoring"),
        "weekly": say.gettext("weekly letter"),
        "digest": say.gettext("digest"),
        "alert": say.gettext("who has not answered"),
    }.get(kind, kind)


def texts(found: Sequence[tuple[Foreseen, Message]], say: Speech) -> Message:
    """What the reader will get, without its buttons."""
    once = {(one.kind, one.day): (one, message) for one, message in found}
    if not once:
        return Message(say.gettext("This is not going to be sent any more."))
    blocks = [
        Markup("<i>{}</i>\n\n{}").format(
            say.gettext("{reader} will get on {date}:").format(
                reader=one.reader, date=say.weekday_day(one.day)
            ),
            Markup(message.text),  # noqa: S704 - a message of ours, escaped when it was made
        )
        for one, message in once.values()
    ]
    return Message(str(Markup("\n\n———\n\n").join(blocks)))
