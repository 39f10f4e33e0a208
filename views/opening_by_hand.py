"""Opening a round of a form by hand: about which period, by which day, what would be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring.periods import Period
from views.actions import Action, Verb
from views.askings import KINDS, back_to_form
from views.calendar_keyboard import as_number
from views.lines import capital, shortened
from views.monitoring_periods import said, with_days
from views.speech import Speech


@dataclass(frozen=True, slots=True)
class Draft:
    """A round that is about to be opened: of a form, about a period (None for none), by a local
    day; `schools` None for all of so many. `again`: the form was asked about the period before."""

    form_id: int
    title: str
    period: Period | None
    due: date
    total: int
    schools: int | None = None
    again: bool = False


def ask_period(
    form_id: int, title: str, periods: Sequence[Period], reader: int, say: Speech
) -> Message:
    """About which period?"""
    text = Markup("\n").join(
        [
            Markup("<b>{}</b>").format(shortened(title, 160)),
            Markup("{}").format(say.gettext("About which period are answers wanted?")),
            *(
                Markup("• {}").format(capital(with_days(one, say)))
                for one in periods
                if one.kind.is_school
            ),
        ]
    )
    buttons = [
        Button(
            capital(said(one, say)),
            Action(
                Verb.ASK_NOW, reader, (form_id, KINDS.index(one.kind), one.year, one.number)
            ).pack(),
        )
        for one in periods
    ]
    none = Action(Verb.ASK_NOW, reader, (form_id, len(KINDS), 0, 0)).pack()
    return Message(
        str(text),
        buttons=(
            *((button,) for button in buttons),
            (Button(say.gettext("About no period"), none),),
            (back_to_form(form_id, reader, say),),
        ),
    )


def ask_due(
    form_id: int,
    title: str,
    period: Period | None,
    offered: Sequence[date],
    reader: int,
    say: Speech,
) -> Message:
    """By which day? Some are offered, others are in the calendar."""
    rows = [Markup("<b>{}</b>").format(shortened(title, 160))]
    if period is not None:
        rows.append(Markup("{}").format(capital(with_days(period, say))))
    rows.append(Markup("{}").format(say.gettext("By which day are answers wanted?")))
    days = tuple(
        (
            Button(
                capital(say.weekday_day(day)),
                Action(Verb.ASK_BY, reader, (form_id, as_number(day))).pack(),
            ),
        )
        for day in offered
    )
    other = Action(Verb.ASK_MONTH, reader, (form_id, as_number(offered[0].replace(day=1)))).pack()
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *days,
            (Button(say.gettext("Another day…"), other),),
            (back_to_form(form_id, reader, say),),
        ),
    )


def preview(draft: Draft, sample: Message | None, reader: int, say: Speech) -> Message:
    """What would be asked, of whom, by when, and how the message looks."""
    rows = [Markup("<b>{}</b>").format(say.gettext("Open the round?"))]
    title = shortened(draft.title, 160)
    if draft.period is not None:
        title = f"{title}: {with_days(draft.period, say)}"
    rows.append(Markup("{}").format(title))
    rows.append(Markup("{}").format(say.gettext("by {date}").format(date=say.full_day(draft.due))))
    count = draft.total if draft.schools is None else draft.schools
    schools = say.ngettext("{n} school", "{n} schools", count).format(n=count)
    rows.append(Markup("{}").format(say.gettext("Who is asked: {schools}").format(schools=schools)))
    if draft.again:
        rows.append(
            Markup("<i>{}</i>").format(
                say.gettext("There is a round of this form about this period already.")
            )
        )
    if sample is not None:
        rows.append(Markup("\n{}").format(say.gettext("It looks like this:")))
        rows.append(Markup("<blockquote>{}</blockquote>").format(Markup(sample.text)))  # noqa: S704
    form = draft.form_id
    send = Button(say.gettext("Open the round"), Action(Verb.ASK_SEND, reader, (form,)).pack())
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *(((send,),) if count else ()),
            (
                Button(
                    say.gettext("Choose the schools…"),
                    Action(Verb.ASK_WHOM, reader, (form, 0)).pack(),
                ),
            ),
            (back_to_form(form, reader, say),),
        ),
    )


def back_to_preview(draft: Draft, reader: int, say: Speech) -> Button:
    """From the choice of schools to what would be opened."""
    press = Action(Verb.ASK_BY, reader, (draft.form_id, as_number(draft.due))).pack()
    return Button(say.gettext("‹ Back"), press)


def not_begun(say: Speech) -> str:
    """A press about a round that was opened already, or whose entry is not known any more."""
    return say.gettext(
        "This round was opened already, or the entry is not known any more. Please begin again "
        "from the form."
    )


def no_such_day(say: Speech) -> str:
    """A press on a day that has passed meanwhile."""
    return say.gettext("Please choose a day after today, within a year.")
