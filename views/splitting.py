"""«Разделить…»: into what, and what it has become."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from channels.message import Button, Message
from views.actions import Action, Verb
from views.editing import Subject, days, heading, paragraph, place
from views.lines import code, shortened
from views.speech import Speech

PIECE_CHARS = 160
STACKED, TYPED = 0, 1
"""What a press of `Verb.SPLIT_SO` splits by."""


def piece(number: str, title: str, deadline_text: str) -> str:
    """«1.1.4-а Провести семинар (до 15 октября)»"""
    words = " ".join(part for part in (number, shortened(title, 100)) if part)
    return f"{words} ({shortened(deadline_text, 60)})" if deadline_text else words


def ask(subject: Subject, stacked: Sequence[tuple[str, str]], reader: int, say: Speech) -> Message:
    """Into what? `stacked` are the (number, deadline) that its own deadlines make."""
    rows, buttons = [], []
    if stacked:
        rows.append(say.gettext("The row holds several deadlines; it can be split by them:"))
        rows += [f"• {number}: {shortened(text, PIECE_CHARS)}" for number, text in stacked]
        ids = (subject.activity_id, STACKED)
        label = say.gettext("Split by deadlines")
        buttons.append((Button(label, Action(Verb.SPLIT_SO, reader, ids).pack()),))
        rows.append("")
    hint = say.gettext(
        "Write the titles of the new activities, each on a line of its own. They get the deadline "
        "and the responsible of this one; what was reported stays with the first."
    )
    return Message(
        paragraph(heading(subject, say), *rows, hint),
        buttons=tuple(buttons),
        brief=f"{place(subject, say)}\n{hint}",
    )


def how_many(subject: Subject, most: int, say: Speech) -> Message:
    """One title makes no split, and too many are hardly meant."""
    words = say.gettext(
        "Please write from 2 to {most} titles, each on a line of its own, in one message."
    ).format(most=most)
    return Message(paragraph(heading(subject, say), words), brief=words)


def not_understood(subject: Subject, text: str, say: Speech) -> Message:
    """One line after the titles that is no deadline."""
    head = say.gettext("I did not understand the deadline “{text}”.").format(
        text=shortened(text, 200)
    )
    hint = say.gettext(
        "Please write it otherwise, for example: by 15 December 2018; from 1 to 20 October; every "
        "month by the 5th; twice a year; all the time."
    )
    return Message(paragraph(heading(subject, say), head, hint), brief=hint)


def sure(
    subject: Subject,
    pieces: Sequence[tuple[str, str]],
    dates: Sequence[date],
    past: Sequence[date],
    reader: int,
    say: Speech,
) -> Message:
    """Is it right so? `dates` are those typed for the pieces after the first, `past` are those of
    theirs that have passed."""
    head = say.gettext("Instead of this activity there will be:")
    rows = [f"• {number} {shortened(title, PIECE_CHARS)}" for number, title in pieces]
    if dates:
        later = say.gettext("Dates of all but the first: {dates}")
        rows.append(later.format(dates=days(dates, say)))
    if past:
        warning = say.gettext("All but the first will be overdue at once: {dates}.")
        rows.append("⚠ " + warning.format(dates=days(past, say)))
        rows.append(say.gettext("You can write another deadline for them in one line."))
    own = subject.activity_id
    yes = Action(Verb.SPLIT_SO, reader, (own, TYPED)).pack()
    no = Action(Verb.EDIT, reader, (own, 0)).pack()
    return Message(
        paragraph(heading(subject, say), head, *rows),
        buttons=((Button(say.gettext("Split"), yes), Button(say.gettext("No"), no)),),
        brief=f"{place(subject, say)}\n{head}",
    )


def done(pieces: Sequence[tuple[int, int, str]], reader: int, say: Speech) -> Message:
    """What it has become: (activity id, code, what it is), a button each."""
    head = say.gettext("Split. To change deadlines or responsible, open an activity:")
    rows = [f"{code(number, say)}: {words}" for _, number, words in pieces]
    return Message(
        paragraph(head, *rows),
        buttons=tuple(
            (
                Button(
                    shortened(f"{code(number, say)}: {words}", 50),
                    Action(Verb.EDIT, reader, (activity_id, 0)).pack(),
                ),
            )
            for activity_id, number, words in pieces
        ),
        brief=head,
    )
