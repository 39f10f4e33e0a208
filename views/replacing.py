"""«Сменить руководителя»: for good, acting, or somebody who stands in; what was done."""

from __future__ import annotations

from datetime import date, timedelta

from channels.message import Button, Message
from roadmap.absence_words import LONGEST
from views import calendar_keyboard
from views.actions import Action, Verb
from views.calendar_keyboard import as_number
from views.lines import shortened
from views.people_desk import LABEL_CHARS, Listed
from views.people_editing import headed
from views.speech import Speech
from views.successors import Subject, Theirs, back_to, goes_over, invitation, went


def new_head(
    of: Subject,
    who: Listed,
    former: Listed | None,
    theirs: Theirs,
    reader: int,
    say: Speech,
) -> Message:
    """For good, acting, or only while the former head is away: a sentence and a button each."""

    def press(label: str, verb: Verb, *more: int) -> tuple[Button, ...]:
        return (Button(label, Action(verb, reader, (of.id, who.id, *more)).pack()),)

    rows = [say.gettext("{name} is the head from now on?").format(name=who.label)]
    if former is not None and theirs.any:
        words = say.gettext("Goes over from {name}:").format(name=former.label)
        rows += [words, goes_over(theirs, say)]
    rows.append(say.gettext("Head: for good."))
    rows.append(
        say.gettext("Acting head: until another one is named; everything open goes over too.")
    )
    buttons = [
        press(say.gettext("Head"), Verb.HEAD_YES, 0),
        press(say.gettext("Acting head"), Verb.HEAD_YES, 1),
    ]
    if former is not None:
        words = say.gettext(
            "Until a date: {former} stays the head and is away; {name} stands in until then, and "
            "nothing goes over."
        )
        rows.append(words.format(former=former.label, name=who.label))
        buttons.append(press(say.gettext("Stands in until…"), Verb.HEAD_UNTIL))
    return Message(headed(of.name, *rows), buttons=(*buttons, (back_to(of, reader, say),)))


def until(
    of: Subject,
    who: Listed,
    former: Listed,
    shown: date,
    today: date,
    reader: int,
    say: Speech,
) -> Message:
    """Until which day is the head away? A month to press the last day in."""

    def press(verb: Verb, day: date) -> str:
        return Action(verb, reader, (of.id, who.id, as_number(day))).pack()

    keyboard = calendar_keyboard.month(
        shown,
        today,
        today + timedelta(days=LONGEST),
        lambda day: press(Verb.HEAD_UNTIL_DAY, day),
        lambda day: press(Verb.HEAD_UNTIL, day),
        Action(Verb.NOTHING, reader).pack(),
        say,
    )
    words = say.gettext(
        "{former} is away from today, {name} stands in. Choose the last day; after it everything "
        "is as before."
    )
    text = headed(of.name, words.format(former=former.label, name=who.label))
    return Message(text, buttons=(*keyboard, (back_to(of, reader, say),)))


def head_changed(
    of: Subject,
    who: Listed,
    former: Listed | None,
    dates: int,
    reader: int,
    say: Speech,
    *,
    acting: bool,
    invite: bool,
) -> Message:
    """Done: who is the head now; the former one may have left altogether."""
    words = (
        say.gettext("Acting head now: {name}.")
        if acting
        else say.gettext("The head is now: {name}.")
    )
    rows = [words.format(name=shortened(who.label))]
    if dates:
        rows.append(went(who.label, dates, say))
    buttons = [invitation(who, reader, say)] if invite else []
    if former is not None:
        gone = say.gettext("{name} has left…").format(name=former.label)
        leave = Action(Verb.LEAVE, reader, (former.id, 0)).pack()
        buttons.append((Button(shortened(gone, LABEL_CHARS), leave),))
    return Message(headed(of.name, *rows), buttons=(*buttons, (back_to(of, reader, say),)))


def already_head(of: Subject, who: Listed, reader: int, say: Speech) -> Message:
    """It was so before."""
    words = say.gettext("It is so already: {name}.").format(name=shortened(who.label))
    return Message(headed(of.name, words), buttons=((back_to(of, reader, say),),))
