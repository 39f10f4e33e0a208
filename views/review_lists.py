"""To a coordinator: what is reported done and waits to be accepted, with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from roadmap.working_calendar import WorkingCalendar
from views.actions import Action, Verb
from views.lines import place, short_name, shortened, state_words, thread_of, title
from views.speech import Speech

SHOWN = 6
TITLE_CHARS = 100
OWNER_CHARS = 80
NOTE_CHARS = 150
EVIDENCE_CHARS = 150


class Verdict(Enum):
    """What became of it; `TAKEN_BACK` by its owner, or otherwise out of the coordinator's hand."""

    WAITS = auto()
    ACCEPTED = auto()
    RETURNED = auto()
    TAKEN_BACK = auto()


@dataclass(frozen=True, slots=True)
class Waiting:
    """An assignment reported done by `reporter`, with the names of its evidence."""

    line: Line
    evidence: tuple[str, ...] = ()
    reporter: str = ""
    verdict: Verdict = Verdict.WAITS


def waiting_list(
    asked: Sequence[tuple[int, Waiting]], person_id: int, calendar: WorkingCalendar, say: Speech
) -> Message:
    """(printed number, what waits); what is decided keeps its number while there is room."""
    waiting = [pair for pair in asked if pair[1].verdict is Verdict.WAITS]
    head = (
        say.ngettext(
            "{n} activity is waiting to be accepted",
            "{n} activities are waiting to be accepted",
            len(waiting),
        ).format(n=len(waiting))
        if waiting
        else say.gettext("Nothing is waiting to be accepted")
    )
    shown = _shown(asked, waiting)
    rows = [Markup("<b>{}</b>").format(head)]
    rows += [paragraph(n, one, calendar, say) for n, one in shown]
    if (hidden := len(waiting) - SHOWN) > 0:
        more = say.ngettext(
            "{n} more will show once these are decided",
            "{n} more will show once these are decided",
            hidden,
        )
        rows.append(Markup("<i>{}</i>").format(more.format(n=hidden)))
    brief = [Markup("<b>{}</b>").format(head), *(_in_brief(n, one, say) for n, one in shown)]
    return Message(
        str(Markup("\n\n").join(rows)),
        buttons=tuple(
            buttons(one.line, person_id, say, number)
            for number, one in shown
            if one.verdict is Verdict.WAITS
        ),
        subject=head,
        thread=f"review-{person_id}",
        brief=str(Markup("\n\n").join(brief)),
    )


def buttons(line: Line, person_id: int, say: Speech, number: int = 0) -> tuple[Button, ...]:
    """«Принять» and «Вернуть…», after the printed number where there is one."""
    subject = (line.assignment_id,)
    head = f"{number}. " if number else ""
    return (
        Button(head + say.gettext("Accept"), Action(Verb.ACCEPT, person_id, subject).pack()),
        Button(head + say.gettext("Return…"), Action(Verb.RETURN, person_id, subject).pack()),
    )


def _shown(
    asked: Sequence[tuple[int, Waiting]], waiting: Sequence[tuple[int, Waiting]]
) -> list[tuple[int, Waiting]]:
    first = list(waiting[:SHOWN])
    room = SHOWN - len(first)
    decided = [pair for pair in asked if pair[1].verdict is not Verdict.WAITS]
    return sorted([*first, *(decided[-room:] if room else ())], key=lambda pair: pair[0])


def paragraph(number: int, one: Waiting, calendar: WorkingCalendar, say: Speech) -> Markup:
    """One of them under its printed number."""
    line = one.line
    if one.verdict is not Verdict.WAITS:
        return Markup("<s>{}. {}</s>\n{}").format(
            number, title(line, TITLE_CHARS), _verdict(one, say)
        )
    rows = [
        Markup("<b>{}.</b> {}").format(number, title(line, TITLE_CHARS)),
        Markup("<i>{}, {}</i>").format(place(line, say), shortened(line.owner, OWNER_CHARS)),
        Markup("{}").format(_fact(one, calendar, say)),
    ]
    if line.note:
        said = say.gettext("“{text}”").format(text=shortened(line.note, NOTE_CHARS))
        rows.append(Markup("{}").format(said))
    rows.append(Markup("{}").format(evidence_words(one.evidence, say)))
    return Markup("\n").join(rows)


def evidence_words(names: Sequence[str], say: Speech) -> str:
    """«Подтверждение: приказ.pdf», or that there is none."""
    if not names:
        return say.gettext("No evidence is attached")
    listed = shortened(", ".join(names), EVIDENCE_CHARS)
    return say.gettext("Evidence: {names}").format(names=listed)


def _fact(one: Waiting, calendar: WorkingCalendar, say: Speech) -> str:
    """When it was really done, against its date, and who says so where it is another."""
    fact, due = one.line.fact_on, one.line.due
    if fact is None:
        return say.gettext("due {date}").format(date=say.full_day(due))
    words = say.gettext("Done on {fact}, due {date}")
    if calendar.working_days_late(due, fact):
        words = say.gettext("Done on {fact}, late: due {date}")
    text = words.format(fact=say.full_day(fact), date=say.full_day(due))
    if one.reporter and one.reporter != one.line.owner:
        text += "; " + say.gettext("reported by {name}").format(name=short_name(one.reporter))
    return text


def _verdict(one: Waiting, say: Speech) -> str:
    return {
        Verdict.ACCEPTED: say.gettext("Accepted"),
        Verdict.RETURNED: say.gettext("Returned for more work"),
    }.get(one.verdict, state_words(one.line.state, say))


def _in_brief(number: int, one: Waiting, say: Speech) -> Markup:
    """Without names and words of anybody."""
    words = _verdict(one, say)
    return Markup("<b>{}.</b> {} — {}").format(number, place(one.line, say), words)


def _about(head: str, line: Line) -> Markup:
    return Markup("{}\n<i>{}</i>").format(head, shortened(line.title))


def ask_remark(line: Line, say: Speech) -> Message:
    """What is missing?"""
    hint = say.gettext("Write in one message what is missing; the owner will read it.")
    head = say.gettext("You are returning for more work:")
    return Message(str(Markup("{}\n\n{}").format(_about(head, line), hint)))


def returned(line: Line, remark: str, say: Speech) -> Message:
    """To the coordinator: it is returned."""
    head = say.gettext("Returned for more work; the owner is told:")
    said = say.gettext("Remark: {text}").format(text=shortened(remark, 600))
    return Message(str(Markup("{}\n{}").format(_about(head, line), said)))


def told_returned(
    line: Line, remark: str, coordinator: str, person_id: int, say: Speech
) -> Message:
    """To the owner: what is missing, with a way to answer."""
    head = say.gettext("Returned for more work by {name}:").format(name=short_name(coordinator))
    rows = [
        Markup("<b>{}</b>").format(head),
        title(line),
        Markup("<b>{}</b>").format(
            say.gettext("Remark: {text}").format(text=shortened(remark, 1000))
        ),
        Markup("<i>{}</i>").format(place(line, say)),
    ]
    brief = Markup("<b>{}</b>\n{}").format(say.gettext("Returned for more work:"), place(line, say))
    subject = say.gettext("Returned for more work: {title}")
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(_open(line, person_id, say),),
        subject=subject.format(title=shortened(line.title, 80)),
        thread=thread_of([line]),
        hint=say.gettext("Mark it done again when it is mended; until then I shall remind you."),
        letter_hint=say.gettext("When it is mended, please tell the coordinator."),
        reply_hint=say.gettext(
            "When it is mended, answer this letter, for example: “done 12.10”. A file that you "
            "attach is taken as a confirming document."
        ),
        brief=str(brief),
    )


def told_accepted(line: Line, say: Speech) -> Message:
    """To the owner: nothing more to do."""
    head = say.gettext("Accepted by the coordinator:")
    rows = [_about(head, line)]
    if line.fact_on is not None:
        fact = say.gettext("Date of fact: {date}").format(date=say.full_day(line.fact_on))
        rows.append(Markup("{}").format(fact))
    return Message(
        str(Markup("\n").join(rows)),
        subject=say.gettext("Accepted: {title}").format(title=shortened(line.title, 80)),
        thread=thread_of([line]),
        brief=str(Markup("{}\n{}").format(head, place(line, say))),
    )


def accepted_by_itself(line: Line, say: Speech) -> Message:
    """To whoever reported: nobody else is there to accept it."""
    head = say.gettext(
        "Accepted without a review: nobody but you could accept it. This is written down."
    )
    return Message(
        str(_about(head, line)), brief=str(Markup("{}\n{}").format(head, place(line, say)))
    )


def _open(line: Line, person_id: int, say: Speech) -> tuple[Button, ...]:
    card = Action(Verb.CARD, person_id, (line.assignment_id,)).pack()
    return (Button(say.gettext("Open the card"), card),)
