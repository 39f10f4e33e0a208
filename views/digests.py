"""The digest in the chat: the numbers of a roadmap in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.digesting import Acquainted, Digest
from roadmap.plan import Line
from roadmap.progress import State
from roadmap.working_calendar import WorkingCalendar
from views.actions import Action, Verb
from views.lines import by_document, place, shortened, state_words, title, why
from views.speech import Speech

SHOWN = 10
REASON_CHARS = 160


def headline(numbers: Digest, say: Speech) -> str:
    """«Наступил срок по 14 из 34 мероприятий: выполнено 11, с опозданием 1, не выполнено 2»"""
    head = numbers.headline
    if not head.come_due:
        return say.ngettext(
            "No date has come yet, {n} activity in all",
            "No date has come yet, {n} activities in all",
            head.activities,
        ).format(n=head.activities)
    return say.ngettext(
        "{come} of {n} activity has come due: done {done}, late {late}, not done {not_done}",
        "{come} of {n} activities have come due: done {done}, late {late}, not done {not_done}",
        head.activities,
    ).format(
        come=head.come_due,
        n=head.activities,
        done=head.done,
        late=head.done_late,
        not_done=head.not_done,
    )


def digest(
    heading: str,
    numbers: Digest,
    late: Sequence[Line],
    soon: Sequence[Line],
    confirmed: Sequence[Line],
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
    *,
    acquainted: Acquainted | None = None,
    paused: Sequence[str] = (),
) -> Message:
    """One message readable at a glance; `confirmed` are lines with evidence of the last week."""
    blocks = [
        Markup("<b>{}</b>\n{}").format(
            heading, say.gettext("as of {date}").format(date=say.full_day(today))
        ),
        paused_line(paused, say),
        Markup("<b>{}</b>").format(headline(numbers, say)),
        _counts(numbers, say),
        _sections(numbers, say),
    ]
    if late:
        blocks.append(_list(say.gettext("Overdue"), late, today, calendar, say))
    if soon:
        blocks.append(_list(say.gettext("The next 14 days"), soon, today, calendar, say))
    if confirmed:
        blocks.append(_evidence(confirmed, say))
    if acquainted is not None and acquainted.total:
        blocks.append(acquainted_lines(acquainted, SHOWN, say))
    counted = [
        Markup("{}").format(say.gettext("as of {date}").format(date=say.full_day(today))),
        Markup("<b>{}</b>").format(headline(numbers, say)),
        _counts(numbers, say),
    ]
    return Message(
        str(Markup("\n\n").join(block for block in blocks if block)),
        brief=str(Markup("\n\n").join(counted)),
    )


def desk(person_id: int, say: Speech) -> tuple[Button, ...]:
    """What a coordinator can do from the digest."""
    return (
        Button(say.gettext("What will be sent?"), Action(Verb.COMING, person_id).pack()),
        Button(say.gettext("Desk…"), Action(Verb.DESK_MENU, person_id).pack()),
    )


def paused_line(titles: Sequence[str], say: Speech) -> Markup:
    """«На паузе: …», or nothing."""
    if not titles:
        return Markup("")
    names = "; ".join(shortened(name, 60) for name in titles)
    return Markup("<b>{}</b>").format(say.gettext("Paused: {names}").format(names=names))


def tally_words(line: Line, say: Speech) -> str:
    """«; отчитались 5 из 7» of those who answer each for itself."""
    if line.tally is None:
        return ""
    return "; " + say.gettext("reported {done} of {total}").format(
        done=line.tally.answered, total=line.tally.total
    )


def reason(line: Line, say: Speech) -> str:
    """What is said of an open line, or that nothing is."""
    if line.note:
        note = shortened(line.note, REASON_CHARS)
        return say.gettext("{state}: {text}").format(state=state_words(line.state, say), text=note)
    if line.state is State.NOT_STARTED:
        return say.gettext("no answer")
    return say.gettext("{state}, no reason given").format(state=state_words(line.state, say))


def _more(lines: Sequence[Line], say: Speech) -> list[Markup]:
    more = len(lines) - SHOWN
    if more <= 0:
        return []
    return [Markup("{}").format(say.ngettext("and {n} more", "and {n} more", more).format(n=more))]


def _counts(numbers: Digest, say: Speech) -> Markup:
    rows = [
        say.gettext("Dates in all: {total}, done: {done}, in progress: {going}").format(
            total=numbers.total, done=numbers.done, going=numbers.in_progress
        ),
        say.gettext("Overdue: {late}, help needed: {problem}, under review: {waiting}").format(
            late=numbers.late, problem=numbers.problem, waiting=numbers.waiting_acceptance
        ),
        say.gettext("Without a date: {undated}, people not reachable: {unreachable}").format(
            undated=numbers.undated, unreachable=numbers.unreachable
        ),
    ]
    return Markup("\n").join(Markup("{}").format(row) for row in rows)


def _sections(numbers: Digest, say: Speech) -> Markup:
    rows = [
        Markup("{} — {}").format(
            section.title or say.gettext("Without a section"),
            say.gettext("{done} of {total}").format(done=section.done, total=section.total)
            + (say.gettext(", overdue {late}").format(late=section.late) if section.late else ""),
        )
        for section in numbers.sections
    ]
    return Markup("<b>{}</b>\n{}").format(say.gettext("By section"), Markup("\n").join(rows))


def _list(
    heading: str, lines: Sequence[Line], today: date, calendar: WorkingCalendar, say: Speech
) -> Markup:
    rows = [
        Markup("• {} — {}, {}\n  <i>{}{}{}</i>").format(
            title(line, 90),
            say.day(line.due),
            why(line, today, calendar, say),
            ", ".join(part for part in (place(line, say), line.owner) if part),
            tally_words(line, say),
            Markup("; {}").format(other) if (other := by_document(line, say)) else "",
        )
        for line in lines[:SHOWN]
    ]
    rows += _more(lines, say)
    return Markup("<b>{}</b>\n{}").format(heading, Markup("\n").join(rows))


def acquainted_lines(told: Acquainted, limit: int, say: Speech) -> Markup:
    """«Ознакомлены: 5 из 7» with at most `limit` names of the others."""
    rows = [
        say.gettext("Acquainted with what is theirs: {read} of {total}").format(
            read=told.read, total=told.total
        )
    ]
    if told.waiting:
        names = ", ".join(told.waiting[:limit]) + ("…" if len(told.waiting) > limit else "")
        rows.append(say.gettext("not yet: {names}").format(names=names))
    return Markup("\n").join(Markup("{}").format(row) for row in rows)


def _evidence(lines: Sequence[Line], say: Speech) -> Markup:
    rows = [
        Markup("• {} — {}").format(title(line, 90), ", ".join(line.evidence))
        for line in lines[:SHOWN]
    ]
    return Markup("<b>{}</b>\n{}").format(
        say.gettext("Confirmed this week"), Markup("\n").join(rows)
    )
