"""«Move the date…»: which day, why, on what grounds; and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.extending import Basis, CannotMove, Fault, Grounds, Span
from roadmap.plan import Line
from views import reply_hints
from views.actions import Action, Verb
from views.calendar_keyboard import Keyboard, as_number, month
from views.lines import by_document, place, shortened, thread_of
from views.speech import Speech

REASON_CHARS = 600
BASES: tuple[Basis | None, ...] = (*Basis, None)
"""Callback data names a basis by its place here; the last is none at all."""


def ask_day(
    line: Line, choices: Sequence[date], person_id: int, extension_id: int, say: Speech
) -> Message:
    """To which day? `extension_id` is the request that this decides, 0 for none."""
    rows = [
        (Button(say.weekday_day(day), _chosen(line, day, person_id, extension_id)),)
        for day in choices
    ]
    shown = choices[0] if choices else line.due
    other = _turned(line, shown.replace(day=1), person_id, extension_id)
    rows.append((Button(say.gettext("Another day…"), other),))
    return _which_day(line, say, tuple(rows))


def ask_other_day(
    line: Line, span: Span, shown: date, person_id: int, extension_id: int, say: Speech
) -> Message:
    """The same with a calendar; `shown` is a day of the month to show."""
    keyboard = month(
        min(max(shown, span.first.replace(day=1)), span.last),
        span.first,
        span.last,
        lambda day: _chosen(line, day, person_id, extension_id),
        lambda first: _turned(line, first, person_id, extension_id),
        Action(Verb.NOTHING, person_id).pack(),
        say,
    )
    return _which_day(line, say, keyboard)


def _chosen(line: Line, day: date, person_id: int, extension_id: int) -> str:
    ids = (line.assignment_id, as_number(day), extension_id)
    return Action(Verb.EXTEND_TO, person_id, ids).pack()


def _turned(line: Line, first: date, person_id: int, extension_id: int) -> str:
    ids = (line.assignment_id, as_number(first), extension_id)
    return Action(Verb.EXTEND, person_id, ids).pack()


def _which_day(line: Line, say: Speech, buttons: Keyboard) -> Message:
    rows = [_row(say.gettext("due {date}").format(date=say.full_day(line.due)))]
    if other := by_document(line, say):
        rows.append(other)
    head = Markup("<b>{}</b>").format(say.gettext("Move the date to which day?"))
    return _said(head, line, rows, say, buttons=buttons)


def _row(text: str) -> Markup:
    return Markup("{}").format(text)


def _said(
    head: Markup | str,
    line: Line,
    rows: Sequence[Markup],
    say: Speech,
    *,
    brief: Sequence[Markup] | None = None,
    buttons: Keyboard = (),
    subject: str = "",
) -> Message:
    """A heading, the activity, then `rows`; `brief` rows name nobody, where `rows` do."""
    where = Markup("<i>{}</i>").format(place(line, say))
    about = [_row(shortened(line.title)), where]
    return Message(
        str(Markup("\n").join([Markup("{}").format(head), *about, *rows])),
        buttons=buttons,
        subject=subject,
        thread=thread_of([line]),
        brief=str(
            Markup("\n").join(
                [Markup("{}").format(head), where, *(rows if brief is None else brief)]
            )
        ),
    )


def _question(text: str) -> Markup:
    return Markup("\n<b>{}</b>").format(text)


def from_to(before: date, day: date, say: Speech) -> str:
    """«с 15 октября 2018 г. на 31 октября 2018 г.»"""
    return say.gettext("from {before} to {day}").format(
        before=say.full_day(before), day=say.full_day(day)
    )


def ask_reason(line: Line, day: date, say: Speech, *, again: bool = False) -> Message:
    """Why? Asked `again` where the answer had no words."""
    why = (
        say.gettext("A reason is needed to decide. Please write it in words.")
        if again
        else say.gettext("Why? Write the reason in one message.")
    )
    return _said(_you_ask(line, day, say), line, [_question(why)], say)


def _you_ask(line: Line, day: date, say: Speech) -> str:
    return say.gettext("You ask to move the date {from_to}:").format(
        from_to=from_to(line.due, day, say)
    )


def asked(line: Line, day: date, reason: str, say: Speech, *, heard: bool) -> Message:
    """The request is on its way; not `heard`: no coordinator can be reached."""
    passed = say.gettext("The coordinator has your request. Until it is decided the date stays.")
    alone = say.gettext(
        "Written down, but I cannot reach any coordinator now: please tell them yourself. Until "
        "it is decided the date stays."
    )
    fate = _row(passed if heard else alone)
    rows = [*_reason(reason, say), fate]
    return _said(_you_ask(line, day, say), line, rows, say, brief=[fate])


def _reason(text: str, say: Speech) -> list[Markup]:
    if not text:
        return []
    return [_row(say.gettext("Reason: {text}").format(text=shortened(text, REASON_CHARS)))]


def ask_basis(line: Line, day: date, person_id: int, extension_id: int, say: Speech) -> Message:
    """On what grounds does the date move to `day`?"""

    def data(place: int) -> str:
        ids = (line.assignment_id, as_number(day), place, extension_id)
        return Action(Verb.BASIS, person_id, ids).pack()

    return _said(
        _moves(line, day, say),
        line,
        [_question(say.gettext("On what grounds?"))],
        say,
        buttons=basis_keyboard(data, say),
    )


def basis_keyboard(data: Callable[[int], str], say: Speech) -> Keyboard:
    """A button for each basis; `data` makes the callback data of its place in `BASES`."""

    def button(place: int) -> Button:
        label = basis_name(BASES[place], say)
        return Button(label[:1].upper() + label[1:], data(place))

    return (button(0), button(1)), (button(2), button(3)), (button(4),)


def _moves(line: Line, day: date, say: Speech) -> str:
    return say.gettext("The date moves {from_to}:").format(from_to=from_to(line.due, day, say))


def ask_paper(
    line: Line, day: date, basis: Basis, person_id: int, extension_id: int, say: Speech
) -> Message:
    """The number and the date of the order or letter?"""
    ids = (line.assignment_id, as_number(day), BASES.index(basis), extension_id)
    skip = Button(say.gettext("Skip"), Action(Verb.NO_PAPER, person_id, ids).pack())
    ask = say.gettext("Write its number and date, for example: No. 275 of 18.06.2018")
    rows = [_on(basis_name(basis, say), say), _question(ask)]
    return _said(_moves(line, day, say), line, rows, say, buttons=((skip,),))


def _on(words: str, say: Speech) -> Markup:
    if words == basis_name(None, say):
        return _row(words[:1].upper() + words[1:])
    return _row(say.gettext("Grounds: {basis}").format(basis=words))


def basis_name(basis: Basis | None, say: Speech) -> str:
    """«приказ», «письмо», «решение руководителя», «устно», «без основания»."""
    if basis is None:
        return say.gettext("without grounds")
    return {
        Basis.ORDER: say.gettext("order"),
        Basis.LETTER: say.gettext("letter"),
        Basis.DECISION: say.gettext("the chief's decision"),
        Basis.ORAL: say.gettext("by word of mouth"),
    }[basis]


def grounds_words(grounds: Grounds, say: Speech) -> str:
    """«приказ № 275 от 18.06.2018»; what is typed may name the kind of paper itself."""
    name, said = basis_name(grounds.basis, say), shortened(grounds.text, 120)
    if not said:
        return name
    return said if said.casefold().startswith(name.casefold()) else f"{name} {said}"


def moved(line: Line, before: date, grounds: Grounds, decided_by: str, say: Speech) -> Message:
    """To everybody involved: the date has moved; `line` holds it, `before` was the date."""
    head = say.gettext("The date has moved {from_to}:").format(
        from_to=from_to(before, line.due, say)
    )
    written = say.gettext("Date by the document: {date}").format(
        date=say.full_day(line.document_due)
    )
    message = _said(
        Markup("<b>{}</b>").format(head),
        line,
        [_on(grounds_words(grounds, say), say), _row(written), _by(decided_by, say)],
        say,
        brief=[_on(basis_name(grounds.basis, say), say), _row(written)],
        subject=say.gettext("The date has moved to {day}: {title}").format(
            day=say.full_day(line.due), title=shortened(line.title, 80)
        ),
    )
    return replace(message, reply_hint=reply_hints.one(say))


def with_way_back(
    message: Message, line: Line, before: date, person_id: int, say: Speech
) -> Message:
    """The same to the one who moved it: a press asks for the grounds to move it back."""
    label = say.gettext("Move it back to {date}…").format(date=say.short_day(before))
    back = Button(label, _chosen(line, before, person_id, 0))
    return replace(message, buttons=((back,),))


def _by(name: str, say: Speech) -> Markup:
    return _row(say.gettext("Decided by: {name}").format(name=name))


def ask_grounds(line: Line, day: date, person_id: int, extension_id: int, say: Speech) -> Message:
    """Why is the request refused?"""
    head = say.gettext("You refuse to move the date {from_to}:").format(
        from_to=from_to(line.due, day, say)
    )
    skip = Action(Verb.NO_GROUNDS, person_id, (extension_id,)).pack()
    return _said(
        head,
        line,
        [_question(say.gettext("Why? Write it in one message."))],
        say,
        buttons=((Button(say.gettext("Refuse without a reason"), skip),),),
    )


def refused(line: Line, day: date, reason: str, decided_by: str, say: Speech) -> Message:
    """To the one who asked, and to the one who decided: the date stays."""
    head = say.gettext("Moving the date to {day} is refused:").format(day=say.full_day(day))
    stays = _row(say.gettext("The date stays: {date}").format(date=say.full_day(line.due)))
    message = _said(
        Markup("<b>{}</b>").format(head),
        line,
        [stays, *_reason(reason, say), _by(decided_by, say)],
        say,
        brief=[stays],
        subject=say.gettext("The date stays: {title}").format(title=shortened(line.title, 80)),
    )
    return replace(message, reply_hint=reply_hints.one(say))


def cannot_move(error: CannotMove, say: Speech) -> str:
    """Why not; fits a toast."""
    match error.fault:
        case Fault.PAST:
            return say.gettext("This day has passed already. Please choose a later one.")
        case Fault.NOT_LATER:
            return say.gettext("Please choose a day later than today and than the date that holds.")
        case Fault.TOO_FAR:
            return say.gettext(
                "This day is more than a year after the roadmap ends. Please choose an earlier one."
            )
        case Fault.SAME:
            return say.gettext("This is the date that holds already.")
        case Fault.CLOSED:
            return say.gettext("The activity is closed already, its date does not move.")
        case Fault.DECIDED:
            return say.gettext("It was decided already.")
        case Fault.OWN_REQUEST:
            return say.gettext("Your own request is for another coordinator to decide.")
