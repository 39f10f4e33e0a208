"""Classes handed to teachers: whom to, what the teacher reads, what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring.checks import Problem
from roadmap.monitoring.classes import in_order
from roadmap.monitoring.fields import Answers, Form
from roadmap.monitoring.filling import class_number, first_open, pages, place_of, progress_of_row
from roadmap.plan import Line
from views.actions import Action, Verb
from views.filling_questions import Where
from views.filling_summary import shown_rows
from views.lines import place, short_name, shortened
from views.speech import Speech
from views.value_faults import at_class, label, problem_words, value_words

PAGE = 8
NAME_CHARS = 50
LISTED_CHARS = 2500
HERS_CHARS = 1200
MOST_BUTTONS = 20
LOOK_CHARS = 3000


@dataclass(frozen=True, slots=True)
class Part:
    """A class at a teacher: `state` is «asked», «sent» or «confirmed»."""

    part_id: int
    class_label: str
    person_id: int
    teacher: str
    state: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class Teacher:
    """Somebody of the school who can be written to; `chosen` has the class now."""

    person_id: int
    name: str
    chosen: bool = False


def state_words(form: Form, part: Part, say: Speech) -> str:
    """How a class at a teacher stands."""
    if part.state == "confirmed":
        return say.gettext("taken into the answers")
    if part.state == "sent":
        return say.gettext("sent, look it over")
    far = progress_of_row(form, part.answers)
    return say.gettext("{done} of {total} filled in").format(done=far.answered, total=far.total)


def handed(
    line: Line,
    form: Form,
    labels: Sequence[str],
    parts: Sequence[Part],
    person_id: int,
    say: Speech,
    note: str = "",
) -> Message:
    """To the appointed person: which class is at whom, and what has come back."""
    at = {part.class_label: part for part in parts}
    rows = [
        *([Markup("{}\n").format(note)] if note else []),
        Markup("<b>{}</b>\n{}").format(
            say.gettext("Classes and their teachers"), shortened(line.title)
        ),
    ]
    known = [at[one] for one in labels if one in at]
    told = [
        f"{part.class_label}: {short_name(part.teacher)}, {state_words(form, part, say)}"
        for part in known
    ]
    rows += [Markup("{}").format(row) for row in pages(told, LISTED_CHARS)[0]]
    hint = say.gettext("Press a class to hand it to a teacher. The rest is filled in by you.")
    rows.append(Markup("<i>{}</i>").format(hint))
    looks = [
        (
            Button(
                say.gettext("Look over: {name}").format(name=short_name(name)),
                _action(Verb.PART_LOOK, person_id, line, teacher),
            ),
        )
        for teacher, name in {p.person_id: p.teacher for p in parts if p.state == "sent"}.items()
    ]
    presses = [
        Button(
            f"✓ {one}" if one in at else one,
            _action(Verb.PART_CLASS, person_id, line, class_number(one), 0),
        )
        for one in labels[:60]
    ]
    back = Button(say.gettext("‹ Back"), _action(Verb.FILL, person_id, line, 1))
    more = Button(say.gettext("Add classes…"), _action(Verb.FILL_CLASSES_NEW, person_id, line))
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *looks,
            *(tuple(presses[i : i + 5]) for i in range(0, len(presses), 5)),
            (back, more),
        ),
    )


def _action(verb: Verb, person_id: int, line: Line, *more: int) -> str:
    return Action(verb, person_id, (line.assignment_id, *more)).pack()


def choose(
    line: Line,
    class_label: str,
    teachers: Sequence[Teacher],
    hidden: int,
    page: int,
    person_id: int,
    say: Speech,
) -> Message:
    """Who fills a class in; `hidden` colleagues no message reaches. A page counts from 0."""
    last = max(0, (len(teachers) - 1) // PAGE)
    page, number = min(page, last), class_number(class_label)
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                ("✓ " if one.chosen else "") + shortened(one.name, NAME_CHARS),
                _action(Verb.PART_TO, person_id, line, number, one.person_id),
            ),
        )
        for one in teachers[page * PAGE : (page + 1) * PAGE]
    ]
    if any(one.chosen for one in teachers):
        words = say.gettext("Take it back: filled in by us")
        rows.append((Button(words, _action(Verb.PART_TO, person_id, line, number, 0)),))
    turns = [(page - 1, "‹")] if page else []
    turns += [(page + 1, "›")] if page < last else []
    if turns:
        rows.append(
            tuple(
                Button(sign, _action(Verb.PART_CLASS, person_id, line, number, to))
                for to, sign in turns
            )
        )
    rows.append((Button(say.gettext("‹ Back"), _action(Verb.PARTS, person_id, line)),))
    text = Markup("<b>{}</b>\n<i>{}</i>").format(
        say.gettext("Who fills in the class {label}?").format(label=class_label),
        shortened(line.title),
    )
    if not teachers:
        words = say.gettext("Nobody of your school can be written to yet.")
        text += Markup("\n{}").format(words)
    if hidden or not teachers:
        words = say.gettext(
            "Whoever is not here has to be invited first: ask your coordinator to add the teacher "
            "to the school and to send the invitation."
        )
        text += Markup("\n{}").format(words)
    return Message(str(text), buttons=tuple(rows))


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
    if tomorrow:
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


def has_sent(
    line: Line, teacher: str, teacher_id: int, labels: Sequence[str], person_id: int, say: Speech
) -> Message:
    """To the appointed person: a teacher has sent her classes."""
    words = say.gettext("{name} has filled in: {classes}")
    text = Markup("<b>{}</b>\n{}").format(
        words.format(name=short_name(teacher), classes=", ".join(in_order(labels))),
        shortened(line.title),
    )
    look = _action(Verb.PART_LOOK, person_id, line, teacher_id)
    return Message(
        str(text),
        buttons=((Button(say.gettext("Look over"), look),),),
        subject=say.gettext("Classes filled in: {title}").format(title=shortened(line.title, 60)),
        brief=str(
            Markup("{}\n{}").format(say.gettext("A teacher has filled in"), place(line, say))
        ),
    )


def look(
    line: Line,
    form: Form,
    parts: Sequence[Part],
    kept: Mapping[str, Answers],
    person_id: int,
    say: Speech,
) -> Message:
    """What a teacher sent; `kept` is what the answers say so far, shown where it differs."""
    rows = [
        Markup("<b>{}</b>\n{}").format(
            say.gettext("Filled in by: {name}").format(name=parts[0].teacher),
            shortened(line.title),
        )
    ]
    size = 0
    for part in parts:
        text = "\n".join(shown_rows(form, part.answers, "", {}, say))
        changed = _changes(form, part.answers, kept.get(part.class_label, {}), say)
        size += len(text) + len(changed)
        if size > LOOK_CHARS:
            rows.append(Markup("<b>{}</b>: {}").format(part.class_label, "…"))
            continue
        rows.append(Markup("<b>{}</b>\n{}").format(part.class_label, text))
        if changed:
            rows.append(Markup("<i>{}</i>").format(changed))
    teacher = parts[0].person_id
    take = Button(
        say.gettext("Take into the answers"), _action(Verb.PART_TAKE, person_id, line, teacher)
    )
    back = Button(say.gettext("Return"), _action(Verb.PART_RETURN, person_id, line, teacher))
    return Message(str(Markup("\n").join(rows)), buttons=((take, back),))


def _changes(form: Form, sent: Answers, kept: Answers, say: Speech) -> str:
    """What the answers say so far where the teacher says something else; «» for nothing."""
    found = [
        f"{n}. {value_words(field, kept[field.key], say)}"
        for n, field in enumerate(form.asked, start=1)
        if kept.get(field.key) is not None and sent.get(field.key) != kept[field.key]
    ]
    return (
        say.gettext("In the answers so far: {values}").format(values="; ".join(found))
        if found
        else ""
    )


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
