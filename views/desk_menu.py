"""«Управление»: what a coordinator can do, a button each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.speech import Speech


def entries(say: Speech) -> Sequence[Sequence[tuple[str, Verb]]]:
    """Rows of (label, verb); each verb opens a room of the desk and needs no id."""
    return (
        ((say.gettext("Whom to call"), Verb.CALLS), (say.gettext("To decide"), Verb.DECISIONS)),
        (
            (say.gettext("Under review"), Verb.REVIEW_QUEUE),
            (say.gettext("Without a date"), Verb.UNDATED),
        ),
        (
            (say.gettext("Remind the late…"), Verb.NUDGE_ALL),
            (say.gettext("Ask for the status…"), Verb.ASK_STATUS),
        ),
        (
            (say.gettext("Write to a group"), Verb.ANNOUNCE),
            (say.gettext("A text for the chat"), Verb.CHAT_TEXT),
        ),
        (
            (say.gettext("Roadmaps"), Verb.ROADMAPS),
            (say.gettext("People and organisations"), Verb.PEOPLE),
        ),
        (
            (say.gettext("Reports and archive"), Verb.EXPORTS),
            (say.gettext("Practices to publish"), Verb.PRACTICES_WAIT),
        ),
        ((say.gettext("What will be sent?"), Verb.COMING), (say.gettext("Pause…"), Verb.RUNNING)),
        (
            (say.gettext("Monitoring"), Verb.MONITORING),
            (say.gettext("Schedule of the digest"), Verb.SCHEDULE),
        ),
    )


def menu(reader: int, waiting: Mapping[Verb, int], say: Speech) -> Message:
    """The menu for the coordinator `reader`; `waiting` counts what there is in a room."""
    title = say.gettext("Coordinator's desk")
    hint = say.gettext("Send a document of a roadmap or a list of people: I will read it.")
    return Message(
        str(Markup("<b>{}</b>\n{}").format(title, hint)),
        buttons=tuple(
            tuple(
                Button(_counted(label, waiting.get(verb, 0)), Action(verb, reader).pack())
                for label, verb in row
            )
            for row in entries(say)
        ),
        brief=title,
    )


def _counted(label: str, count: int) -> str:
    """«Решить: 3»; a room in which nothing waits has no number."""
    return f"{label}: {count}" if count else label
