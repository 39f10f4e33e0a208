"""«Кому позвонить»: the list with telephone numbers, and one person or organisation of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.calling import Callee, Owed, Who
from roadmap.plan import Line
from roadmap.working_calendar import WorkingCalendar
from views.actions import Action, Verb
from views.calendar_keyboard import as_number, month
from views.desk import Contact
from views.lines import near_day, place, put_off_until, shortened, title, why
from views.missing import Missing, missing_words
from views.speech import Speech

PAGE = 8
LINES = 6
NAME_CHARS = 70
PHONE_CHARS = 60
NOTE_CHARS = 60
CONTACTS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What came of the last call, on a local day: nobody was there, or a promise."""

    on: date
    missed: bool = False
    until: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list; `first` is what is due first."""

    callee: Callee
    name: str
    contacts: tuple[Contact, ...]
    first: Line
    call: Told | None = None
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about one of them; `before` says what has just been done."""

    who: Who
    name: str
    contacts: tuple[Contact, ...]
    lines: tuple[tuple[Owed, Line], ...]
    reachable: bool = True
    call: Told | None = None
    before: str = ""
    missing: tuple[Missing, ...] = ()


def ids_of(who: Who) -> tuple[int, int]:
    """An owner in callback data: (person id or 0, organisation id or 0)."""
    return who[0] or 0, who[1] or 0


def calls(
    entries: Sequence[Entry], total: int, page: int, reader: int, today: date, say: Speech
) -> Message:
    """One page, counted from 0, of `total` to call."""
    if not entries:
        words = say.gettext("There is nobody to call: nobody is late, silent or out of reach.")
        return Message(str(Markup("{}").format(words)), brief=words)
    head = say.gettext("Whom to call: {n}").format(n=total)
    start = page * PAGE + 1
    numbered = list(enumerate(entries, start=start))
    rows = [Markup("<b>{}</b>").format(head)]
    rows += [_entry(number, one, today, say) for number, one in numbered]
    buttons = [
        Button(str(number), Action(Verb.CALL_CARD, reader, ids_of(one.callee.who)).pack())
        for number, one in numbered
    ]
    return Message(
        str(Markup("\n\n").join(rows)),
        buttons=(
            *(tuple(buttons[i : i + 4]) for i in range(0, len(buttons), 4)),
            *_turns(Verb.CALLS, (), page, total, PAGE, reader),
        ),
    )


def _turns(
    verb: Verb, ids: tuple[int, ...], page: int, total: int, size: int, reader: int
) -> tuple[tuple[Button, ...], ...]:
    turns = []
    if page > 0:
        turns.append(Button("‹", Action(verb, reader, (*ids, page - 1)).pack()))
    if (page + 1) * size < total:
        turns.append(Button("›", Action(verb, reader, (*ids, page + 1)).pack()))
    return (tuple(turns),) if turns else ()


def _entry(number: int, one: Entry, today: date, say: Speech) -> Markup:
    head = Markup("<b>{}. {}</b>").format(number, shortened(one.name, NAME_CHARS))
    phone = next((contact.phone for contact in one.contacts if contact.phone), "")
    rows = [
        head + Markup(" — {}").format(shortened(phone, PHONE_CHARS) or say.gettext("no number")),
        Markup("{}").format("; ".join(_reasons(one.callee, say))),
        Markup("• {}, {}").format(title(one.first, 60), near_day(one.first.due, today, say))
        + Markup("{}").format(_more(len(one.callee.owed) - 1, say)),
    ]
    rows[1:1] = [missing_words(who, say) for who in one.missing[:1]]
    if one.call is not None:
        rows.append(Markup("<i>{}</i>").format(_called(one.call, today, say)))
    return Markup("\n").join(rows)


def _more(hidden: int, say: Speech) -> str:
    if hidden <= 0:
        return ""
    return " " + say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)


def _reasons(one: Callee, say: Speech) -> list[str]:
    found = []
    if one.late:
        found.append(
            say.ngettext("{n} working day overdue", "{n} working days overdue", one.late).format(
                n=one.late
            )
        )
    if one.silent:
        found.append(
            say.ngettext("{n} reminder unanswered", "{n} reminders unanswered", one.silent).format(
                n=one.silent
            )
        )
    if not one.reachable:
        found.append(say.gettext("no message reaches them"))
    return found


def _called(call: Told, today: date, say: Speech, limit: int = NOTE_CHARS) -> str:
    on = say.gettext("today") if call.on == today else say.day(call.on)
    words = say.gettext("{day}: nobody answered the telephone").format(day=on)
    if not call.missed and call.until is not None:
        words = say.gettext("{day}: promised by {until}").format(
            day=on, until=say.weekday_day(call.until)
        )
    if call.text:
        words += ". " + say.gettext("“{text}”").format(text=shortened(call.text, limit))
    return words


def card(
    one: Card, page: int, reader: int, today: date, calendar: WorkingCalendar, say: Speech
) -> Message:
    """Whom to ask for, what they owe, and what can be written down."""
    page = max(0, min(page, (len(one.lines) - 1) // LINES))
    shown = list(enumerate(one.lines, start=1))[page * LINES : (page + 1) * LINES]
    rows = [Markup("<i>{}</i>\n").format(one.before)] if one.before else []
    rows.append(Markup("<b>{}</b>").format(shortened(one.name, 200)))
    rows += _contacts(one, say)
    if one.call is not None:
        rows.append(Markup("<i>{}</i>").format(_called(one.call, today, say, 300)))
    rows += [_owed(n, owed, line, today, calendar, say) for n, (owed, line) in shown]
    if not one.lines:
        rows.append(Markup("\n{}").format(say.gettext("Nothing is waited for from them now.")))
    return Message(str(Markup("\n").join(rows)), buttons=_deeds(one, shown, page, reader, say))


def _contacts(one: Card, say: Speech) -> list[Markup]:
    rows = []
    for contact in one.contacts[:CONTACTS]:
        name = "" if contact.name == one.name else contact.name
        ways = ", ".join(part for part in (contact.phone, contact.email) if part)
        if ways:
            rows.append(Markup("{}").format(": ".join(part for part in (name, ways) if part)))
    rows += [Markup("<b>{}</b>").format(missing_words(who, say)) for who in one.missing]
    if not any(contact.phone for contact in one.contacts):
        rows.append(Markup("{}").format(say.gettext("No telephone number is known.")))
    if not one.reachable:
        rows.append(Markup("{}").format(say.gettext("No message reaches them: please call")))
    return rows


def _owed(
    number: int, owed: Owed, line: Line, today: date, calendar: WorkingCalendar, say: Speech
) -> Markup:
    rows = [
        Markup("\n<b>{}.</b> {}").format(number, title(line, 120)),
        Markup("{} — <b>{}</b>").format(say.full_day(line.due), why(line, today, calendar, say)),
    ]
    more = [place(line, say)]
    if owed.silent:
        more.append(
            say.ngettext("{n} reminder unanswered", "{n} reminders unanswered", owed.silent).format(
                n=owed.silent
            )
        )
    if owed.quiet_until is not None and owed.quiet_until > today:
        more.append(put_off_until(owed.quiet_until, say))
    rows.append(Markup("<i>{}</i>").format(", ".join(more)))
    return Markup("\n").join(rows)


def _deeds(
    one: Card,
    shown: Sequence[tuple[int, tuple[Owed, Line]]],
    page: int,
    reader: int,
    say: Speech,
) -> tuple[tuple[Button, ...], ...]:
    who = ids_of(one.who)
    rows: list[tuple[Button, ...]] = []
    marks = [
        Button(
            say.gettext("{n}. Mark…").format(n=number),
            Action(Verb.MARK_HOW, reader, (*who, line.assignment_id)).pack(),
        )
        for number, (_, line) in shown
    ]
    rows += [tuple(marks[i : i + 3]) for i in range(0, len(marks), 3)]
    rows += _turns(Verb.CALL_CARD, who, page, len(one.lines), LINES, reader)
    if len(one.lines) > 1:
        label = say.ngettext("All {n} are done…", "All {n} are done…", len(one.lines))
        all_done = Action(Verb.MARK_HOW, reader, (*who, 0)).pack()
        rows.append((Button(label.format(n=len(one.lines)), all_done),))
    if one.lines:
        promised = Action(Verb.PROMISED, reader, who).pack()
        rows.append((Button(say.gettext("They promised it by…"), promised),))
    missed = Action(Verb.NOT_ANSWERED, reader, who).pack()
    to_list = Action(Verb.CALLS, reader, (0,)).pack()
    rows.append((Button(say.gettext("Nobody answered"), missed),))
    rows.append((Button(say.gettext("To the list"), to_list),))
    return tuple(rows)


def ask_day(
    who: Who, name: str, shown: date, today: date, last: date, reader: int, say: Speech
) -> Message:
    """By which day did they promise it?"""
    ids = ids_of(who)

    def press(verb: Verb, day: date) -> str:
        return Action(verb, reader, (*ids, as_number(day))).pack()

    text = Markup("<b>{}</b>\n{}\n\n{}").format(
        say.gettext("By which day did they promise it?"),
        shortened(name, 200),
        say.gettext("Until that day nobody reminds them."),
    )
    days = month(
        shown,
        today.fromordinal(today.toordinal() + 1),
        last,
        lambda day: press(Verb.PROMISED_ON, day),
        lambda day: press(Verb.PROMISED, day),
        Action(Verb.NOTHING, reader).pack(),
        say,
    )
    back = Button(say.gettext("Back"), Action(Verb.CALL_CARD, reader, (*ids, 0)).pack())
    return Message(str(text), buttons=(*days, (back,)))


def promised(
    who: Who, name: str, day: date, lines: Sequence[Line], reader: int, say: Speech
) -> Message:
    """It is written down; words can be added."""
    rows = [
        Markup("<b>{}</b>").format(
            say.gettext("Written down: promised by {date}").format(date=say.weekday_day(day))
        ),
        Markup("{}").format(shortened(name, 200)),
        *(Markup("• {}").format(title(line, 100)) for line in lines[:LINES]),
    ]
    if (hidden := len(lines) - LINES) > 0:
        rows.append(Markup("{}").format(_more(hidden, say).strip()))
    rows.append(
        Markup("\n{}").format(
            say.gettext(
                "Until then I do not remind them. You can write in one message what they said."
            )
        )
    )
    to_list = Button(say.gettext("To the list"), Action(Verb.CALLS, reader, (0,)).pack())
    ids = (*ids_of(who), 0)
    again = Button(say.gettext("Back"), Action(Verb.CALL_CARD, reader, ids).pack())
    return Message(str(Markup("\n").join(rows)), buttons=((again, to_list),))


def noted(name: str, said: str, say: Speech) -> Message:
    """What they said is kept."""
    words = say.gettext("Written down: {text}").format(text=shortened(said, 300))
    return Message(str(Markup("{}\n<i>{}</i>").format(words, shortened(name, 200))))
