"""«Добавить мероприятие…»: one question after another, then the whole before it is added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.period import Period
from views.actions import Action, Verb
from views.editing import paragraph
from views.editing_deadline import Understood, example, meaning, year_keyboard, yearless
from views.editing_owners import Candidate, Press
from views.editing_owners import choose as choose_owner
from views.lines import code, shortened
from views.speech import Speech

PAGE = 8
LABEL_CHARS = 50


class Step(StrEnum):
    """What is asked."""

    TITLE = "title"
    DEADLINE = "deadline"
    OWNER = "owner"
    RESULT = "result"
    SURE = "sure"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading that an activity can be added under."""

    section_id: int
    title: str
    is_inner: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of the new activity so far; `meant` is its deadline understood."""

    section: str = ""
    title: str = ""
    deadline: str = ""
    owner: str = ""
    result: str = ""
    meant: Understood | None = None


def ask_section(
    title: str, roadmap_id: int, sections: Sequence[Section], page: int, reader: int, say: Speech
) -> Message:
    """In which section? A page, counted from 0."""

    def press(verb: Verb, number: int) -> str:
        return Action(verb, reader, (roadmap_id, number)).pack()

    last = max(0, (len(sections) - 1) // PAGE)
    page = min(page, last)
    rows = [
        (
            Button(
                shortened(("· " if one.is_inner else "") + one.title, LABEL_CHARS),
                press(Verb.ADD_IN, one.section_id),
            ),
        )
        for one in sections[page * PAGE : (page + 1) * PAGE]
    ]
    if not sections:
        rows.append((Button(say.gettext("Without a section"), press(Verb.ADD_IN, 0)),))
    turns = []
    if page > 0:
        turns.append(Button("‹", press(Verb.ADD_ACTIVITY, page - 1)))
    if page < last:
        turns.append(Button("›", press(Verb.ADD_ACTIVITY, page + 1)))
    head = say.gettext("A new activity. At the end of which section?")
    return Message(
        paragraph(Markup("<b>{}</b>").format(head), Markup("<i>{}</i>").format(shortened(title))),
        buttons=(*rows, *((tuple(turns),) if turns else ())),
        brief=head,
    )


def _known(said: Said, say: Speech) -> list[str]:
    rows = []
    if said.section:
        rows.append(say.gettext("Section: {title}").format(title=shortened(said.section, 120)))
    if said.title:
        rows.append(say.gettext("Title: {title}").format(title=shortened(said.title, 600)))
    if said.deadline:
        rows.append(say.gettext("Deadline: {words}").format(words=said.deadline))
    if said.meant is not None:
        understood = shortened(said.meant.words, 200)
        rows.append(say.gettext("Understood: {words}").format(words=understood))
        rows += meaning(said.meant, say)
    if said.owner:
        rows.append(say.gettext("Responsible: {names}").format(names=shortened(said.owner, 200)))
    if said.result:
        result = shortened(said.result, 600)
        rows.append(say.gettext("Expected result: {text}").format(text=result))
    return rows


def _asked(said: Said, question: str, say: Speech) -> str:
    head = Markup("<b>{}</b>").format(say.gettext("A new activity"))
    return paragraph(head, *_known(said, say), "", Markup("<b>{}</b>").format(question))


def ask(step: Step, said: Said, today: date, say: Speech) -> Message:
    """The title, or the deadline?"""
    if step is Step.TITLE:
        question = say.gettext("What is to be done? Write the title in one message.")
    else:
        question = say.gettext(
            "By when? Write it in words, for example: by {day}; every quarter; during the year."
        ).format(day=say.full_day(example(today)))
    return Message(_asked(said, question, say), brief=question)


def ask_year(text: str, years: Sequence[int], roadmap_id: int, reader: int, say: Speech) -> Message:
    """A day was written without its year: in which, or every year?"""

    def data(year: int) -> str:
        return Action(Verb.ADD_YEAR, reader, (roadmap_id, year)).pack()

    return Message(
        paragraph(*yearless(text, say)),
        buttons=year_keyboard(years, data, say),
        brief=say.gettext("In which year?"),
    )


def not_understood(text: str, say: Speech) -> Message:
    """The words say no deadline."""
    head = say.gettext("I did not understand the deadline “{text}”.").format(
        text=shortened(text, 200)
    )
    hint = say.gettext(
        "Please write it otherwise, for example: by 15 December 2018; from 1 to 20 October; every "
        "month by the 5th; twice a year; all the time."
    )
    return Message(paragraph(head, hint), brief=hint)


def outside(period: Period, say: Speech) -> Message:
    """No date of it lies within the roadmap."""
    head = say.gettext(
        "No date of it is within the period of the roadmap, {start} – {end}. Please write another."
    ).format(start=say.short_day(period.start), end=say.short_day(period.end))
    return Message(paragraph(head), brief=head)


def of_roadmap(reader: int, roadmap_id: int) -> Press:
    """The presses that choose who answers for a new activity."""
    return Press(
        lambda one: Action(Verb.ADD_OWNER, reader, (roadmap_id, one.kind.value, one.number)).pack(),
        lambda page: Action(Verb.ADD_PAGE, reader, (roadmap_id, page)).pack(),
    )


def choose(said: Said, known: Sequence[Candidate], page: int, press: Press, say: Speech) -> Message:
    """Who is responsible? Above it the deadline as it was understood."""
    asked = choose_owner(said.title, known, page, press, say)
    question = say.gettext("Who is to be responsible?")
    hint = say.gettext("Choose, or write the beginning of the surname or of the organisation.")
    return Message(
        paragraph(_asked_markup(said, question, say), hint),
        buttons=asked.buttons,
        brief=question,
    )


def _asked_markup(said: Said, question: str, say: Speech) -> Markup:
    return Markup(_asked(said, question, say))  # noqa: S704 - made of escaped rows


def ask_result(said: Said, roadmap_id: int, reader: int, say: Speech) -> Message:
    """What is the expected result?"""
    question = say.gettext("What is the expected result? Write it in one message.")
    skip = Action(Verb.ADD_BARE, reader, (roadmap_id,)).pack()
    return Message(
        _asked(said, question, say),
        buttons=((Button(say.gettext("Without a result"), skip),),),
        brief=question,
    )


def sure(said: Said, roadmap_id: int, reader: int, say: Speech) -> Message:
    """All of it, before it is added."""
    question = say.gettext("Add it?")
    yes = Action(Verb.ADD_YES, reader, (roadmap_id,)).pack()
    anew = Action(Verb.ADD_ACTIVITY, reader, (roadmap_id,)).pack()
    return Message(
        _asked(said, question, say),
        buttons=((Button(say.gettext("Add"), yes), Button(say.gettext("Begin anew"), anew)),),
        brief=question,
    )


def press_it(say: Speech) -> Message:
    """Words where a button is wanted."""
    words = say.gettext("Please press “Add” or “Begin anew” above.")
    return Message(paragraph(words))


def done(activity_id: int, number: int, title: str, reader: int, say: Speech) -> Message:
    """It is added."""
    head = say.gettext("Added: {code}").format(code=code(number, say))
    hint = say.gettext("Those responsible will be told.")
    more = Action(Verb.EDIT, reader, (activity_id, 0)).pack()
    return Message(
        paragraph(head, Markup("<i>{}</i>").format(shortened(title)), hint),
        buttons=((Button(say.gettext("Change…"), more),),),
        brief=head,
    )
