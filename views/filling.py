"""A form or a table as its respondent meets it: what is asked, how far it is, ways to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring.fields import Form
from roadmap.monitoring.filling import FEW_QUESTIONS, first_open, pages, place_of, progress
from roadmap.plan import Line
from roadmap.working_calendar import WorkingCalendar
from views.actions import Action, Verb
from views.filling_questions import Where
from views.lines import due_phrase, place, shortened
from views.receipts import named
from views.speech import Speech

REMARK_CHARS = 1500
NOTE_CHARS = 600


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a respondent reads about: `stage` is the state of the submission, `by_word` whose
    word is written down («» for one's own), `sent_at` and `zone` when it was handed in; the round
    is `over` when nothing is taken any more; `file_name` came last; `handed_on` classes are at
    teachers; `has_past`: the same was answered for a period before. Not `in_chat`: answers are
    written into the table only."""

    line: Line
    form: Form | None
    answers: Mapping[str, Any]
    stage: str
    comments: Mapping[str, Any] = field(default_factory=dict)
    remarks: Mapping[str, Any] = field(default_factory=dict)
    by_word: str = ""
    sent_at: datetime | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    over: bool = False
    file_name: str = ""
    handed_on: int = 0
    has_past: bool = False
    in_chat: bool = True

    @property
    def is_handed_in(self) -> bool:
        """Whether it waits for the coordinator, or was accepted."""
        return self.stage in ("sent", "accepted")

    @property
    def remarked(self) -> tuple[tuple[str, str], ...]:
        """(class or «», key) of the questions with a remark to be answered, as the form asks."""
        form = self.form
        if form is None or self.stage not in ("returned", "draft"):
            return ()
        found = [name.rpartition("/") for name in self.remarks]
        known = [(label, key) for label, _, key in found if place_of(form, key) is not None]
        if form.per_class:
            known = [one for one in known if one[0] in self.answers]
        return tuple(sorted(known, key=lambda one: place_of(form, one[1]) or 0))

    @property
    def title(self) -> str:
        """The name of the round."""
        return self.line.title

    def press(self, person_id: int, words: str, verb: Verb, *more: int) -> Button:
        """A button about this sheet."""
        return Button(words, Action(verb, person_id, (self.line.assignment_id, *more)).pack())


def overview(
    sheet: Sheet, person_id: int, today: date, calendar: WorkingCalendar, say: Speech
) -> Message:
    """What is asked, by when, how far it is, and the ways to answer."""
    line = sheet.line
    rows = [
        *heading(sheet, say),
        Markup("{}").format(due_phrase(line, today, calendar, say)),
        *(Markup("{}").format(row) for row in _asked(sheet, say)),
        Markup("<b>{}</b>").format(standing(sheet, say)),
        *(Markup("• {}").format(row) for row in remarks(sheet, say)),
    ]
    if sheet.over:
        words = say.gettext("This round of monitoring is over: nothing is handed in any more.")
        rows.append(Markup("{}").format(words))
    brief = [
        Markup("<b>{}</b>").format(standing(sheet, say)),
        Markup("{}").format(place(line, say)),
        Markup("{}").format(due_phrase(line, today, calendar, say)),
    ]
    if not (sheet.in_chat or sheet.over or sheet.is_handed_in):
        hint = Markup("<i>{}</i>").format(only_by_letter(say))
        rows.append(hint)
        brief.append(hint)
    return Message(
        str(Markup("\n").join(rows)),
        buttons=_ways(sheet, person_id, say),
        subject=shortened(line.title, 80),
        brief=str(Markup("\n").join(brief)),
    )


def only_by_letter(say: Speech) -> str:
    """How a respondent answers where nothing of it may be written in the messenger."""
    return say.gettext(
        "Answers are not written here: press “Get the table”, it comes by letter; fill it in and "
        "send it in answer to that letter."
    )


def heading(sheet: Sheet, say: Speech) -> list[Markup]:
    """The name of the round, and whose answers these are."""
    rows = [Markup("<b>{}</b>").format(shortened(sheet.title, 300))]
    if sheet.by_word:
        words = say.gettext("You write down the word of: {name}").format(name=sheet.by_word)
        rows.append(Markup("<b>{}</b>").format(words))
    elif sheet.line.owner:
        rows.append(Markup("<i>{}</i>").format(sheet.line.owner))
    return rows


def _asked(sheet: Sheet, say: Speech) -> list[str]:
    rows = []
    if sheet.line.expected_result:
        rows.append(shortened(sheet.line.expected_result, NOTE_CHARS))
    form = sheet.form
    if form is None:
        rows.append(say.gettext("A table is to be filled in: take it, fill it in, send it back."))
        return rows
    if form.about:
        rows.append(shortened(form.about, NOTE_CHARS))
    count = len(form.asked)
    if form.per_class:
        words = say.ngettext("{n} question about each class", "{n} questions a class", count)
    else:
        words = say.ngettext("{n} question", "{n} questions", count)
    rows.append(words.format(n=count))
    if count > FEW_QUESTIONS and not sheet.is_handed_in:
        rows.append(say.gettext("There is a lot to fill in: the table is handier than the chat."))
    return rows


def standing(sheet: Sheet, say: Speech) -> str:
    """How far it is, in words."""
    if sheet.stage == "accepted":
        return say.gettext("Accepted by the coordinator")
    if sheet.stage == "sent" and sheet.sent_at is not None:
        return say.gettext("Handed in on {when}").format(when=moment(sheet.sent_at, sheet, say))
    if sheet.stage == "returned":
        return say.gettext("Sent back: please correct it and hand it in again")
    if not sheet.answers and not sheet.file_name:
        return say.gettext("Nothing filled in yet")
    if sheet.form is None:
        return say.gettext("The table has come and is not handed in yet")
    far = progress(sheet.form, sheet.answers)
    words = say.gettext("Not handed in yet: {done} of {total} filled in").format(
        done=far.answered, total=far.total
    )
    if sheet.form.per_class:
        count = len(sheet.answers)
        words += ", " + say.ngettext("{n} class", "{n} classes", count).format(n=count)
    return words


def moment(when: datetime, sheet: Sheet, say: Speech) -> str:
    """«10 января в 15:04»"""
    words = say.gettext("{day} at {time}")
    local = when.astimezone(sheet.zone).date()
    return words.format(day=say.day(local), time=say.clock_time(when, sheet.zone))


def remarks(sheet: Sheet, say: Speech) -> list[str]:
    """What the coordinator said when sending it back, a line a question."""
    if sheet.stage not in ("returned", "draft"):
        return []
    rows = []
    for name, text in sheet.remarks.items():
        question, said = named(sheet.form, name), shortened(str(text), 300)
        rows.append(f"{question}: {said}" if question else said)
    return pages(rows, REMARK_CHARS)[0]


def _ways(sheet: Sheet, person_id: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    if not sheet.has_past:
        return _answering(sheet, person_id, say)
    past = sheet.press(person_id, say.gettext("Dynamics over periods"), Verb.SCHOOL_SERIES, 0)
    return (*_answering(sheet, person_id, say), (past,))


def _answering(sheet: Sheet, person_id: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    def press(words: str, verb: Verb, *more: int) -> tuple[Button, ...]:
        return (sheet.press(person_id, words, verb, *more),)

    if sheet.is_handed_in:
        rows = [press(say.gettext("What was handed in"), Verb.FILL_SENT)]
        if sheet.stage == "sent" and not sheet.over:
            rows.append(press(say.gettext("Correct"), Verb.FILL_AGAIN))
        return tuple(rows)
    if sheet.over:
        return (press(say.gettext("See the answers"), Verb.FILL_REVIEW),) if sheet.answers else ()
    if sheet.form is None or not sheet.in_chat:
        return (press(say.gettext("Get the table"), Verb.TABLE_OUT),)
    rows = [_begin(sheet, sheet.form, person_id, say)]
    rows.append(press(say.gettext("Get the table"), Verb.TABLE_OUT))
    if sheet.answers:
        rows.append(press(say.gettext("Look over and hand in"), Verb.FILL_REVIEW))
    if sheet.form.per_class and not sheet.by_word:
        words = say.gettext("Hand classes to teachers…")
        if sheet.handed_on:
            words = say.gettext("Handed to teachers: {n}").format(n=sheet.handed_on)
        rows.append(press(words, Verb.PARTS))
    return tuple(rows)


def _begin(sheet: Sheet, form: Form, person_id: int, say: Speech) -> tuple[Button, ...]:
    words = say.gettext("Fill in in the chat")
    if sheet.answers:
        words = say.gettext("Go on in the chat")
    if form.per_class:
        return (sheet.press(person_id, words, Verb.FILL_CLASSES),)
    where = Where(sheet.line.assignment_id)
    first = first_open(form, sheet.answers)
    if first is None:
        first = place_of(form, sheet.remarked[0][1]) if sheet.remarked else 0
    action = Action(Verb.FILL_ASK, person_id, (*where.ids, first or 0)).pack()
    return (Button(words, action),)


def saved(say: Speech) -> str:
    """A toast: everything is kept."""
    return say.gettext("Saved. Go on whenever you like, from any device.")


def file_too_late(say: Speech) -> Message:
    """A file came for a question that takes nothing any more."""
    words = say.gettext("The question that waited for a file is closed. Open the round again.")
    return Message(str(Markup("{}").format(words)))
