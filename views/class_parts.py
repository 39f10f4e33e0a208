"""Classes handed to teachers: whom to, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring.classes import in_order
from roadmap.monitoring.fields import Answers, Form
from roadmap.monitoring.filling import class_number, pages
from roadmap.plan import Line
from views.actions import Action, Verb
from views.filling_summary import shown_rows
from views.lines import place, short_name, shortened
from views.speech import Speech
from views.teacher_classes import Part, state_words
from views.value_faults import value_words

PAGE = 8
NAME_CHARS = 50
LISTED_CHARS = 2500
LOOK_CHARS = 3000


@dataclass(frozen=True, slots=True)
class Teacher:
    """Somebody of the school who can be written to; `chosen` has the class now."""

    person_id: int
    name: str
    chosen: bool = False


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


def has_sent(
    line: Line, teacher: str, teacher_id: int, labels: Sequence[str], person_id: int, say: Speech
) -> Message:
    """To the appointed person: a teacher has sent her classes."""
    words = say.ngettext(
        "{name} has filled in class {classes}",
        "{name} has filled in classes {classes}",
        min(len(labels), 2),
    )
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


def teacher_left(
    line: Line,
    teacher: tuple[int, str],
    begun: Sequence[str],
    empty: Sequence[str],
    person_id: int,
    say: Speech,
) -> Message:
    """To who handed classes over: the teacher (id, name) has left; what is `begun` is to be looked
    over, what is `empty` to be filled in."""
    number, name = teacher
    head = say.gettext("{name} does not work with you any more").format(name=short_name(name))
    rows = [Markup("<b>{}</b>\n{}").format(head, shortened(line.title))]
    buttons: list[tuple[Button, ...]] = []
    if empty:
        words = say.gettext("Yours to fill in again: {classes}")
        rows.append(Markup("{}").format(words.format(classes=", ".join(in_order(empty)))))
        fill = _action(Verb.FILL, person_id, line)
        buttons.append((Button(say.gettext("Fill in"), fill),))
    if begun:
        words = say.gettext("Filled in before, look it over: {classes}")
        rows.append(Markup("{}").format(words.format(classes=", ".join(in_order(begun)))))
        look_over = _action(Verb.PART_LOOK, person_id, line, number)
        buttons.append((Button(say.gettext("Look over"), look_over),))
    brief = Markup("{}\n{}").format(
        say.gettext("A teacher to whom you handed classes has left"), place(line, say)
    )
    return Message(
        str(Markup("\n").join(rows)),
        buttons=tuple(buttons),
        subject=shortened(head, 80),
        brief=str(brief),
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
