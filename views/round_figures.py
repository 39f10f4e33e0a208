"""What answers come to, in words: the value of the whole, its change and target, who is apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from roadmap.monitoring import dynamics
from roadmap.monitoring.dynamics import Change, Course, Outlier, is_reached
from roadmap.monitoring.fields import Field, FieldType, Form, RollUp
from roadmap.monitoring.rolling import NOTHING, Partial, Rolled, result, result_number
from roadmap.monitoring.showing import NBSP, figures, shown
from views.actions import Action, Verb
from views.forms_desk import target_words
from views.lines import shortened
from views.speech import Speech

PAGE = 8
LABEL_CHARS = 100
APART = 2
CHOICES = 6
BUTTON_CHARS = 50


@dataclass(frozen=True, slots=True)
class Told:
    """One field for the whole: `now` its value in words, None where there is none; the `change`
    against the period before; `reached` its target, None without one; who stands `apart`. Where
    others answered then than now, the change is that of the `common` ones, so many."""

    field: Field
    now: str | None
    change: Change | None = None
    reached: bool | None = None
    apart: tuple[Outlier[str], ...] = ()
    common: int | None = None


def value(field: Field, partial: Partial) -> str | None:
    """The value of a whole in words; of choices how often each was chosen; None for nothing to
    say."""
    if not partial.answered:
        return None
    if field.type in (FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO):
        chosen = sorted(partial.counts, key=lambda pair: -pair[1])[:CHOICES]
        return ", ".join(f"{name}{NBSP}—{NBSP}{n}" for name, n in chosen) or None
    found = result(field, partial)
    return None if found is None else shown(field, found)


def number(field: Field, rolled: Rolled) -> Decimal | None:
    """The value of a whole as a number, for what is drawn and compared."""
    if not field.type.is_numeric:
        return None
    return result_number(field, rolled.get(field.key, NOTHING))


def with_figures(form: Form) -> list[Field]:
    """The fields that have a value of the whole, in the order of the form."""
    return [
        field
        for field in form.fields
        if field.roll_up is not RollUp.NONE
        or field.type in (FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO)
    ]


def numeric(form: Form) -> list[Field]:
    """The fields whose whole is a number: indicators and those with a target first."""
    found = [one for one in with_figures(form) if one.type.is_numeric]
    return sorted(found, key=lambda one: not (one.indicator or one.target is not None))


def amount(field: Field, what: Decimal) -> str:
    """A number of a field with its unit: «412 чел.», «45,2 %»."""
    tail = "%" if field.type is FieldType.PERCENT else field.unit
    places = 2 if field.type is FieldType.MONEY else 0
    written = figures(what.normalize() if what else Decimal(0), places)
    return f"{written}{NBSP}{tail}" if tail else written


def signed(what: Decimal) -> str:
    """«+3», «−1,5», «0»."""
    return f"+{figures(what)}" if what > 0 else figures(what)


def change_words(field: Field, change: Change | None, say: Speech) -> str:
    """«было 8 380 чел., +32 (+0,4 %)»; of percentages the difference is in points."""
    if change is None:
        return ""
    before = say.gettext("was {value}").format(value=amount(field, change.before))
    if change.course is Course.SAME:
        return say.gettext("unchanged")
    difference = signed(change.difference)
    if field.type is FieldType.PERCENT:
        difference = say.gettext("{n} percentage points").format(n=difference)
    elif change.per_cent is not None:
        difference += f" ({signed(change.per_cent)}{NBSP}%)"
    return f"{before}, {difference}"


def changed(one: Told, say: Speech) -> str:
    """How the whole has changed: «по 9 организациям, ответившим оба раза: было 3 170 чел., +32»."""
    words = change_words(one.field, one.change, say)
    if not words or one.common is None:
        return words
    return say.ngettext(
        "at {n} organisation that answered both times: {change}",
        "at {n} organisations that answered both times: {change}",
        one.common,
    ).format(n=one.common, change=words)


def target_said(one: Told, say: Speech) -> str:
    """«цель: не менее 60 — достигнута»"""
    if one.reached is None:
        return target_words(one.field, say)
    done = say.gettext("reached") if one.reached else say.gettext("not reached")
    return f"{target_words(one.field, say)} — {done}"


def apart_words(one: Told, say: Speech) -> str:
    """«выделяются: МОУ «СОШ № 7» — 98 (обычно около 24)»"""
    if not one.apart:
        return ""
    names = "; ".join(
        f"{shortened(out.who, 50)}{NBSP}— {amount(one.field, out.value)}"
        for out in one.apart[:APART]
    )
    if (more := len(one.apart) - APART) > 0:
        names += " " + say.ngettext("and {n} more", "and {n} more", more).format(n=more)
    return say.gettext("stand apart: {names} (usually about {median})").format(
        names=names, median=amount(one.field, one.apart[0].median)
    )


def reached(field: Field, now: Decimal | None) -> bool | None:
    """Whether a value reaches the target of its field; None without either."""
    if now is None or field.target is None:
        return None
    return is_reached(field.target, now)


def summary(
    title: str,
    answered: tuple[int, int],
    told: Sequence[Told],
    before: str,
    round_id: int,
    page: int,
    reader: int,
    say: Speech,
) -> Message:
    """A page of the figures of the municipality; `answered` of how many, `before` the name of the
    period compared with. A press on an indicator draws its dynamics."""
    last = max(0, (len(told) - 1) // PAGE)
    page = min(page, last)
    part = list(enumerate(told))[page * PAGE : (page + 1) * PAGE]
    done, total = answered
    rows = [
        Markup("<b>{}</b>").format(shortened(title, 160)),
        Markup("{}").format(
            say.gettext("Counted: {done} of {total} who were asked.").format(done=done, total=total)
        ),
    ]
    if before:
        rows.append(
            Markup("{}").format(say.gettext("Compared with: {period}").format(period=before))
        )
    if not told or not done:
        rows.append(Markup("\n{}").format(say.gettext("There is nothing to add up yet.")))
    rows += [_told(n + 1, one, say) for n, one in part if done]
    drawn = [(n, one) for n, one in part if one.field.type.is_numeric and done]
    buttons: list[tuple[Button, ...]] = [
        (
            Button(
                say.gettext("Dynamics: {label}").format(
                    label=shortened(one.field.label, BUTTON_CHARS)
                ),
                Action(Verb.ROUND_SERIES, reader, (round_id, n)).pack(),
            ),
        )
        for n, one in drawn
        if one.field.indicator or one.field.target is not None
    ]
    turns = tuple(
        Button(sign, Action(Verb.ROUND_FIGURES, reader, (round_id, to)).pack())
        for sign, to in (("‹", page - 1), ("›", page + 1))
        if 0 <= to <= last
    )
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(*buttons, *((turns,) if turns else ()), (round_button(round_id, reader, say),)),
    )


def _told(n: int, one: Told, say: Speech) -> Markup:
    head = Markup("\n{}. {}: <b>{}</b>").format(
        n, shortened(one.field.label, LABEL_CHARS), one.now or "—"
    )
    facts = [changed(one, say), target_said(one, say), apart_words(one, say)]
    rows = [Markup("   {}").format(fact) for fact in facts if fact]
    return Markup("\n").join([head, *rows])


def round_button(round_id: int, reader: int, say: Speech) -> Button:
    """Back to the round, in place."""
    return Button(say.gettext("‹ Round"), Action(Verb.ROUND, reader, (round_id, 0)).pack())


def series(
    title: str,
    field: Field,
    points: Sequence[tuple[str, Decimal | None]],
    file: Attachment,
    say: Speech,
) -> Message:
    """What goes with the picture of an indicator over periods: (period, value), in order of
    time; the last one with its change and whether it reaches the target."""
    lines = [Markup("<b>{}</b>").format(shortened(title, 200))]
    lines += [Markup("{}").format(one) for one in series_rows(field, points, say)]
    return Message(str(Markup("\n").join(lines)), attachments=(file,))


def series_rows(
    field: Field, points: Sequence[tuple[str, Decimal | None]], say: Speech
) -> list[str]:
    """«I кв. 2019: 412 чел. (было 409 чел., +3)» for each period, then the target."""
    rows = [f"{name}: {'—' if now is None else amount(field, now)}" for name, now in points]
    steps = dynamics.series(points, field.target)
    if steps and (last := change_words(field, steps[-1].change, say)):
        rows[-1] += f" ({last})"
    now = points[-1][1] if points else None
    told = Told(field, None, reached=reached(field, now))
    if words := target_said(told, say):
        rows.append(words)
    return rows
