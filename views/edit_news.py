"""To somebody concerned: which activities were changed, and what of them is theirs to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.changes import OWNERS, REDATED, Change
from roadmap.plan import Line
from views import change_history, reply_hints
from views.actions import Action, Verb
from views.editing import Subject, days, heading, paragraph, place
from views.lines import code, shortened
from views.speech import Speech

ROWS = 6
CHANGES, CHANGES_EACH = 12, 3
TITLE_CHARS, LABEL_CHARS = 150, 50
ADDED = "activity.added"
DATING = frozenset({ADDED, REDATED, OWNERS, "activity.split", "activity.undone"})
"""What may give somebody another date than they had."""


@dataclass(frozen=True, slots=True)
class Row:
    """An activity with what was changed of it; `lines` are the reader's dates. Without any, the
    reader `stays` responsible or has nothing more to do."""

    subject: Subject
    made: tuple[Change, ...]
    lines: tuple[Line, ...]
    stays: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether a date was set or moved, or is another reader's now."""
        return any(change.action in DATING for change in self.made)


def told(rows: Sequence[Row], reader: int, coordinator: str, say: Speech) -> Message:
    """One message about all of them; `reader` is 0 for a mailbox."""
    by = say.gettext("Decided by: {name}").format(name=coordinator)
    head = _head(rows, say)
    if len(rows) == 1:
        (one,) = rows
        subject, theirs = one.subject, _theirs(one, say)
        return Message(
            paragraph(
                Markup("<b>{}</b>").format(head),
                heading(subject, say),
                *_changes(one, CHANGES, say),
                "",
                theirs,
                by,
            ),
            buttons=_buttons_of_one(one, reader, say),
            subject=say.gettext("Changed: {title}").format(title=shortened(subject.title, 80)),
            thread=f"activity-{subject.activity_id}",
            reply_hint=reply_hints.given(say) if one.lines else "",
            brief=f"{head}\n{place(subject, say)}\n{theirs}",
        )
    parts: list[object] = [Markup("<b>{}</b>").format(head)]
    for one in rows[:ROWS]:
        parts += ["", heading(one.subject, say, TITLE_CHARS)]
        parts += [*_changes(one, CHANGES_EACH, say), _theirs(one, say)]
    if more := rows[ROWS:]:
        codes = ", ".join(code(one.subject.code, say) for one in more)
        parts += ["", say.gettext("Also changed: {codes}").format(codes=shortened(codes, 300))]
    return Message(
        paragraph(*parts, "", by),
        buttons=tuple(_card(one, reader, say) for one in rows[:ROWS] if one.lines and reader),
        subject=head.rstrip(":"),
        brief=head + "\n" + "\n".join(place(one.subject, say) for one in rows[:ROWS]),
    )


def _head(rows: Sequence[Row], say: Speech) -> str:
    if len(rows) > 1:
        return say.ngettext(
            "{n} activity was changed by the coordinator:",
            "{n} activities were changed by the coordinator:",
            len(rows),
        ).format(n=len(rows))
    if any(change.action == ADDED for change in rows[0].made):
        return say.gettext("The coordinator has added an activity:")
    return say.gettext("The activity was changed by the coordinator:")


def _changes(one: Row, most: int, say: Speech) -> list[str]:
    """A line each; that it was added is said above them where it is the only one."""
    made = [change for change in one.made if change.action != ADDED or most != CHANGES]
    return [f"• {change_history.words(change, say)}" for change in made[-most:]]


def _theirs(one: Row, say: Speech) -> str:
    if one.lines:
        dates = sorted({line.due for line in one.lines})
        text = say.ngettext("Your date: {dates}", "Your dates: {dates}", len(dates))
        return text.format(dates=days(dates, say))
    if one.stays:
        return say.gettext("There is no date yet; you stay responsible.")
    return say.gettext("Nothing more is to be done by you about it.")


def _buttons_of_one(one: Row, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    if not one.lines or not reader:
        return ()
    ids = (one.lines[0].assignment_id,)
    card = Button(say.gettext("Open the card"), Action(Verb.CARD, reader, ids).pack())
    not_mine = Button(say.gettext("Not mine"), Action(Verb.NOT_MINE, reader, ids).pack())
    return ((card, not_mine),)


def _card(one: Row, reader: int, say: Speech) -> tuple[Button, ...]:
    name = f"{code(one.subject.code, say)}: {one.subject.title}"
    data = Action(Verb.CARD, reader, (one.lines[0].assignment_id,)).pack()
    return (Button(shortened(name, LABEL_CHARS), data),)
