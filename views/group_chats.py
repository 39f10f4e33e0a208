"""What is said in a group chat about the digest, and to coordinators about their groups."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.discretion import public
from views.editing import paragraph
from views.lines import shortened
from views.speech import Speech

LABEL_CHARS = 50
TITLE_CHARS = 80


def greeting(say: Speech) -> Message:
    """The bot was added: how a coordinator makes the digest come here."""
    return _plain(
        say.gettext(
            "For the digest to come here, a coordinator writes /bind in this group. It names "
            "organisations, never persons."
        )
    )


def not_bound(say: Speech) -> Message:
    """The digest was asked for where none comes."""
    return _plain(
        say.gettext("No digest comes here yet: a coordinator writes /bind in this group.")
    )


def only_coordinators(say: Speech) -> Message:
    """Somebody else wrote /bind or /unbind."""
    return _plain(say.gettext("Only a coordinator can do this."))


def held_by_others(say: Speech) -> Message:
    """The group gets the digest of a municipality that is not the coordinator's."""
    return _plain(
        say.gettext(
            "This group gets the digest of another municipality. Its coordinator writes /unbind "
            "first."
        )
    )


def bound(weekly: str, say: Speech) -> Message:
    """The digest comes here from now on; `weekly` says when."""
    rows = [
        say.gettext("Done: the digest comes here. {when}").format(when=weekly),
        say.gettext("At any time: /digest. To end it: /unbind."),
    ]
    return _plain("\n".join(rows))


def bound_already(say: Speech) -> Message:
    """/bind once more in the same place."""
    return _plain(say.gettext("The digest comes here already. At any time: /digest."))


def unbound(say: Speech) -> Message:
    """No digest comes here any more."""
    return _plain(say.gettext("The digest comes here no more."))


def asked_in_private(say: Speech) -> Message:
    """The rest is asked in the coordinator's own chat."""
    return _plain(say.gettext("Please choose the municipality in our private chat."))


def nothing_runs(say: Speech) -> Message:
    """There is nothing to tell of."""
    return _plain(say.gettext("No roadmap is running yet."))


def _plain(text: str) -> Message:
    return public(Message(str(Markup("{}").format(text))))


def which_municipality(
    title: str, choices: Sequence[tuple[int, str]], chat_id: int, say: Speech
) -> Message:
    """In private: whose digest shall go to the group; choices are (person id, municipality)."""
    head = say.gettext("Whose digest shall come to the group?")
    return Message(
        paragraph(Markup("<b>{}</b>").format(head), shortened(title, TITLE_CHARS)),
        buttons=tuple(
            (
                Button(
                    shortened(name, LABEL_CHARS),
                    Action(Verb.GROUP_BIND, person, (abs(chat_id),)).pack(),
                ),
            )
            for person, name in choices
        ),
        brief=head,
    )


def chosen(title: str, say: Speech) -> Message:
    """In private: the group is bound."""
    text = say.gettext("The digest goes to the group.")
    return Message(paragraph(text, shortened(title, TITLE_CHARS)), brief=text)


def ask_again(say: Speech) -> Message:
    """In private: what was begun is not known any more."""
    return _plain(say.gettext("Please write /bind in the group once more."))


def gone(title: str, say: Speech) -> Message:
    """To coordinators: nothing can be written to a group any more."""
    head = say.gettext("The digest no longer reaches a group")
    hint = say.gettext(
        "The bot was removed, may not write there, or the topic is closed. Add it again and write "
        "/bind there, if the digest is still wanted."
    )
    return Message(
        paragraph(Markup("<b>{}</b>").format(head), shortened(title, TITLE_CHARS), hint),
        subject=head,
        brief=f"{head}\n{hint}",
    )


def card(
    group_id: int,
    title: str,
    roadmap: int | None,
    roadmaps: Sequence[tuple[int, str]],
    person_id: int,
    say: Speech,
    *,
    is_gone: bool,
) -> Message:
    """One group: which roadmap it hears of, and how to let it go."""
    named = dict(roadmaps)
    of = say.gettext("all roadmaps")
    if roadmap is not None:
        of = named.get(roadmap) or say.gettext("a roadmap that does not run any more")
    rows: list[object] = [
        Markup("<b>{}</b>").format(shortened(title, TITLE_CHARS) or say.gettext("A group")),
        say.gettext("The digest of: {what}").format(what=shortened(of, TITLE_CHARS)),
    ]
    if is_gone:
        rows.append(say.gettext("Nothing can be written there at present."))
    choices: list[tuple[int, str]] = [(0, say.gettext("All roadmaps")), *roadmaps]
    buttons = [
        (
            Button(
                ("✓ " if number == (roadmap or 0) else "") + shortened(name, LABEL_CHARS),
                Action(Verb.GROUP_ROADMAP, person_id, (group_id, number)).pack(),
            ),
        )
        for number, name in (choices if len(roadmaps) > 1 or roadmap is not None else ())
    ]
    end = Action(Verb.GROUP_UNBIND, person_id, (group_id,)).pack()
    back = Action(Verb.SCHEDULE, person_id, (0,)).pack()
    return Message(
        paragraph(*rows),
        buttons=(
            *buttons,
            (Button(say.gettext("Send no digest there"), end),),
            (Button(say.gettext("‹ Schedule"), back),),
        ),
    )
