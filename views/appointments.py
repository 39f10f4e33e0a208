"""«You are named as responsible»: the list on launch, and «it is not mine»."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from views.actions import Action, Verb
from views.lines import place, shortened, thread_of, title
from views.speech import Speech

ROADMAP_CHARS = 80


@dataclass(frozen=True, slots=True)
class Objection:
    """What a coordinator decides: `taken` None while nothing is decided; `relevant`: somebody says
    that it is not theirs, else that nobody need do it any more."""

    objection_id: int
    line: Line
    person: str
    reason: str
    taken: bool | None = None
    relevant: bool = True


def appointment(
    lines: Sequence[tuple[int, Line]],
    person_id: int,
    say: Speech,
    *,
    hidden: int = 0,
    read_on: date | None = None,
    objected: Collection[int] = (),
) -> Message:
    """What somebody answers for, as a rule in one roadmap; `lines` are (printed number, nearest
    date).

    `read_on` is the local day of «acquainted»; `objected` are assignments that are said to be
    somebody else's.
    """
    first = lines[0][1]
    head = say.gettext("You are named as responsible:")
    title_row = Markup("<b>{}</b>").format(head)
    if len({line.roadmap_id for _, line in lines}) == 1:
        title_row += Markup("\n<i>{}</i>").format(shortened(first.roadmap, ROADMAP_CHARS))
    text = Markup("\n\n").join(
        [
            title_row,
            *(_paragraph(number, line, objected, say) for number, line in lines),
            *([_acquainted(read_on, say)] if read_on is not None else []),
        ]
    )
    return Message(
        str(text),
        buttons=_buttons(lines, person_id, hidden, objected, say, is_read=read_on is not None),
        subject=say.gettext("You are named as responsible: {roadmap}").format(
            roadmap=shortened(first.roadmap, ROADMAP_CHARS)
        ),
        thread=f"appointment-{person_id}-{first.roadmap_id}",
        letter_hint=say.gettext("If something of it is not yours, please tell the coordinator."),
        reply_hint=say.gettext(
            "Answer this letter: “read”, or with the number of a line that is not yours, “2 not "
            "mine: it was handed to the school”."
        ),
        brief=_in_brief(head, lines, objected, read_on, say),
    )


def _in_brief(
    head: str,
    lines: Sequence[tuple[int, Line]],
    objected: Collection[int],
    read_on: date | None,
    say: Speech,
) -> str:
    rows = [Markup("<b>{}</b>").format(head)]
    for number, line in lines:
        due = say.gettext("due {date}").format(date=say.full_day(line.due))
        row = Markup("<b>{}.</b> {}\n{}").format(number, place(line, say), due)
        if line.assignment_id in objected:
            row += Markup("\n{}").format(say.gettext("“Not mine”: the coordinator will decide"))
        rows.append(row)
    if read_on is not None:
        rows.append(_acquainted(read_on, say))
    return str(Markup("\n\n").join(rows))


def _acquainted(day: date, say: Speech) -> Markup:
    return Markup("{}").format(say.gettext("Acquainted on {date}").format(date=say.full_day(day)))


def _paragraph(number: int, line: Line, objected: Collection[int], say: Speech) -> Markup:
    rows = [
        Markup("<b>{}.</b> {}").format(number, title(line)),
        Markup("{}").format(say.gettext("due {date}").format(date=say.full_day(line.due))),
        Markup("<i>{}, {}</i>").format(place(line, say), line.owner),
    ]
    if line.assignment_id in objected:
        rows.append(Markup("{}").format(say.gettext("“Not mine”: the coordinator will decide")))
    return Markup("\n").join(rows)


def _buttons(
    lines: Sequence[tuple[int, Line]],
    person_id: int,
    hidden: int,
    objected: Collection[int],
    say: Speech,
    *,
    is_read: bool,
) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    if not is_read:
        read = Action(Verb.READ, person_id, (lines[0][1].roadmap_id,)).pack()
        rows.append((Button(say.gettext("Acquainted"), read),))
    others = [
        Button(
            say.gettext("{n}. Not mine").format(n=number),
            Action(Verb.NOT_MINE, person_id, (line.assignment_id,)).pack(),
        )
        for number, line in lines
        if line.assignment_id not in objected
    ]
    rows += [tuple(others[i : i + 2]) for i in range(0, len(others), 2)]
    if hidden:
        more = say.ngettext("{n} more", "{n} more", hidden).format(n=hidden)
        rows.append((Button(more, Action(Verb.MINE, person_id).pack()),))
    return tuple(rows)


def ask_reason(
    line: Line, objection_id: int, person_id: int, say: Speech, *, relevant: bool = True
) -> Message:
    """«Not mine», or «not relevant», is written down; why?"""
    if relevant:
        head = say.gettext("Not yours:")
        hint = say.gettext("Why, or whose is it? Write it in one message.")
    else:
        head = say.gettext("Not relevant any more:")
        hint = say.gettext("Why? Write it in one message.")
    text = Markup("{}\n<i>{}</i>\n\n{}").format(
        head,
        shortened(line.title),
        hint,
    )
    skip = Action(Verb.NO_REASON, person_id, (objection_id,)).pack()
    return Message(str(text), buttons=((Button(say.gettext("Without a reason"), skip),),))


def handed_on(line: Line, reason: str, say: Speech) -> Message:
    """The request is with the coordinator; until then nothing changes."""
    text = Markup("{}\n<i>{}</i>").format(
        say.gettext("Passed to the coordinator. Until it is decided the activity stays with you:"),
        shortened(line.title),
    )
    if reason:
        text += Markup("\n{}").format(say.gettext("Reason: {text}").format(text=reason))
    return Message(str(text))


def objections(asked: Sequence[tuple[int, Objection]], person_id: int, say: Speech) -> Message:
    """To a coordinator: who says that what is not theirs; (printed number, objection)."""
    waiting = sum(one.taken is None for _, one in asked)
    head = (
        _headline(asked, waiting, say) if waiting else say.gettext("“Not mine”: all decided")
    ).format(n=waiting)
    return Message(
        str(
            Markup("\n\n").join(
                [Markup("<b>{}</b>").format(head), *(_asked(n, one, say) for n, one in asked)]
            )
        ),
        buttons=tuple(
            (
                Button(
                    say.gettext("{n}. Leave it").format(n=number),
                    Action(Verb.KEEP, person_id, (one.objection_id,)).pack(),
                ),
                _grant(number, one, person_id, say),
            )
            for number, one in asked
            if one.taken is None
        ),
        subject=head,
        thread=f"objections-{person_id}",
    )


def _headline(asked: Sequence[tuple[int, Objection]], waiting: int, say: Speech) -> str:
    if all(one.relevant for _, one in asked):
        return say.ngettext(
            "{n} activity is said to be not theirs", "{n} activities are said so", waiting
        )
    return say.ngettext(
        "{n} activity is objected to: decide", "{n} activities are objected to: decide", waiting
    )


def _grant(number: int, one: Objection, person_id: int, say: Speech) -> Button:
    if one.relevant:
        label, verb = say.gettext("{n}. Take it over"), Verb.TAKE
    else:
        label, verb = say.gettext("{n}. Call it off"), Verb.DROP
    return Button(label.format(n=number), Action(verb, person_id, (one.objection_id,)).pack())


def _asked(number: int, one: Objection, say: Speech) -> Markup:
    rows = [
        Markup("<b>{}.</b> {}").format(number, title(one.line)),
        Markup("<i>{}</i>").format(place(one.line, say)),
        Markup("{}").format(
            (
                say.gettext("Says that it is not theirs: {name}")
                if one.relevant
                else say.gettext("Says that it is not relevant any more: {name}")
            ).format(name=one.person)
        ),
    ]
    if one.reason:
        rows.append(
            Markup("{}").format(
                say.gettext("Reason: {text}").format(text=shortened(one.reason, 300))
            )
        )
    if one.taken is not None:
        taken = say.gettext("Taken over") if one.relevant else say.gettext("Called off")
        said = taken if one.taken else say.gettext("Left as it is")
        rows.append(Markup("<b>{}</b>").format(said))
    return Markup("\n").join(rows)


def decided(
    line: Line, coordinator: str, say: Speech, *, taken: bool, relevant: bool = True
) -> Message:
    """To the one who said «not mine», or «not relevant»."""
    granted = (
        say.gettext("No longer yours; {name} has taken it over:")
        if relevant
        else say.gettext("{name} has called it off:")
    )
    head = (granted if taken else say.gettext("{name} has decided that it stays with you:")).format(
        name=coordinator
    )
    return Message(
        str(Markup("{}\n<i>{}</i>").format(head, shortened(line.title))),
        subject=shortened(f"{head} {line.title}", 110),
        thread=thread_of([line]),
    )
