"""The classes of a form that asks by class: which there are, how far each is, one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring.classes import in_order
from roadmap.monitoring.fields import Answers, Form
from roadmap.monitoring.filling import class_number, first_open, pages, progress_of_row
from views.actions import Action, Verb
from views.filling import Sheet, heading
from views.filling_questions import Where
from views.filling_summary import shown_rows
from views.speech import Speech

CLASS_PAGE = 24
CLASS_CHARS = 3000


def classes(sheet: Sheet, page: int, person_id: int, say: Speech, note: str = "") -> Message:
    """The classes there are, with how far each is; `page` counts from 0."""
    form = sheet.form
    assert form is not None  # noqa: S101 - only forms ask by class
    labels = in_order(sheet.answers)
    last = max(0, (len(labels) - 1) // CLASS_PAGE)
    page = min(page, last)
    buttons = []
    for one in labels[page * CLASS_PAGE : (page + 1) * CLASS_PAGE]:
        far = progress_of_row(form, sheet.answers[one])
        words = f"✓ {one}" if far.is_full else f"{one} ({far.answered}/{far.total})"
        buttons.append(sheet.press(person_id, words, Verb.FILL_CLASS, class_number(one)))
    rows = [tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3)]
    turns = [sheet.press(person_id, "‹", Verb.FILL_CLASSES, page - 1)] if page else []
    turns += [sheet.press(person_id, "›", Verb.FILL_CLASSES, page + 1)] if page < last else []
    if turns:
        rows.append(tuple(turns))
    new = sheet.press(person_id, say.gettext("Add classes…"), Verb.FILL_CLASSES_NEW)
    rows.append((new,))
    out = [sheet.press(person_id, say.gettext("‹ Back"), Verb.FILL, 1)]
    if labels:
        out.append(sheet.press(person_id, say.gettext("Look over and hand in"), Verb.FILL_REVIEW))
    rows.append(tuple(out))
    text = say.gettext("Which class?") if labels else say.gettext("No classes have been named yet.")
    lines = [*([Markup("{}").format(note)] if note else []), *heading(sheet, say)]
    return Message(str(Markup("\n").join([*lines, Markup("{}").format(text)])), buttons=tuple(rows))


def ask_classes(sheet: Sheet, person_id: int, say: Speech) -> Message:
    """Which classes does the school have?"""
    words = say.gettext(
        "Write the classes in one message, separated by commas, for example: 1A, 1B, 2A, 5-7"
    )
    back = sheet.press(person_id, say.gettext("‹ Back"), Verb.FILL_CLASSES)
    text = Markup("{}\n{}").format(Markup("\n").join(heading(sheet, say)), words)
    return Message(str(text), buttons=((back,),))


def one_class(
    sheet: Sheet, class_label: str, teacher: str, person_id: int, say: Speech, note: str = ""
) -> Message:
    """The answers of one class, and what to do with it; `teacher` has it, «» for nobody."""
    form = sheet.form
    assert form is not None  # noqa: S101 - only forms ask by class
    row: Answers = sheet.answers[class_label]
    far = progress_of_row(form, row)
    words = say.gettext("{done} of {total} filled in")
    done = words.format(done=far.answered, total=far.total)
    rows = [
        *([Markup("{}").format(note)] if note else []),
        *heading(sheet, say),
        Markup("<b>{}</b>: {}").format(class_label, done),
        *(Markup("{}").format(one) for one in _lines(form, sheet, class_label, say)),
    ]
    if teacher:
        rows.append(Markup("{}").format(say.gettext("Filled in by: {name}").format(name=teacher)))
    number = class_number(class_label)
    where = Where(sheet.line.assignment_id, number)
    first = first_open(form, row)
    begin = say.gettext("Fill in in the chat") if first is not None else say.gettext("Correct")
    ask = Action(Verb.FILL_ASK, person_id, (*where.ids, first or 0)).pack()
    buttons: list[tuple[Button, ...]] = [(Button(begin, ask),)]
    if following := _next_class(form, sheet.answers, class_label):
        words = say.gettext("Next class: {label} ›").format(label=following)
        on = Action(Verb.FILL_CLASS, person_id, (*where.ids[1:2], class_number(following))).pack()
        buttons.append((Button(words, on),))
    drop = say.gettext("Take the class out…") if row else say.gettext("Take the class out")
    buttons.append(
        (
            sheet.press(person_id, say.gettext("‹ All classes"), Verb.FILL_CLASSES),
            sheet.press(person_id, drop, Verb.FILL_CLASS_DROP, number),
        )
    )
    return Message(str(Markup("\n").join(rows)), buttons=tuple(buttons))


def _lines(form: Form, sheet: Sheet, class_label: str, say: Speech) -> list[str]:
    row = sheet.answers[class_label]
    return pages(shown_rows(form, row, class_label, sheet.comments, say), CLASS_CHARS)[0]


def _next_class(form: Form, answers: Mapping[str, Answers], label_now: str) -> str:
    """The class after this one where something is still open, else «»."""
    labels = in_order(answers)
    place_now = labels.index(label_now)
    for one in (*labels[place_now + 1 :], *labels[:place_now]):
        if not progress_of_row(form, answers[one]).is_full:
            return one
    return ""


def sure_to_drop(sheet: Sheet, class_label: str, person_id: int, say: Speech) -> Message:
    """The class has answers: really?"""
    words = say.gettext("Take the class {label} out, with everything filled in about it?")
    number = class_number(class_label)
    yes = sheet.press(person_id, say.gettext("Yes, take it out"), Verb.FILL_CLASS_DROP, number, 1)
    no = sheet.press(person_id, say.gettext("No, leave it"), Verb.FILL_CLASS, number)
    text = Markup("{}").format(words.format(label=class_label))
    return Message(str(text), buttons=((yes, no),))


def added(labels: Sequence[str], wrong: Sequence[str], say: Speech) -> str:
    """What became of the classes that were written."""
    rows = []
    if labels:
        rows.append(say.gettext("Added: {classes}").format(classes=", ".join(labels)))
    if wrong:
        words = say.gettext("This is no class: {text}")
        rows.append(words.format(text="; ".join(f"«{one}»" for one in wrong[:5])))
    return "\n".join(rows)
