"""What a coordinator does with a round, asked first: closing, another date, more schools; and what
the schools are told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.calendar_keyboard import as_number
from views.lines import shortened
from views.monitoring_desk import Standing, last_day
from views.round_figures import round_button
from views.speech import Speech

PAGE = 10
LABEL_CHARS = 55


def sure(one: Standing, deed: int, waiting: int, reader: int, say: Speech) -> Message:
    """Is it meant to open it again (0), close it (1), call it off (2)?"""
    ask, about, yes = (
        (
            say.gettext("Open the round again?"),
            say.gettext("Those who have not answered are reminded again."),
            say.gettext("Yes, open it"),
        ),
        (
            say.gettext("Close the round?"),
            say.gettext(
                "Nothing is handed in any more, nobody is reminded. It can be opened again."
            ),
            say.gettext("Yes, close it"),
        ),
        (
            say.gettext("Call the round off?"),
            say.gettext(
                "Nobody has to answer any more; those who have not answered are told. What was "
                "answered is kept, but counts nowhere."
            ),
            say.gettext("Yes, call it off"),
        ),
    )[deed]
    rows = [
        Markup("<b>{}</b>").format(ask),
        Markup("{}").format(shortened(one.title, 160)),
        Markup("{}").format(about),
    ]
    if waiting and deed:
        words = say.gettext("Not answered yet: {n}").format(n=waiting)
        rows.append(Markup("{}").format(words))
    press = Action(Verb.ROUND_CLOSE, reader, (one.round_id, deed, 1)).pack()
    return Message(
        str(Markup("\n").join(rows)),
        buttons=((Button(yes, press), round_button(one.round_id, reader, say)),),
    )


def ask_day(one: Standing, offered: Sequence[date], reader: int, say: Speech) -> Message:
    """To which day does the date move for all?"""
    text = Markup("<b>{}</b>\n{}\n{}").format(
        shortened(one.title, 160),
        last_day(one, say),
        say.gettext(
            "To which day does the date move for all? A later day of a school's own stays."
        ),
    )
    number = one.round_id
    other = Action(Verb.ROUND_MONTH, reader, (number, as_number(offered[0]))).pack()
    return Message(
        str(text),
        buttons=(
            *(
                (
                    Button(
                        say.weekday_day(day).capitalize(),
                        Action(Verb.ROUND_DAY, reader, (number, as_number(day))).pack(),
                    ),
                )
                for day in offered
            ),
            (Button(say.gettext("Another day…"), other),),
            (round_button(number, reader, say),),
        ),
    )


def add_schools(
    one: Standing, schools: Sequence[tuple[int, str]], page: int, reader: int, say: Speech
) -> Message:
    """Which schools are asked too? A press asks one; those asked already are not there."""
    number = one.round_id
    last = max(0, (len(schools) - 1) // PAGE)
    page = max(0, min(page, last))
    words = say.gettext("Which schools are asked too? One press asks one of them.")
    if not schools:
        words = say.gettext("Every school is asked already.")
    turns = tuple(
        Button(sign, Action(Verb.ROUND_ADD, reader, (number, there)).pack())
        for sign, there in (("‹", page - 1), ("›", page + 1))
        if 0 <= there <= last
    )
    everybody = Action(Verb.ROUND_ADD, reader, (number, page, 0)).pack()
    label = say.ngettext("All {n}", "All {n}", len(schools)).format(n=len(schools))
    return Message(
        str(Markup("<b>{}</b>\n{}").format(shortened(one.title, 160), words)),
        buttons=(
            *(
                (
                    Button(
                        f"+ {shortened(name, LABEL_CHARS)}",
                        Action(Verb.ROUND_ADD, reader, (number, page, school)).pack(),
                    ),
                )
                for school, name in schools[page * PAGE : (page + 1) * PAGE]
            ),
            *((turns,) if turns else ()),
            *(((Button(label, everybody),),) if len(schools) > 1 else ()),
            (round_button(number, reader, say),),
        ),
    )


def called_off(title: str, say: Speech) -> Message:
    """To whoever had not answered: there is no need any more."""
    head = say.gettext("The round was called off: {title}").format(title=shortened(title, 160))
    words = say.gettext("Nothing has to be handed in.")
    return Message(str(Markup("<b>{}</b>\n{}").format(head, words)), subject=head, brief=words)


def moved(title: str, before: date, day: date, say: Speech) -> Message:
    """To whoever has not answered: there is another day."""
    head = say.gettext("Another date: {title}").format(title=shortened(title, 160))
    words = say.gettext("Answers are wanted by {day}, not by {before}.").format(
        day=say.full_day(day), before=say.full_day(before)
    )
    return Message(str(Markup("<b>{}</b>\n{}").format(head, words)), subject=head, brief=words)
