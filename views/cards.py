"""One activity on a card: everything about it, and a button for each answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.expected_evidence import expected
from roadmap.history import Entry
from roadmap.plan import Line
from roadmap.progress import OPEN, Event, State
from roadmap.snoozing import can_be_snoozed, is_snoozed
from roadmap.targets import Target
from roadmap.working_calendar import WorkingCalendar
from views import asked_lines
from views.actions import Action, Verb
from views.discretion import lines_in_brief
from views.evidence import expected_words
from views.lines import (
    as_written,
    by_document,
    by_word,
    due_phrase,
    for_whom,
    place,
    put_off_until,
    short_name,
    shortened,
    standing,
    why,
)
from views.marking import fact, progress
from views.speech import Speech

HISTORY_TEXT = 200
EVIDENCE_NAMES, EVIDENCE_CHARS = 6, 60


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card says beside its line: the way to the target, where there is one, what was
    reported, oldest first, and what somebody asked of the coordinator.

    `can_undo`: the last mark is fresh. `owner` is named to who heads the school: they can remind
    (`can_nudge`) and hand on (`can_delegate`).
    """

    target: Target | None = None
    total: int = 0
    history: tuple[Entry, ...] = ()
    can_undo: bool = True
    not_mine: bool = False
    not_relevant: bool = False
    owner: str = ""
    can_nudge: bool = False
    can_delegate: bool = False


def card(
    line: Line,
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
    facts: Facts | None = None,
) -> Message:
    """Everything about one assignment, with a button for each answer."""
    facts = facts or Facts()
    rows = [
        Markup("<b>{}</b>").format(shortened(line.title, 900)),
        Markup("<i>{}</i>").format(place(line, say)),
        Markup("{} — {}").format(
            due_phrase(line, today, calendar, say),
            why(line, today, calendar, say) if line.state in OPEN else standing(line, say),
        ),
        *_dates(line, say),
        *(Markup("{}: <b>{}</b>").format(w, facts.owner) for w in _responsible(facts, say)),
        *(Markup("{}").format(row) for row in _standing(line, today, calendar, say)),
        *(Markup("{}").format(row) for row in _expected(line, facts, say)),
        *(Markup("<b>{}</b>").format(row) for row in _asked(facts, say)),
        *_history(line, facts, say),
    ]
    now = say.gettext("Now: {state}").format(state=standing(line, say))
    return Message(
        str(Markup("\n").join(rows)),
        buttons=_buttons(line, person_id, today, calendar, facts, say),
        brief=lines_in_brief(now, [(1, line)], today, calendar, say),
    )


def _responsible(facts: Facts, say: Speech) -> list[str]:
    return [say.gettext("Responsible")] if facts.owner else []


def _dates(line: Line, say: Speech) -> list[Markup]:
    """The other dates there are, and whose it is for who stands in."""
    rows = [by_document(line, say)]
    if line.asked_for is not None:
        asked = say.gettext("You ask to move it to {date}; it is not decided yet")
        rows.append(Markup("<b>{}</b>").format(asked.format(date=say.full_day(line.asked_for))))
    rows += [for_whom(line, say), as_written(line, say)]
    return [row for row in rows if row]


def _standing(line: Line, today: date, calendar: WorkingCalendar, say: Speech) -> list[str]:
    """How it stands, and by whose word."""
    rows = []
    if line.state in OPEN:
        rows.append(say.gettext("Now: {state}").format(state=standing(line, say)))
    if line.snoozed_until is not None and is_snoozed(line, today):
        rows.append(put_off_until(line.snoozed_until, say))
    if day := fact(line, calendar, say):
        rows.append(day)
    if line.by_word:
        rows.append(by_word(line, say))
    if line.delegate:
        words = say.gettext("handed to: {name}")
        rows.append(words.format(name=short_name(line.delegate)))
    return rows


def _expected(line: Line, facts: Facts, say: Speech) -> list[str]:
    """What is expected, how much of it there is, with whom, and what confirms it."""
    rows = []
    if line.expected_result:
        words = say.gettext("Expected result: {text}")
        rows.append(words.format(text=shortened(line.expected_result, 600)))
    if facts.target is not None:
        words = say.gettext("Towards the target: {progress}")
        rows.append(words.format(progress=progress(facts.target, facts.total, say)))
    if line.lead:
        rows.append(say.gettext("Leads: {name}").format(name=line.lead))
    if beside := [name for name in line.others if name != line.lead]:
        words = say.gettext("Together with: {names}")
        rows.append(words.format(names=", ".join(beside)))
        if line.is_lead and not line.separate and not line.all_report:
            rows.append(say.gettext("You lead: your “done” closes it for all."))
    papers = expected(line.title, line.expected_result)
    if line.evidence:
        words = say.gettext("Evidence: {names}")
        rows.append(words.format(names=_names(line, say)))
    elif papers and line.state in OPEN:
        rows.append(expected_words(papers, say))
    return rows


def _names(line: Line, say: Speech) -> str:
    names = ", ".join(shortened(name, EVIDENCE_CHARS) for name in line.evidence[:EVIDENCE_NAMES])
    hidden = len(line.evidence) - EVIDENCE_NAMES
    if hidden <= 0:
        return names
    return f"{names} " + say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)


def _asked(facts: Facts, say: Speech) -> list[str]:
    rows = []
    if facts.not_mine:
        rows.append(say.gettext("“Not mine”: the coordinator will decide"))
    if facts.not_relevant:
        rows.append(say.gettext("“Not relevant”: the coordinator will decide"))
    return rows


def _history(line: Line, facts: Facts, say: Speech) -> list[Markup]:
    if not facts.history:
        return []
    rows = [Markup("\n{}").format(say.gettext("History:"))]
    return [*rows, *(Markup("• {}").format(entry(one, say, line)) for one in facts.history)]


def entry(one: Entry, say: Speech, line: Line | None = None) -> str:
    """«10.10.2018: выполнено (9 октября) — Пономарева О. И.: „Утверждён приказом“»; what a round
    of monitoring asks goes on, or was handed in, by its `line`."""
    words = _event(one, line, say)
    if one.fact_on is not None and (line is None or line.asked_as is None):
        words += f" ({say.day(one.fact_on)})"
    if one.amount:
        words += f" ({one.amount:+d})"
    words = f"{say.short_day(one.on)}: {words}"
    if one.who:
        words += f" — {short_name(one.who)}"
    if one.by_word:
        words += " " + say.gettext("(by word of mouth)")
    if one.by_letter:
        words += " " + say.gettext("(from a letter)")
    if one.text:
        words += ": " + say.gettext("“{text}”").format(text=shortened(one.text, HISTORY_TEXT))
    return words


def _event(one: Entry, line: Line | None, say: Speech) -> str:
    if one.is_detail and one.event is not Event.NEED_HELP:
        return say.gettext("made more precise")
    if one.event is Event.DONE and line is not None and line.asked_as is not None:
        return standing(replace(line, state=State.DONE), say)
    return event_words(one.event, say)


def event_words(event: Event, say: Speech) -> str:
    """What happened to an assignment, in a word or two."""
    return {
        Event.DONE: say.gettext("done"),
        Event.PARTLY: say.gettext("done in part"),
        Event.IN_PROGRESS: say.gettext("in progress"),
        Event.NEED_HELP: say.gettext("help needed"),
        Event.UNDO: say.gettext("mark taken back"),
        Event.REOPEN: say.gettext("opened again"),
        Event.LEAD_DONE: say.gettext("closed by the lead"),
        Event.LEAD_UNDO: say.gettext("opened again by the lead"),
        Event.ACCEPT: say.gettext("accepted"),
        Event.RETURN: say.gettext("returned to be finished"),
        Event.CALL_OFF: say.gettext("called off"),
        Event.CLOSE: say.gettext("closed by the coordinator"),
    }[event]


def _buttons(
    line: Line,
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    facts: Facts,
    say: Speech,
) -> tuple[tuple[Button, ...], ...]:
    def button(label: str, verb: Verb) -> Button:
        return Button(label, Action(verb, person_id, (line.assignment_id,)).pack())

    if line.state not in OPEN:
        return _after(line, facts, button, say)
    rows = [
        *_marks(line, button, say),
        [button(say.gettext("Move the date…"), Verb.EXTEND)],
        [],
    ]
    if can_be_snoozed(line, today, calendar):
        rows[-2].append(button(say.gettext("Put off…"), Verb.SNOOZE))
    if not facts.not_mine and not facts.not_relevant:
        rows[-1].append(button(say.gettext("Not mine…"), Verb.NOT_MINE))
        rows[-1].append(button(say.gettext("Not relevant…"), Verb.NOT_RELEVANT))
    if line.organization_id is not None and not facts.can_delegate:
        rows.append([button(say.gettext("Hand to a colleague…"), Verb.DELEGATE)])
    rows.append(_papers(line, button, say))
    school = []
    if facts.can_nudge:
        school.append(button(say.gettext("Remind"), Verb.NUDGE))
    if facts.can_delegate:
        school.append(button(say.gettext("Hand on…"), Verb.DELEGATE))
    return tuple(tuple(row) for row in (*rows, school) if row)


def _marks(line: Line, button: Callable[[str, Verb], Button], say: Speech) -> list[list[Button]]:
    """What can be answered: what is filled in is not marked."""
    if line.is_filled:
        return [
            [button(asked_lines.press_label(line, say), Verb.FILL)],
            [button(say.gettext("Help needed"), Verb.NEED_HELP)],
        ]
    return [
        [
            button(asked_lines.press_label(line, say), Verb.DONE),
            button(say.gettext("Done in part"), Verb.PARTLY),
        ],
        [
            button(say.gettext("In progress"), Verb.IN_PROGRESS),
            button(say.gettext("Help needed"), Verb.NEED_HELP),
        ],
    ]


def _papers(line: Line, button: Callable[[str, Verb], Button], say: Speech) -> list[Button]:
    """Attaching, and the documents there are."""
    found = [button(say.gettext("Attach…"), Verb.ATTACH_TO)]
    if line.evidence:
        words = say.gettext("Documents ({n})…").format(n=len(line.evidence))
        found.append(button(words, Verb.PAPERS))
    return found


def _after(
    line: Line, facts: Facts, button: Callable[[str, Verb], Button], say: Speech
) -> tuple[tuple[Button, ...], ...]:
    """What can be done about one's own mark."""
    papers = tuple(_papers(line, button, say)) if line.state is not State.CALLED_OFF else ()
    if line.is_filled and line.state in (State.DONE, State.WAITING_ACCEPTANCE):
        return (button(say.gettext("What was handed in…"), Verb.FILL),), papers
    if line.state not in (State.DONE, State.WAITING_ACCEPTANCE):
        return (papers,) if papers else ()
    more = button(say.gettext("Date, words, numbers…"), Verb.DETAILS)
    if facts.can_undo:
        return ((more,), papers, (button(say.gettext("Undo the mark"), Verb.UNDO),))
    return ((more,), papers, (button(say.gettext("Open again…"), Verb.REOPEN),))
