"""«Правило…»: whose answers complete an activity, whether it is reviewed, closing at 5 of 7."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.completion import Completion
from roadmap.plan import Line
from roadmap.progress import Tally
from views.actions import Action, Verb
from views.lines import place, shortened, thread_of
from views.speech import Speech

NAMES = 10
NUMBERS = tuple(Completion)
"""The rules as `Verb.SET_RULE` counts them, from 0."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How an activity is completed: the rule that `holds`, those that can be chosen (none where
    one side answers alone), whether it is reviewed, and whether that is so for the whole roadmap.
    """

    holds: Completion
    choices: tuple[Completion, ...]
    reviewed: bool = False
    reviewed_by_settings: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """What another rule did at once to the co-executors: how many dates it closed and opened."""

    closed: int = 0
    opened: int = 0


def _about(head: str, line: Line) -> Markup:
    return Markup("<b>{}</b>\n<i>{}</i>").format(head, shortened(line.title))


def rule_words(rule: Completion, say: Speech) -> str:
    """The rule in plain words."""
    return {
        Completion.LEAD: say.gettext("The lead answers for all: their “done” closes it"),
        Completion.ALL: say.gettext("Done when every one has reported"),
        Completion.EACH: say.gettext("Each answers for itself, also in dates"),
    }[rule]


def tally_words(tally: Tally, say: Speech) -> str:
    """«Отчитались: 5 из 7, из них на проверке 1»"""
    words = say.gettext("Reported: {done} of {total}").format(
        done=tally.answered, total=tally.total
    )
    if tally.under_review:
        words += say.gettext(", of these under review: {n}").format(n=tally.under_review)
    return words


def rules(
    line: Line, found: Rules, reader: int, say: Speech, *, changed: Changed | None = None
) -> Message:
    """The rules with a button for each; what holds is marked. `changed` after a change."""

    def button(label: str, verb: Verb, number: int) -> Button:
        return Button(label, Action(verb, reader, (line.assignment_id, number)).pack())

    rows = [_about(say.gettext("When is the activity done?"), line)]
    if found.choices:
        rows.append(Markup("{}.").format(rule_words(found.holds, say)))
    rows.append(Markup("{}").format(_review_words(found, say)))
    if changed is not None:
        rows += [Markup("<b>{}</b>").format(row) for row in _changed(changed, say)]
    buttons = [
        (
            button(
                ("✓ " if rule is found.holds else "") + rule_words(rule, say),
                Verb.SET_RULE,
                NUMBERS.index(rule),
            ),
        )
        for rule in found.choices
    ]
    if not found.reviewed_by_settings:
        label = (
            say.gettext("Do not review any more")
            if found.reviewed
            else say.gettext("Review what is reported done")
        )
        buttons.append((button(label, Verb.SET_REVIEW, int(not found.reviewed)),))
    return Message(str(Markup("\n").join(rows)), buttons=tuple(buttons))


def _review_words(found: Rules, say: Speech) -> str:
    if found.reviewed_by_settings:
        return say.gettext("What is reported done is reviewed: so it is for the whole roadmap.")
    if found.reviewed:
        return say.gettext("What is reported done is reviewed by the coordinator.")
    return say.gettext("What is reported done counts without a review.")


def _changed(changed: Changed, say: Speech) -> list[str]:
    rows = [say.gettext("Changed, it applies from now on.")]
    if changed.closed:
        text = say.ngettext(
            "Closed for co-executors: {n} date",
            "Closed for co-executors: {n} dates",
            changed.closed,
        )
        rows.append(text.format(n=changed.closed))
    if changed.opened:
        text = say.ngettext(
            "Opened again for co-executors: {n} date; dates that have passed stay closed",
            "Opened again for co-executors: {n} dates; dates that have passed stay closed",
            changed.opened,
        )
        rows.append(text.format(n=changed.opened))
    return rows


def close_label(tally: Tally, say: Speech) -> str:
    """«Закрыть при 5 из 7…»"""
    return say.gettext("Close at {done} of {total}…").format(done=tally.answered, total=tally.total)


def ask_why_close(line: Line, tally: Tally, silent: Sequence[str], say: Speech) -> Message:
    """Why is it closed without the rest?"""
    rows = [
        _about(say.gettext("You are closing the date without those who have not reported:"), line),
        Markup("{}").format(say.gettext("due {date}").format(date=say.full_day(line.due))),
        Markup("{}").format(tally_words(tally, say)),
        Markup("{}").format(say.gettext("Not reported: {names}").format(names=_names(silent))),
        Markup("\n{}").format(
            say.gettext("Write the reason in one message; they will read it. “Cancel” leaves it.")
        ),
    ]
    return Message(str(Markup("\n").join(rows)))


def _names(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMES]) + ("…" if len(names) > NAMES else "")


def closed(line: Line, tally: Tally, silent: Sequence[str], reason: str, say: Speech) -> Message:
    """It is closed."""
    rows = [
        _about(say.gettext("The date is closed by the coordinator"), line),
        Markup("{}").format(tally_words(tally, say)),
        Markup("{}").format(
            say.gettext("Closed without a report: {names}").format(names=_names(silent))
        ),
        Markup("{}").format(say.gettext("Reason: {text}").format(text=shortened(reason, 600))),
    ]
    return Message(str(Markup("\n").join(rows)))


def told_closed(line: Line, reason: str, say: Speech) -> Message:
    """To an owner who had not reported: nothing is asked any more."""
    head = say.gettext("Closed by the coordinator, no report is needed any more:")
    rows = [
        Markup("{}\n<i>{}</i>").format(head, shortened(line.title)),
        Markup("{}").format(say.gettext("due {date}").format(date=say.full_day(line.due))),
        Markup("{}").format(say.gettext("Reason: {text}").format(text=shortened(reason, 600))),
        Markup("<i>{}</i>").format(place(line, say)),
    ]
    return Message(
        str(Markup("\n").join(rows)),
        subject=say.gettext("Closed: {title}").format(title=shortened(line.title, 80)),
        thread=thread_of([line]),
        brief=str(Markup("{}\n{}").format(head, place(line, say))),
    )
