"""The report's sentences: what became of a date, as an office writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from roadmap.extending import Grounds
from roadmap.progress import State
from roadmap.report_marks import DateMark, Part, Report, Row, Told, Verdict, has_come, verdict
from roadmap.working_calendar import WorkingCalendar
from views.extensions import grounds_words
from views.speech import Speech

NOTE_CHARS = 500
MANY_DATES = 6
"""A row with more dates than that is told by its exceptions."""
ROUNDS = 4
"""So many answers to monitoring are told of an ongoing row."""
DONE = frozenset({Verdict.DONE, Verdict.DONE_LATE, Verdict.UNDER_REVIEW})
WITHOUT_END = frozenset({Verdict.PARTLY, Verdict.NEED_HELP, Verdict.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class Voice:
    """How a report is told: on which day, by which calendar, in which language."""

    today: date
    calendar: WorkingCalendar
    say: Speech


def of_row(row: Row, voice: Voice) -> str:
    """«Отметка об исполнении» of a printed row, in lines."""
    say = voice.say
    if row.called_off:
        return say.gettext("Called off.")
    if not row.dates:
        none = say.gettext("Done all the time.") if row.lasting else say.gettext("No date is set.")
        return "\n".join(_asked(row, say)) or none
    come = [mark for mark in row.dates if has_come(mark, voice.today)]
    ahead = [mark for mark in row.dates if mark not in come]
    if len(row.dates) == 1:
        lines = [of_date(row.dates[0], voice)]
    elif not come:
        lines = [say.gettext("Not due yet.")]
    elif len(come) <= MANY_DATES:
        lines = [_named(mark, voice) for mark in come]
    else:
        lines = _exceptions(come, voice)
    if ahead and len(row.dates) > 1:
        lines.append(say.gettext("Next date: {date}.").format(date=say.short_day(ahead[0].due)))
    return "\n".join([*lines, *_figure(row, say)])


def _asked(row: Row, say: Speech) -> list[str]:
    """«За I квартал 2019 г.: ведётся. Проведено 3 семинара.» of the last rounds that asked."""
    return [
        say.gettext("For {period}: {words}").format(period=one.title, words=_goes_on(one.mark, say))
        for one in row.rounds[-ROUNDS:]
        if one.mark.owed
    ]


def _goes_on(mark: DateMark, say: Speech) -> str:
    owed = mark.owed
    done = [part for part in owed if part.is_done]
    if not done:
        return say.gettext("no answer.")
    words = say.gettext("it goes on")
    if len(done) < len(owed):
        words += " " + say.gettext("({done} of {total} answered)").format(
            done=len(done), total=len(owed)
        )
    told = [part for part in done if part.note]
    if len(owed) == 1:
        notes = [_sentence(part.note) for part in told]
    else:
        notes = [f"{part.owner}: {_sentence(part.note)}" for part in told[:MANY_DATES]]
    return " ".join([f"{words}.", *notes])


def _named(mark: DateMark, voice: Voice) -> str:
    words = of_date(mark, voice)
    return f"{voice.say.short_day(mark.document_due)}: {words[:1].lower()}{words[1:]}"


def _exceptions(come: Sequence[DateMark], voice: Voice) -> list[str]:
    """«Исполнено 12 раз из 14», then what was not, or not in time."""
    verdicts = [(mark, verdict(mark, voice.today, voice.calendar)) for mark in come]
    counted = [pair for pair in verdicts if pair[1] is not Verdict.CALLED_OFF]
    done = [pair for pair in counted if pair[1] in (Verdict.DONE, Verdict.DONE_LATE)]
    first = voice.say.ngettext(
        "Done {done} of {n} time.", "Done {done} of {n} times.", len(counted)
    ).format(done=len(done), n=len(counted))
    rest = [pair for pair in counted if pair[1] is not Verdict.DONE]
    shown = [_named(mark, voice) for mark, _ in rest[-MANY_DATES:]]
    return [first, *_earlier(rest[:-MANY_DATES], voice.say), *shown]


def _earlier(rest: Sequence[tuple[DateMark, Verdict]], say: Speech) -> list[str]:
    """«И ещё 16: не исполнено: 31.01.2018, …», in one line."""
    if not rest:
        return []
    kinds = (
        (say.gettext("not done: {names}"), {Verdict.NOT_DONE}),
        (say.gettext("done late: {dates}"), {Verdict.DONE_LATE}),
        (say.gettext("under review: {dates}"), {Verdict.UNDER_REVIEW}),
        (say.gettext("closed without being done: {dates}"), {Verdict.CLOSED}),
        (say.gettext("in progress: {names}"), WITHOUT_END),
    )
    listed = []
    for words, kind in kinds:
        dates = ", ".join(say.short_day(mark.document_due) for mark, said in rest if said in kind)
        if dates:
            listed.append(words.format(names=dates, dates=dates))
    words = say.ngettext("And {n} more: {list}.", "And {n} more: {list}.", len(rest))
    return [words.format(n=len(rest), list="; ".join(listed))]


def _figure(row: Row, say: Speech) -> list[str]:
    """«Показатель: 24 (план — 20 участников)»"""
    if row.goal is None or not row.total:
        return []
    words = say.gettext("Figure: {total} (planned: {goal} {unit}).")
    return [words.format(total=row.total, goal=row.goal, unit=row.unit)]


def of_date(mark: DateMark, voice: Voice) -> str:
    """The sentence about one date."""
    said = verdict(mark, voice.today, voice.calendar)
    if mark.together or said in (Verdict.AHEAD, Verdict.CALLED_OFF, Verdict.CLOSED):
        words = _together(mark, said, voice)
    else:
        words = _each(mark, said, voice)
    return " ".join(part for part in (words, _moved(mark, said, voice.say)) if part)


def _together(mark: DateMark, said: Verdict, voice: Voice) -> str:
    """One mark for all who answer."""
    return " ".join(
        part for part in (_verdict(mark, said, voice), _notes(mark, said, voice)) if part
    )


def _verdict(mark: DateMark, said: Verdict, voice: Voice) -> str:
    say, fact = voice.say, mark.fact_on
    match said:
        case Verdict.DONE if fact is not None:
            words = say.gettext("Done {date}.").format(date=say.short_day(fact))
        case Verdict.DONE:
            words = say.gettext("Done.")
        case Verdict.DONE_LATE:
            words = say.gettext("Done late, {date} (due {due}).").format(
                date=say.short_day(fact or mark.due), due=say.short_day(mark.due)
            )
        case Verdict.UNDER_REVIEW if fact is not None:
            words = say.gettext("Done {date}, under review.").format(date=say.short_day(fact))
        case Verdict.UNDER_REVIEW:
            words = say.gettext("Done, under review.")
        case Verdict.NOT_DONE if any(part.state is State.PARTLY for part in mark.owed):
            words = say.gettext("Not done in time, done in part.")
        case Verdict.NOT_DONE:
            words = say.gettext("Not done.")
        case Verdict.PARTLY:
            words = say.gettext("Done in part.")
        case Verdict.NEED_HELP | Verdict.IN_PROGRESS:
            words = say.gettext("In progress.")
        case Verdict.AHEAD:
            words = say.gettext("Not due yet.")
        case Verdict.CLOSED:
            words = say.gettext("Closed without being done.")
        case Verdict.CALLED_OFF:
            words = say.gettext("Called off.")
    return _told(words, _spoken_of(mark, said), say)


def _spoken_of(mark: DateMark, said: Verdict) -> list[Part]:
    """Whose mark a verdict speaks of, the lead's first: of what is done, or done in part."""
    if said in DONE:
        parts = [part for part in mark.owed if part.is_done]
        own = [part for part in parts if part.state is not State.CLOSED_BY_LEAD]
        return sorted(own, key=lambda part: not part.is_lead)
    if said in (Verdict.PARTLY, Verdict.NOT_DONE):
        parts = [part for part in mark.owed if part.state is State.PARTLY]
        return sorted(parts, key=lambda part: not part.is_lead)
    return []


def _told(words: str, parts: Sequence[Part], say: Speech) -> str:
    """«Исполнено 18.06.2018 (со слов).»"""
    source = parts[0].told if parts else Told.ITSELF
    if source is Told.ITSELF:
        return words
    return f"{words.rstrip('.')} ({_how(source, say)})."


def _how(source: Told, say: Speech) -> str:
    return say.gettext("by word") if source is Told.BY_WORD else say.gettext("by letter")


def _notes(mark: DateMark, said: Verdict, voice: Voice) -> str:
    """What was said, each once, the lead first: of what is not done, by those who have not done
    it, as its reason."""
    owed = sorted(mark.owed, key=lambda part: not part.is_lead)
    if said is Verdict.NOT_DONE:
        owed = [part for part in owed if not part.is_settled]
    if said is Verdict.NEED_HELP:
        owed = [part for part in owed if part.state is State.NEED_HELP]
    notes = list(dict.fromkeys(_sentence(part.note) for part in owed if part.note))
    if not notes:
        return ""
    text = " ".join(notes)
    if said is Verdict.NOT_DONE:
        return voice.say.gettext("Reason: {text}").format(text=text)
    if said is Verdict.NEED_HELP:
        return voice.say.gettext("Help is needed: {text}").format(text=text)
    return text


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    line = line if len(line) <= NOTE_CHARS else line[:NOTE_CHARS].rsplit(" ", 1)[0] + "…"
    return line if line[-1] in ".!?…" else f"{line}."


def _each(mark: DateMark, said: Verdict, voice: Voice) -> str:
    """«Исполнено в 5 из 7 школ; не исполнено: …»"""
    say, owed = voice.say, mark.owed
    done = [part for part in owed if part.is_done]
    schools = all(part.is_school for part in owed)
    words = _count(len(done), len(owed), say, schools=schools) + _told_count(done, say)
    if len(done) == len(owed):
        on = mark.fact_on
        return f"{words}{', ' + say.short_day(on) if on else ''}{_lateness(mark, said, say)}."
    late: list[str] = []
    others: list[str] = []
    for part in owed:
        if part.is_done:
            continue
        overdue = voice.calendar.working_days_late(part.due, voice.today) > 0
        (late if overdue or part.is_settled else others).append(_owner(part, say))
    undone = say.gettext("not done: {names}").format(names=", ".join(late))
    going = say.gettext("in progress: {names}").format(names=", ".join(others))
    if not done and not late:
        return f"{going[:1].upper()}{going[1:]}."
    if not done and not others:
        return f"{_nobody(len(owed), say, schools=schools)}: {', '.join(late)}."
    rest = [undone if late else "", going if others else ""]
    return "; ".join([words, *filter(None, rest)]) + "."


def _count(done: int, total: int, say: Speech, *, schools: bool) -> str:
    if schools:
        words = say.ngettext("Done in {done} of {n} school", "Done in {done} of {n} schools", total)
    else:
        words = say.ngettext("{done} of {n} has done it", "{done} of {n} have done it", done)
    return words.format(done=done, n=total)


def _nobody(total: int, say: Speech, *, schools: bool) -> str:
    words = (
        say.ngettext("Not done in any of {n} school", "Not done in any of {n} schools", total)
        if schools
        else say.ngettext("Not done by any of {n} owner", "Not done by any of {n} owners", total)
    )
    return words.format(n=total)


def _told_count(done: Sequence[Part], say: Speech) -> str:
    """« (со слов — 2, по письму — 1)»"""
    counted = [(how, sum(part.told is how for part in done)) for how in Told if how]
    said = [f"{_how(how, say)} \u2014 {n}" for how, n in counted if n]
    return f" ({', '.join(said)})" if said else ""


def _lateness(mark: DateMark, said: Verdict, say: Speech) -> str:
    if said is not Verdict.DONE_LATE:
        return ""
    return " " + say.gettext("(late; due {due})").format(due=say.short_day(mark.due))


def _owner(part: Part, say: Speech) -> str:
    """A name with the reason that its owner gave, and with a date of its own."""
    told = " ".join(part.note.split()).rstrip(".")
    moved = ""
    if part.grounds is not None:
        moved = _moved_to(part.due, part.grounds, say).rstrip(".")
        moved = moved[:1].lower() + moved[1:]
    said = "; ".join(filter(None, (moved, told)))
    return f"{part.owner} ({said})" if said else part.owner


def _moved(mark: DateMark, said: Verdict, say: Speech) -> str:
    """«Срок перенесён до 20.06.2018: приказ № 12.» Without grounds it has not moved here."""
    if mark.grounds is None or mark.due == mark.document_due or said is Verdict.CALLED_OFF:
        return ""
    return _moved_to(mark.due, mark.grounds, say)


def _moved_to(due: date, grounds: Grounds, say: Speech) -> str:
    words = say.gettext("The date was moved to {date}: {grounds}.")
    return words.format(date=say.short_day(due), grounds=grounds_words(grounds, say))


def owners(row: Row) -> str:
    """Who is responsible, as the document has it; where it names nobody, those who answer."""
    if row.parties:
        return ", ".join(row.parties)
    return ", ".join(dict.fromkeys(part.owner for mark in row.dates for part in mark.parts))


def proofs(row: Row) -> str:
    """«Подтверждающие документы», one a line."""
    return "\n".join(proof.text for proof in row.proofs)


def deadline(row: Row, say: Speech) -> str:
    """The date as written in the document."""
    if row.deadline_text:
        return row.deadline_text
    return ", ".join(say.short_day(mark.document_due) for mark in row.dates[:MANY_DATES])


def heading(report: Report, say: Speech) -> str:
    """«Информация о ходе исполнения: …»"""
    return f"{say.gettext('Report on execution')}: {report.title}"


def span(report: Report, say: Speech) -> str:
    """«Период: 01.01.2018 – 31.12.2020»"""
    return say.gettext("Period: {start} – {end}").format(
        start=say.short_day(report.period.start), end=say.short_day(report.period.end)
    )


def as_of(report: Report, say: Speech) -> str:
    """«по состоянию на 1 ноября 2018 г.»"""
    return say.gettext("as of {date}").format(date=say.full_day(report.as_of))


def signature(name: str) -> str:
    """«О.И. Пономарева» of a full name, surname first."""
    surname, *given = name.split() or [""]
    initials = "".join(f"{part[0]}." for part in given[:2])
    return f"{initials} {surname}".strip()
