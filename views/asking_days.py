"""By which day are answers wanted? The calendar, the same wherever something is collected."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from channels.message import Message
from views.actions import Action, Verb
from views.calendar_keyboard import as_number, month
from views.lines import shortened
from views.speech import Speech


def ask_other_day(
    title: str,
    number: int,
    verbs: tuple[Verb, Verb],
    shown: date,
    span: tuple[date, date],
    reader: int,
    say: Speech,
) -> Message:
    """The month of `shown`; days of the `span`, both inside, can be pressed. The `verbs` choose a
    day and turn to another month of what has this `number`."""
    choose, turn = verbs
    text = Markup("<b>{}</b>\n{}").format(
        shortened(title, 160), say.gettext("By which day are answers wanted?")
    )
    return Message(
        str(text),
        buttons=month(
            shown,
            *span,
            lambda day: Action(choose, reader, (number, as_number(day))).pack(),
            lambda day: Action(turn, reader, (number, as_number(day))).pack(),
            Action(Verb.NOTHING, reader).pack(),
            say,
        ),
    )
