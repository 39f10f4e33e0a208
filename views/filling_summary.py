"""Everything that was answered: looked over before it is handed in, and in the receipt after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring.checks import Problem, ProblemKind
from roadmap.monitoring.classes import in_order
from roadmap.monitoring.doubts import Doubt
from roadmap.monitoring.fields import Answers, Form
from roadmap.monitoring.filling import class_number, pages, place_of
from views.actions import Action, Verb
from views.filling import Sheet, heading, moment, remarks, standing
from views.filling_questions import Where
from views.lines import place, shortened
from views.speech import Speech
from views.value_faults import at_class, doubt_words, label, problem_words, value_words

PAGE_CHARS = 1800
LISTED_CHARS = 800
FEW_MISSING = 4
FIXES = 6
NUMBERS = 24
Rows = list[tuple[Button, ...]]


def shown_rows(
    form: Form, row: Answers, class_label: str, comments: Mapping[str, Any], say: Speech
) -> list[str]:
    """The answers of a row, a line a question, with the comments, by the names of fields."""
    rows = []
    for number, asked in enumerate(form.asked, start=1):
        value = row.get(asked.key)
        said = shortened(value_words(asked, value, say), 200)
        line = f"{number}. {label(asked, 90)}: {said}"
        name = f"{class_label}/{asked.key}" if class_label else asked.key
        if comment := comments.get(name):
            line += f" ({shortened(str(comment), 200)})"
        rows.append(line)
    return rows


def values(sheet: Sheet, say: Speech) -> list[str]:
    """Everything that was answered: a line a question, under the names of the classes."""
    form = sheet.form
    if form is None:
        return [say.gettext("The table: {name}").format(name=sheet.file_name)]
    if not form.per_class:
        return shown_rows(form, sheet.answers, "", sheet.comments, say)
    return [
        row
        for one in in_order(sheet.answers)
        for row in (one, *shown_rows(form, sheet.answers[one], one, sheet.comments, say))
    ]


def summary(
    sheet: Sheet,
    problems: Sequence[Problem],
    warnings: Sequence[Doubt],
    page: int,
    person_id: int,
    say: Speech,
) -> Message:
    """Everything before it is handed in: what has to be mended, what to look at, the answers."""
    paged = pages(values(sheet, say), PAGE_CHARS)
    page = min(page, len(paged) - 1)
    rows = heading(sheet, say)
    if not page:
        rows += _to_mend(sheet, problems, warnings, say)
    rows += [Markup("{}").format(row) for row in paged[page]]
    if not problems and page == len(paged) - 1:
        rows.append(Markup("<b>{}</b>").format(say.gettext("Is everything right? Hand it in?")))
    buttons = [*_turns(sheet, Verb.FILL_REVIEW, page, len(paged), person_id)]
    if not problems:
        buttons.append((sheet.press(person_id, say.gettext("Hand in"), Verb.FILL_SEND),))
    buttons += _fixes(sheet, problems, warnings, person_id, say)
    buttons.append((sheet.press(person_id, say.gettext("‹ Back"), Verb.FILL, 1),))
    return Message(str(Markup("\n").join(rows)), buttons=tuple(buttons))


def _to_mend(
    sheet: Sheet, problems: Sequence[Problem], warnings: Sequence[Doubt], say: Speech
) -> list[Markup]:
    form = sheet.form
    if form is None:
        return []
    rows = _listed(
        say.gettext("To be mended before it is handed in:"),
        _problem_rows(form, problems, say),
        say,
    )
    head = say.gettext("The coordinator asked to correct:")
    rows += _listed(head, remarks(sheet, say), say)
    return rows + _listed(
        say.gettext("Please check, this looks unusual:"),
        [doubt_words(form, one, say) for one in warnings],
        say,
    )


def _problem_rows(form: Form, problems: Sequence[Problem], say: Speech) -> list[str]:
    """A line each; many unanswered questions of a row in one line, by their numbers."""
    unanswered: dict[str, list[int]] = {}
    for one in problems:
        if one.kind is ProblemKind.REQUIRED and (n := place_of(form, one.key)) is not None:
            unanswered.setdefault(one.label, []).append(n + 1)
    many = {label: found for label, found in unanswered.items() if len(found) > FEW_MISSING}
    rows = [
        at_class(
            label,
            say.gettext("no answer to the questions {numbers}").format(numbers=_numbers(found)),
        )
        for label, found in many.items()
    ]
    return rows + [
        problem_words(form, one, say)
        for one in problems
        if one.kind is not ProblemKind.REQUIRED or one.label not in many
    ]


def _numbers(found: Sequence[int]) -> str:
    """«1, 4–7»"""
    spans: list[list[int]] = []
    for number in found:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)


def _listed(head: str, found: Sequence[str], say: Speech) -> list[Markup]:
    if not found:
        return []
    shown = pages(found, LISTED_CHARS)[0]
    rows = [Markup("<b>{}</b>").format(head), *(Markup("• {}").format(one) for one in shown)]
    if hidden := len(found) - len(shown):
        more = say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
        rows.append(Markup("{}").format(more))
    return rows


def _turns(sheet: Sheet, verb: Verb, page: int, count: int, person_id: int) -> Rows:
    turns = [sheet.press(person_id, "‹", verb, page - 1)] if page else []
    turns += [sheet.press(person_id, "›", verb, page + 1)] if page < count - 1 else []
    return [tuple(turns)] if turns else []


def _fixes(
    sheet: Sheet,
    problems: Sequence[Problem],
    warnings: Sequence[Doubt],
    person_id: int,
    say: Speech,
) -> Rows:
    """A way to what is wrong; where nothing is, to every question."""
    form = sheet.form
    if form is None:
        return []
    found = [(one.label, one.key) for one in problems]
    found += sheet.remarked
    found += [(one.label, one.key) for one in warnings]
    wrong = dict.fromkeys(one for one in found if one[1])
    rows: Rows = [
        (_fix(sheet, form, class_label, key, person_id, say),)
        for class_label, key in list(wrong)[:FIXES]
    ]
    if form.per_class:
        return [*rows, (sheet.press(person_id, say.gettext("Correct…"), Verb.FILL_CLASSES),)]
    if rows:
        return rows
    where = Where(sheet.line.assignment_id)
    numbers = [
        Button(f"✎ {n + 1}", Action(Verb.FILL_ASK, person_id, (*where.ids, n)).pack())
        for n in range(min(NUMBERS, len(form.asked)))
    ]
    return [tuple(numbers[i : i + 6]) for i in range(0, len(numbers), 6)]


def _fix(
    sheet: Sheet, form: Form, class_label: str, key: str, person_id: int, say: Speech
) -> Button:
    n = place_of(form, key) or 0
    where = Where(sheet.line.assignment_id, class_number(class_label))
    words = say.gettext("Correct: {n}. {question}").format(
        n=n + 1, question=label(form.asked[n], 40)
    )
    action = Action(Verb.FILL_ASK, person_id, (*where.ids, n)).pack()
    return Button(at_class(class_label, words), action)


def receipt(
    sheet: Sheet,
    warnings: Sequence[Doubt],
    page: int | None,
    person_id: int,
    say: Speech,
    *,
    letter: bool = False,
) -> Message:
    """«Сведения приняты 10 января в 15:04» with what was understood; `page` from 0, None for all
    in one; a `letter` has nothing to press."""
    everything = values(sheet, say)
    paged = [everything] if page is None else pages(everything, PAGE_CHARS)
    shown = min(page or 0, len(paged) - 1)
    when = moment(sheet.sent_at, sheet, say) if sheet.sent_at is not None else ""
    head = say.gettext("Received on {when}. What was understood:").format(when=when)
    rows = [Markup("<b>{}</b>").format(head), *heading(sheet, say)]
    rows += [Markup("{}").format(row) for row in paged[shown]]
    if not shown and sheet.form is not None:
        looked = [doubt_words(sheet.form, one, say) for one in warnings]
        rows += _listed(say.gettext("You left as it is:"), looked, say)
    buttons = [*_turns(sheet, Verb.FILL_SENT, shown, len(paged), person_id)]
    if sheet.stage == "sent" and not sheet.over and not letter:
        buttons.append((sheet.press(person_id, say.gettext("Correct"), Verb.FILL_AGAIN),))
    return Message(
        str(Markup("\n").join(rows)),
        buttons=tuple(buttons),
        subject=say.gettext("Received: {title}").format(title=shortened(sheet.title, 80)),
        brief=str(Markup("<b>{}</b>\n{}").format(standing(sheet, say), place(sheet.line, say))),
    )
