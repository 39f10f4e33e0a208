"""What runs and what is stopped: a button to stop each roadmap, or everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.lines import ROADMAP_CHARS, shortened
from views.speech import Speech

BUTTON_CHARS = 40


def board(
    roadmaps: Sequence[tuple[int, str, bool]],
    paused_on: date | None,
    person_id: int,
    say: Speech,
) -> Message:
    """`roadmaps` are (number, title, stopped); `paused_on` is since when everything is."""
    if not roadmaps:
        return Message(say.gettext("No roadmap is running."))
    rows = [Markup("<b>{}</b>").format(say.gettext("Reminders"))]
    if paused_on is not None:
        since = say.gettext("Everything is paused since {date}.").format(
            date=say.full_day(paused_on)
        )
        rows.append(Markup("<b>{}</b>").format(since))
    rows += [
        Markup("{}. {} — {}").format(
            number,
            shortened(title, ROADMAP_CHARS),
            say.gettext("paused") if stopped else say.gettext("runs"),
        )
        for number, title, stopped in roadmaps
    ]
    hint = say.gettext(
        "While it is paused nobody is reminded of anything; what was missed is not made up for "
        "afterwards."
    )
    rows.append(Markup("<i>{}</i>").format(hint))
    return Message(
        str(Markup("\n").join(rows)), buttons=_buttons(roadmaps, paused_on, person_id, say)
    )


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
    for number, title, stopped in roadmaps:
        words = say.gettext("Resume: {title}") if stopped else say.gettext("Pause: {title}")
        verb = Verb.RESUME if stopped else Verb.PAUSE
        label = words.format(title=f"{number}. {shortened(title, BUTTON_CHARS)}")
        each.append((Button(label, Action(verb, person_id, (number,)).pack()),))
    return (*each, (whole,))
