"""What a round of monitoring says: that it is urgent, that it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import Protocol

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.lines import shortened
from views.speech import Speech

NAMES = 30


class Count(Protocol):
    """How far a round is."""

    @property
    def asked(self) -> int:
        """How many are asked."""
        ...

    @property
    def done(self) -> int:
        """How many have answered."""
        ...


def until(day: date, hour: time | None, say: Speech) -> str:
    """«до 15 октября 2018 г., 15:00», without the hour where none was named."""
    words = say.gettext("by {date}").format(date=say.full_day(day))
    return words if hour is None else f"{words}, {hour:%H:%M}"


def urgent(usual: Message, title: str, day: date, hour: time | None, say: Speech) -> Message:
    """A reminder under «Срочно, до 15:00»."""
    head = say.gettext("Urgent, {until}").format(until=until(day, hour, say))
    return replace(
        usual,
        text=str(Markup("<b>{}</b>\n").format(head) + Markup(usual.text)),  # noqa: S704 - ours
        subject=f"{head}: {shortened(title, 80)}",
        brief=str(Markup("<b>{}</b>\n").format(head) + Markup(usual.brief)),  # noqa: S704 - ours
    )


def over(
    round_id: int,
    title: str,
    count: Count | None,
    late: Sequence[str],
    person_id: int,
    say: Speech,
    *,
    more: tuple[Button, ...] = (),
) -> Message:
    """To a coordinator: the time of a round is over, and who has not answered; `more` is offered
    before the round itself."""
    done, asked = (count.done, count.asked) if count is not None else (0, 0)
    rows = [
        Markup("<b>{}</b>").format(
            say.gettext("The time is over: {title}").format(title=shortened(title))
        ),
        Markup("{}").format(
            say.gettext("Answered: {done} of {asked}").format(done=done, asked=asked)
        ),
    ]
    if late:
        rows.append(Markup("{}").format(unanswered(late, say)))
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *((more,) if more else ()),
            (
                Button(
                    say.gettext("Open the round"),
                    Action(Verb.ROUND, person_id, (round_id,)).pack(),
                ),
            ),
        ),
        subject=say.gettext("The time is over: {title}").format(title=shortened(title, 80)),
        brief=str(rows[1]),
    )


def unanswered(names: Sequence[str], say: Speech) -> str:
    """«Не ответили: МОУ «СОШ № 1»; МОУ «СОШ № 2» и ещё 3»"""
    named = "; ".join(shortened(name, 80) for name in names[:NAMES])
    if len(names) > NAMES:
        more = len(names) - NAMES
        named += " " + say.ngettext("and {n} more", "and {n} more", more).format(n=more)
    return say.gettext("Not answered: {names}").format(names=named)
