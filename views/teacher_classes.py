"""The classes that a teacher was given, as she reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring.checks import Problem
from roadmap.monitoring.fields import Answers, Form
from roadmap.monitoring.filling import first_open, pages, place_of, progress_of_row
from roadmap.plan import Line
from views.actions import Action, Verb
from views.filling_questions import Where
from views.lines import place, short_name, shortened
from views.speech import Speech
from views.value_faults import at_class, label, problem_words

HERS_CHARS = 1200
MOST_BUTTONS = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A class at a teacher: `state` is «asked», «sent» or «confirmed»."""

    part_id: int
    class_label: str
    person_id: int
    teacher: str
    state: str
    answers: Answers


def state_words(form: Form, part: Part, say: Speech) -> str:
    """How a class at a teacher stands."""
    if part.state == "confirmed":
        return say.gettext("taken into the answers")
    if part.state == "sent":
        return say.gettext("sent, look it over")
    far = progress_of_row(form, part.answers)
    return say.gettext("{done} of {total} filled in").format(done=far.answered, total=far.total)


def yours(
    line: Line,
    form: Form,
    parts: Sequence[Part],
    by: str,
    person_id: int,
    submission_id: int,
    say: Speech,
    *,
    note: str = "",
    problems: Sequence[tuple[Part, Problem]] = (),
    tomorrow: bool = False,
) -> Message:
    """To the teacher: her classes and nothing else. `tomorrow`: a reminder of the due date."""
    head = say.gettext("Please fill in about your classes:")
    if all(part.state != "asked" for part in parts):
        head = say.gettext("Your classes are sent:")
    elif tomorrow:
        head = say.gettext("Due soon: please fill in about your classes")
    due = say.gettext("due {date}").format(date=say.full_day(line.due))
    rows = [
        *([Markup("{}\n").format(note)] if note else []),
        Markup("<b>{}</b>\n{}\n{}").format(head, shortened(line.title), due),
    ]
    if by:
        words = say.gettext("Asked by: {name}").format(name=short_name(by))
        rows.append(Markup("<i>{}</i>").format(words))
    hers = [f"{part.class_label}: {_her_state(form, part, say)}" for part in parts]
    rows += [Markup("{}").format(row) for row in pages(hers, HERS_CHARS)[0]]
    found = [problem_words(form, problem, say) for _, problem in problems]
    if found:
        rows.append(Markup("<b>{}</b>").format(say.gettext("To be mended before it is sent:")))
        rows += [Markup("• {}").format(one) for one in pages(found, HERS_CHARS)[0]]
    open_ones = [part for part in parts if part.state == "asked"]
    buttons = [(_fix(form, part, problem.key, person_id, say),) for part, problem in problems]
    if not problems:
        buttons = [(_fill(form, part, person_id, say),) for part in open_ones]
    buttons = buttons[:MOST_BUTTONS]
    if any(part.answers for part in open_ones) and not tomorrow:
        words = say.gettext("Send to {name}").format(name=short_name(by))
        send = Action(Verb.PART_SEND, person_id, (submission_id,)).pack()
        buttons.append((Button(words, send),))
    return Message(
        str(Markup("\n").join(rows)),
        buttons=tuple(buttons),
        subject=shortened(f"{head} {line.title}", 80),
        brief=str(Markup("<b>{}</b>\n{}, {}").format(head, place(line, say), due)),
    )


def _her_state(form: Form, part: Part, say: Speech) -> str:
    if part.state == "asked":
        return state_words(form, part, say)
    return say.gettext("sent")


def _fill(form: Form, part: Part, person_id: int, say: Speech) -> Button:
    far, first = progress_of_row(form, part.answers), first_open(form, part.answers)
    words = say.gettext("{label}: fill in ({done}/{total})")
    if first is None:
        words = say.gettext("✓ {label}: look again")
    where = Where(part.part_id, part=True)
    ask = Action(Verb.FILL_ASK, person_id, (*where.ids, first or 0)).pack()
    return Button(words.format(label=part.class_label, done=far.answered, total=far.total), ask)


def _fix(form: Form, part: Part, key: str, person_id: int, say: Speech) -> Button:
    n = place_of(form, key) or 0
    words = say.gettext("Correct: {n}. {question}").format(
        n=n + 1, question=label(form.asked[n], 40)
    )
    where = Where(part.part_id, part=True)
    ask = Action(Verb.FILL_ASK, person_id, (*where.ids, n)).pack()
    return Button(at_class(part.class_label, words), ask)


def returned(
    line: Line,
    form: Form,
    parts: Sequence[Part],
    by: str,
    person_id: int,
    submission_id: int,
    say: Speech,
) -> Message:
    """To the teacher: please look at it again."""
    words = say.gettext(
        "{name} asks you to look at your classes again and to send them once more."
    ).format(name=short_name(by))
    return yours(line, form, parts, by, person_id, submission_id, say, note=words)
