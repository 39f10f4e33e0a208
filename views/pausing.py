"""What runs and what is stopped: a button to stop each roadmap, or everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.lines import ROADMAP_CHARS, shortened
from views.speech import Speech


def board(
    roadmaps: Sequence[tuple[int, str, bool]],
    paused_on: date | None,
    person_id: int,
    say: Speech,
) -> Message:
    """`roadmaps` are (number, title, stopped); `paused_on` is since when everything is."""
    if not roadmaps:
        return Message(say.gettext("No roadmap is running."))
    named = [(number, f"{number}. {_short(title)}", stopped) for number, title, stopped in roadmaps]
    numbered = [(number, f"№ {number}", stopped) for number, _, stopped in roadmaps]
    return Message(
        _text(named, paused_on, say),
        buttons=_buttons(numbered, paused_on, person_id, say),
        brief=_text(numbered, paused_on, say),
    )


def _short(title: str) -> str:
    return shortened(title, ROADMAP_CHARS)


def _text(roadmaps: Sequence[tuple[int, str, bool]], paused_on: date | None, say: Speech) -> str:
    """`roadmaps` are (number, what it is called here, stopped)."""
    rows = [Markup("<b>{}</b>").format(say.gettext("Reminders"))]
    if paused_on is not None:
        since = say.gettext("Everything is paused since {date}.").format(
            date=say.full_day(paused_on)
        )
        rows.append(Markup("<b>{}</b>").format(since))
    rows += [
        Markup("{} — {}").format(name, say.gettext("paused") if stopped else say.gettext("runs"))
        for _, name, stopped in roadmaps
    ]
    hint = say.gettext(
        "While it is paused nobody is reminded of anything; what was missed is not made up for "
        "afterwards."
    )
    rows.append(Markup("<i>{}</i>").format(hint))
    return str(Markup("\n").join(rows))


def _buttons(
    roadmaps: Sequence[tuple[int, str, bool]],
    paused_on: date | None,
    person_id: int,
    say: Speech,
) -> tuple[tuple[Button, ...], ...]:
    whole = (
        Button(say.gettext("Resume everything"), Action(Verb.RESUME, person_id, (0,)).pack())
        if paused_on is not None
        else Button(say.gettext("Pause everything"), Action(Verb.PAUSE, person_id, (0,)).pack())
    )
    if len(roadmaps) == 1 and not roadmaps[0][2]:
        return ((whole,),)
    each = []
    for number, name, stopped in roadmaps:
        words = say.gettext("Resume: {title}") if stopped else say.gettext("Pause: {title}")
        verb = Verb.RESUME if stopped else Verb.PAUSE
        label = words.format(title=name)
        each.append((Button(label, Action(verb, person_id, (number,)).pack()),))
    return (*each, (whole,))
