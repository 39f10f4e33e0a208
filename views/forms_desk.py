"""Forms of the coordinator's desk: the list, and a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring.fields import Field, FieldType, Form, RollUp
from roadmap.monitoring.periods import PeriodKind
from roadmap.monitoring.showing import figures
from views.actions import Action, Verb
from views.lines import shortened
from views.monitoring_desk import home_button, how_often
from views.speech import Speech

LABEL_CHARS = 58
FIELDS = 18
ABOUT_CHARS = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """A form of the municipality: the number of its newest version, and how often it is asked."""

    form_id: int
    title: str
    every: PeriodKind | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A form with how it is asked: `every` None for never of itself, by day `due_day`; `schools`
    None for all of them. `at` is the local day of the newest version."""

    form_id: int
    form: Form
    version: int
    at: date
    every: PeriodKind | None = None
    due_day: int = 10
    schools: int | None = None
    next_opens: date | None = None


def forms(
    own: Sequence[Listed],
    shipped: Sequence[tuple[int, str]],
    reader: int,
    say: Speech,
    *,
    to_ask: bool = False,
) -> Message:
    """The municipality's forms, those that can be taken, and a blank; with `to_ask` a press on
    one leads to opening a round."""
    head = say.gettext("Open a round: of which form?") if to_ask else say.gettext("Forms")
    rows = [Markup("<b>{}</b>").format(head)]
    rows += [
        Markup("• {} — {}").format(shortened(one.title, 120), _often(one.every, say)) for one in own
    ]
    if not own:
        rows.append(
            Markup("{}").format(
                say.gettext("There are none yet. Take a ready one, or make your own by the blank.")
            )
        )
    verb = Verb.ASK_NOW if to_ask else Verb.FORM
    buttons = [
        (Button(shortened(one.title, LABEL_CHARS), Action(verb, reader, (one.form_id,)).pack()),)
        for one in own
    ]
    if shipped and not (to_ask and own):
        rows.append(Markup("\n{}").format(say.gettext("Ready ones, taken by a press:")))
        buttons += [
            (
                Button(
                    f"+ {shortened(title, LABEL_CHARS - 2)}",
                    Action(Verb.FORM_TAKE, reader, (n,)).pack(),
                ),
            )
            for n, title in shipped
        ]
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *buttons,
            (
                Button(
                    say.gettext("Blank of a form (.xlsx)"),
                    Action(Verb.FORM_BLANK, reader, (0,)).pack(),
                ),
            ),
            (home_button(reader, say),),
        ),
    )


def _often(every: PeriodKind | None, say: Speech) -> str:
    return say.gettext("not asked by itself") if every is None else how_often(every, say)


def card(one: Card, reader: int, say: Speech) -> Message:
    """Everything about a form, and what can be done with it."""
    form = one.form
    rows = [
        Markup("<b>{}</b>").format(shortened(form.title, 200)),
        Markup("{}").format(shape(form, say)),
        Markup("{}").format(
            say.gettext("Version {n}, {date}").format(n=one.version, date=say.full_day(one.at))
        ),
    ]
    if form.about:
        rows.append(Markup("<i>{}</i>").format(shortened(form.about, ABOUT_CHARS)))
    rows.append(Markup("\n{}").format(_asked(one, say)))
    rows.append(Markup("\n{}").format(listed_fields(form, say)))
    return Message(str(Markup("\n").join(rows)), buttons=_card_buttons(one, reader, say))


def shape(form: Form, say: Speech) -> str:
    """«12 вопросов, по каждому классу»"""
    n = len(form.asked)
    text = say.ngettext("{n} question", "{n} questions", n).format(n=n)
    if form.per_class:
        return say.gettext("{questions}, for each class").format(questions=text)
    return text


def _asked(one: Card, say: Speech) -> str:
    if one.every is None:
        return say.gettext("It is not asked by itself.")
    schools = say.gettext("all schools")
    if one.schools is not None:
        schools = say.ngettext("{n} school", "{n} schools", one.schools).format(n=one.schools)
    text = say.gettext(
        "Asked {often}, answers by day {day} of the next month; whom: {schools}."
    ).format(often=how_often(one.every, say), day=one.due_day, schools=schools)
    if one.next_opens is not None:
        text += " " + say.gettext("The next round opens on {date}.").format(
            date=say.full_day(one.next_opens)
        )
    return text


def listed_fields(form: Form, say: Speech) -> Markup:
    """The first questions of a form, a line each."""
    rows = [
        Markup("{}. {}").format(n, field_line(field, say))
        for n, field in enumerate(form.fields[:FIELDS], start=1)
    ]
    if (more := len(form.fields) - FIELDS) > 0:
        words = say.ngettext("and {n} more", "and {n} more", more).format(n=more)
        rows.append(Markup("{}").format(words))
    return Markup("\n").join(rows)


def field_line(field: Field, say: Speech) -> str:
    """«Численность обучающихся, чел. (целое число; не более 100; складывается)»"""
    name = shortened(field.label, 110)
    if field.unit:
        name += f", {field.unit}"
    facts = [type_words(field.type, say)] if field.is_asked else []
    if field.minimum is not None:
        facts.append(say.gettext("not less than {n}").format(n=figures(field.minimum)))
    if field.maximum is not None:
        facts.append(say.gettext("not more than {n}").format(n=figures(field.maximum)))
    if field.is_asked and not field.required:
        facts.append(say.gettext("may be left out"))
    if roll := roll_words(field.roll_up, say):
        facts.append(roll)
    if field.target is not None:
        facts.append(target_words(field, say))
    return f"{name} ({'; '.join(facts)})"


def target_words(field: Field, say: Speech) -> str:
    """«цель: не менее 60», or nothing without one."""
    if field.target is None:
        return ""
    words = say.gettext("target: not less than {n}")
    if not field.target.at_least:
        words = say.gettext("target: not more than {n}")
    return words.format(n=figures(field.target.value))


def type_words(kind: FieldType, say: Speech) -> str:
    """A type of answers in words."""
    return {
        FieldType.NUMBER: say.gettext("whole number"),
        FieldType.DECIMAL: say.gettext("number with a fraction"),
        FieldType.PERCENT: say.gettext("per cent"),
        FieldType.MONEY: say.gettext("sum of money"),
        FieldType.CHOICE: say.gettext("one of a list"),
        FieldType.CHOICES: say.gettext("several of a list"),
        FieldType.YES_NO: say.gettext("yes or no"),
        FieldType.TEXT: say.gettext("text"),
        FieldType.DATE: say.gettext("date"),
        FieldType.FILE: say.gettext("file"),
    }[kind]


def roll_words(roll: RollUp, say: Speech) -> str:
    """How values of parts become the whole, in words; «» for what is not rolled up."""
    return {
        RollUp.SUM: say.gettext("added up"),
        RollUp.MEAN: say.gettext("mean"),
        RollUp.MIN: say.gettext("least"),
        RollUp.MAX: say.gettext("greatest"),
        RollUp.SHARE: say.gettext("share, counted by itself"),
        RollUp.LAST: say.gettext("the last value"),
        RollUp.NONE: "",
    }[roll]


def _card_buttons(one: Card, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    def to(label: str, verb: Verb, *ids: int) -> Button:
        return Button(label, Action(verb, reader, (one.form_id, *ids)).pack())

    often = say.gettext("Ask every period…")
    if one.every is not None:
        often = say.gettext("Ask: {often}").format(often=how_often(one.every, say))
    rows: list[tuple[Button, ...]] = [
        (to(say.gettext("Open a round now…"), Verb.ASK_NOW),),
        (to(often, Verb.ASKING_EVERY),),
    ]
    if one.every is not None:
        day = say.gettext("Last day: {n}").format(n=one.due_day)
        rows.append((to(day, Verb.ASKING_DAY), to(say.gettext("Schools…"), Verb.ASKING_SCHOOLS, 0)))
    rows += [
        (to(say.gettext("The form as a workbook (.xlsx)"), Verb.FORM_BLANK),),
        (to(say.gettext("Take out of the list…"), Verb.FORM_RETIRE),),
        (Button(say.gettext("‹ Forms"), Action(Verb.FORMS, reader, (0, 1)).pack()),),
    ]
    return tuple(rows)


def sure_to_retire(one: Card, reader: int, say: Speech) -> Message:
    """Is it meant?"""
    text = Markup("<b>{}</b>\n{}").format(
        say.gettext("Take “{title}” out of the list?").format(title=shortened(one.form.title, 120)),
        say.gettext("It is asked no more. Rounds that are open go on; what was answered stays."),
    )
    yes = Action(Verb.FORM_RETIRE, reader, (one.form_id, 1)).pack()
    no = Action(Verb.FORM, reader, (one.form_id, 1)).pack()
    return Message(
        str(text),
        buttons=((Button(say.gettext("Yes, take it out"), yes), Button(say.gettext("No"), no)),),
    )
