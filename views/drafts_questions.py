"""One question about a draft: its rows, what can be answered, how far one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.deadlines import Rule
from roadmap.deadlines.wording import english, russian
from roadmap.drafting_steps import takes_a_date
from roadmap.period import Period
from roadmap.review.folding import Answer, Folded
from roadmap.review.interpreting import choice_word
from roadmap.review.values import Planned
from views.actions import Action, Verb
from views.drafts import LABEL_CHARS, back
from views.drafts_reading import period_words
from views.lines import code, shortened
from views.review_text import folded_text
from views.speech import Speech

ROWS = 6
IN_ROW = 3
TITLE_CHARS = 110
TYPED_CHARS = 60


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is put: its place `at` (from 0) among the open ones, `done` answers given
    before it, `total` of both; `results` are the rules of the first row after each choice."""

    roadmap: int
    key: int
    question: Folded
    rows: Sequence[Planned]
    at: int
    done: int
    total: int
    results: Sequence[Rule]


def rule_words(rule: Rule, say: Speech) -> str:
    """What a deadline means, in the reader's language; empty for none."""
    return russian(rule) if say.language == "ru" else english(rule)


def question(asked: Question, reader: int, say: Speech) -> Message:
    """The question with its rows and buttons."""
    head = say.gettext("Question {n} of {total}").format(
        n=asked.done + asked.at + 1, total=asked.total
    )
    rows = [_row(one, say) for one in asked.rows[:ROWS]]
    if len(asked.rows) > ROWS:
        more = len(asked.rows) - ROWS
        rows.append(
            Markup("{}").format(say.ngettext("and {n} more", "and {n} more", more).format(n=more))
        )
    text = Markup("<b>{}</b>\n{}\n\n{}").format(
        head, folded_text(asked.question, say), Markup("\n\n").join(rows)
    )
    return Message(str(text), buttons=_buttons(asked, reader, say))


def _row(one: Planned, say: Speech) -> Markup:
    rows = [Markup("{} {}").format(code(one.code or 0, say), shortened(one.title, TITLE_CHARS))]
    if one.deadline_text:
        words = say.gettext("in the document: “{text}”")
        rows.append(
            Markup("<i>{}</i>").format(words.format(text=shortened(one.deadline_text, 100)))
        )
    if meant := rule_words(one.rule, say):
        rows.append(Markup("{}").format(say.gettext("understood: {rule}").format(rule=meant)))
    return Markup("\n").join(rows)


def _buttons(asked: Question, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    years = _years(asked)
    for at, label in _choices(asked, say):
        data = Action(Verb.DRAFT_ANSWER, reader, (asked.roadmap, asked.key, at)).pack()
        if at in years and at - 1 in years and len(rows[-1]) < IN_ROW:
            rows[-1] = (*rows[-1], Button(label, data))
        else:
            rows.append((Button(label, data),))
    if takes_a_date(asked.question):
        other = Action(Verb.DRAFT_TYPE, reader, (asked.roadmap, asked.key)).pack()
        rows.append((Button(say.gettext("Another deadline…"), other),))
    later = Action(Verb.DRAFT_ASK, reader, (asked.roadmap, asked.at + 1)).pack()
    rows.append((Button(say.gettext("Ask later"), later),))
    if asked.at:
        before = Action(Verb.DRAFT_ASK, reader, (asked.roadmap, asked.at - 1)).pack()
        rows.append((Button(say.gettext("‹ The question before"), before),))
    elif asked.done:
        rows.append((_undo(asked.roadmap, reader, say),))
    return (*rows, back(asked.roadmap, reader, say))


def _undo(roadmap: int, reader: int, say: Speech) -> Button:
    label = say.gettext("‹ Change the last answer")
    return Button(label, Action(Verb.DRAFT_UNDO, reader, (roadmap,)).pack())


def _choices(asked: Question, say: Speech) -> list[tuple[int, str]]:
    """(place, label) of what can be answered; for one row with what would come of it."""
    found = []
    alone = len(asked.rows) == 1
    for at, (choice, rule) in enumerate(zip(asked.question.choices, asked.results, strict=True)):
        if choice.answer is Answer.SHOW:
            if not alone:
                label = say.gettext("One by one ({n})").format(n=len(asked.rows))
                found.append((at, label))
            continue
        word = choice_word(choice)
        label = word[:1].upper() + word[1:]
        result = rule_words(rule, say)
        if alone and result and takes_a_date(asked.question) and choice.year is None:
            same = result.casefold().startswith(word.casefold())
            label = result[:1].upper() + result[1:] if same else f"{label}: {result}"
        found.append((at, shortened(label, LABEL_CHARS)))
    return found


def _years(asked: Question) -> set[int]:
    """The places of the choices that name a year: they share rows."""
    return {at for at, choice in enumerate(asked.question.choices) if choice.year is not None}


def no_more(roadmap: int, later: int, done: int, reader: int, say: Speech) -> Message:
    """The end of the questions; `later` were put off."""
    if later:
        text = say.ngettext(
            "{n} question is put off. It can be answered at any time before the launch.",
            "{n} questions are put off. They can be answered at any time before the launch.",
            later,
        ).format(n=later)
    else:
        text = say.gettext("All questions are answered, thank you.")
    first = Button(
        say.gettext("Back to the questions"), Action(Verb.DRAFT_ASK, reader, (roadmap, 0)).pack()
    )
    rows = [(first,)] if later else []
    if done:
        rows.append((_undo(roadmap, reader, say),))
    return Message(str(Markup("{}").format(text)), buttons=(*rows, back(roadmap, reader, say)))


def write_the_date(one: Planned, roadmap: int, at: int, reader: int, say: Speech) -> Message:
    """How another deadline is written."""
    head = say.gettext("Write the deadline in words, as in a document:")
    examples = say.gettext(
        "until 15 October 2018 · every quarter · every year in May · all the time · "
        "no deadline yet: press “Ask later”"
    )
    again = Action(Verb.DRAFT_ASK, reader, (roadmap, at)).pack()
    return Message(
        str(Markup("<b>{}</b>\n<i>{}</i>\n\n{}").format(head, examples, _row(one, say))),
        buttons=((Button(say.gettext("‹ To the question"), again),),),
    )


def not_understood(text: str, period: Period, say: Speech) -> Message:
    """What was typed gives no date of the period."""
    words = say.gettext(
        "“{text}” gives no date within {period}. Write it like “until 15 October 2018” or "
        "“every quarter”."
    )
    typed = shortened(text, TYPED_CHARS)
    return Message(
        str(Markup("{}").format(words.format(text=typed, period=period_words(period, say))))
    )


def understood(rule: Rule, following: Message, say: Speech) -> Message:
    """What a typed deadline was taken for, above what comes next."""
    words = say.gettext("Written down: {rule}").format(rule=rule_words(rule, say))
    return replace(following, text=str(Markup("{}\n\n").format(words)) + following.text)
