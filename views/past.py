"""What lay before the launch: the offer, the question, the result."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.answers import plain
from views.lines import code, shortened
from views.speech import Speech

SHOWN = 40


def offer(roadmap: int, count: int, person_id: int, say: Speech) -> Button:
    """The button under the digest."""
    label = say.ngettext(
        "{n} from before the launch: done?", "{n} from before the launch: done?", count
    ).format(n=count)
    return Button(label, Action(Verb.PAST, person_id, (roadmap, 0)).pack())


def question(
    titles: Sequence[tuple[int, str]], roadmap: int, person_id: int, say: Speech
) -> Message:
    """Which they are, and whether all is done."""
    if not titles:
        return plain(say.gettext("Nothing from before the launch is open any more."))
    rows = [
        Markup("{} {}").format(code(number, say), shortened(title, 70))
        for number, title in titles[:SHOWN]
    ]
    if len(titles) > SHOWN:
        rows.append(Markup("…"))
    head = say.gettext("These were due before the launch. Is all of it done?")
    foot = say.gettext(
        "If not all: send the codes of what is not done, separated by commas, and the rest will "
        "be marked."
    )
    text = Markup("<b>{}</b>\n{}\n\n{}").format(head, Markup("\n").join(rows), foot)
    yes = Button(say.gettext("All done"), Action(Verb.PAST, person_id, (roadmap, 1)).pack())
    return Message(str(text), buttons=((yes,),))


def done(count: int, say: Speech) -> Message:
    """How many were marked."""
    return plain(
        say.ngettext(
            "Marked as done, on its due date: {n}.",
            "Marked as done, on their due dates: {n}.",
            count,
        ).format(n=count)
    )


def not_among(codes: Sequence[int], say: Speech) -> Message:
    """Codes that are none of these; nothing was marked."""
    names = ", ".join(code(number, say) for number in codes)
    return plain(
        say.gettext(
            "Not among them: {codes}. Nothing was marked; please send the codes again."
        ).format(codes=names)
    )
