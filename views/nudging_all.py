"""Asking everybody at once: who gets it and who does not, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, IntEnum, auto

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.lines import short_name, shortened
from views.speech import Speech

PAGE = 8
NAMES = 6
LABEL_CHARS = 58


class Fate(Enum):
    """Whether somebody is written to, and why not."""

    GOES = auto()
    ALREADY = auto()
    ENOUGH = auto()
    UNREACHABLE = auto()
    OWN = auto()


class Scope(IntEnum):
    """What is asked about; as callback data has it."""

    LATE = 1
    SOON = 2
    SECTION = 3
    SCHOOL = 4


@dataclass(frozen=True, slots=True)
class Reached:
    """A person or an organisation, asked about `n` activities."""

    name: str
    n: int
    fate: Fate
    is_person: bool = True


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everybody concerned; `quiet` activities wait for a day agreed on; it goes on the local day
    `day`, None where nobody gets it."""

    reached: tuple[Reached, ...]
    quiet: int = 0
    day: date | None = None

    def of(self, fate: Fate) -> list[Reached]:
        """Those whose fate it is."""
        return [one for one in self.reached if one.fate is fate]


def preview_nudge(
    outlook: Outlook, sample: Message | None, reader: int, today: date, say: Speech
) -> Message:
    """Before everybody who is late is reminded."""
    head = say.gettext("Remind everybody who is late")
    send = Action(Verb.NUDGE_ALL_YES, reader).pack()
    return _preview(head, outlook, sample, send, today, say)


def nudged(outlook: Outlook, reader: int, today: date, say: Speech) -> Message:
    """After it: who got it."""
    return _report(say.gettext("Remind everybody who is late"), outlook, reader, today, say)


def preview_round(
    title: str,
    outlook: Outlook,
    sample: Message | None,
    send: str,
    today: date,
    say: Speech,
) -> Message:
    """Before everybody who has not answered in a round of monitoring is reminded by `send`."""
    return _preview(_round_head(title, say), outlook, sample, send, today, say)


def round_nudged(title: str, outlook: Outlook, reader: int, today: date, say: Speech) -> Message:
    """After it: who got it."""
    return _report(_round_head(title, say), outlook, reader, today, say)


def _round_head(title: str, say: Speech) -> str:
    return say.gettext("Remind those who have not answered: {title}").format(
        title=shortened(title, 120)
    )


def ask_scope(reader: int, say: Speech) -> Message:
    """Of what is the status asked?"""

    def button(label: str, *ids: int) -> Button:
        return Button(label, Action(Verb.ASK_STATUS, reader, ids).pack())

    text = Markup("<b>{}</b>\n{}").format(
        say.gettext("Ask for the status now"),
        say.gettext(
            "Everybody gets one message with buttons, once a day at most, in working hours."
        ),
    )
    return Message(
        str(text),
        buttons=(
            (button(say.gettext("What is late"), Scope.LATE),),
            (button(say.gettext("The next 14 days"), Scope.SOON),),
            (button(say.gettext("A section…"), Scope.SECTION, 0),),
            (button(say.gettext("A school…"), Scope.SCHOOL, 0),),
        ),
    )


def choose(
    scope: Scope, choices: Sequence[tuple[int, str]], page: int, reader: int, say: Speech
) -> Message:
    """Which section, or which school: one page, counted from 0."""
    head = say.gettext("Which section?") if scope is Scope.SECTION else say.gettext("Which school?")
    last = max(0, (len(choices) - 1) // PAGE)
    page = min(page, last)

    def button(label: str, *ids: int) -> Button:
        return Button(label, Action(Verb.ASK_STATUS, reader, (scope, *ids)).pack())

    rows = [
        (button(shortened(name, LABEL_CHARS), number),)
        for number, name in choices[page * PAGE : (page + 1) * PAGE]
    ]
    turns = []
    if page > 0:
        turns.append(button("‹", 0, page - 1))
    if page < last:
        turns.append(button("›", 0, page + 1))
    if not choices:
        head = say.gettext("There is nothing to choose from.")
    return Message(
        str(Markup("<b>{}</b>").format(head)), buttons=(*rows, *((tuple(turns),) if turns else ()))
    )


def preview_status(
    scope: Scope,
    number: int,
    about: str,
    outlook: Outlook,
    sample: Message | None,
    reader: int,
    today: date,
    say: Speech,
) -> Message:
    """Before the status is asked for; `about` is what of."""
    send = Action(Verb.ASK_STATUS_YES, reader, (scope, number)).pack()
    return _preview(_status_head(about, say), outlook, sample, send, today, say)


def _status_head(about: str, say: Speech) -> str:
    return say.gettext("Ask for the status: {about}").format(about=shortened(about, 120))


def status_asked(about: str, outlook: Outlook, reader: int, today: date, say: Speech) -> Message:
    """After it: who was asked."""
    return _report(_status_head(about, say), outlook, reader, today, say)


def nobody(say: Speech) -> str:
    """In short, that it went to nobody: a button pressed once more."""
    return say.gettext(
        "Nobody was written to: all of them have been today, or there is no need any more."
    )


def _preview(
    head: str,
    outlook: Outlook,
    sample: Message | None,
    send: str,
    today: date,
    say: Speech,
) -> Message:
    going = outlook.of(Fate.GOES)
    rows = [Markup("<b>{}</b>").format(head)]
    if going:
        words = say.ngettext("{n} reader will get it", "{n} readers will get it", len(going))
        rows.append(Markup("{}: {}").format(words.format(n=len(going)), _names(going, say)))
        if outlook.day is not None and outlook.day > today:
            words = say.gettext("It goes in working hours, {date}")
            rows.append(Markup("{}").format(words.format(date=say.weekday_day(outlook.day))))
    else:
        rows.append(Markup("{}").format(say.gettext("Nobody would get it.")))
    rows += _others(outlook, say)
    if sample is not None:
        rows.append(Markup("\n{}").format(say.gettext("It looks like this:")))
        rows.append(Markup("<blockquote>{}</blockquote>").format(Markup(sample.text)))  # noqa: S704
    label = say.ngettext("Send to {n}", "Send to {n}", len(going)).format(n=len(going))
    return Message(str(Markup("\n").join(rows)), buttons=((Button(label, send),),) if going else ())


def _report(head: str, outlook: Outlook, reader: int, today: date, say: Speech) -> Message:
    going = outlook.of(Fate.GOES)
    rows = [Markup("<b>{}</b>").format(head)]
    if going:
        words = say.ngettext("Sent to {n} reader", "Sent to {n} readers", len(going))
        if outlook.day is not None and outlook.day > today:
            words = say.ngettext(
                "It goes to {n} reader in working hours",
                "It goes to {n} readers in working hours",
                len(going),
            )
        rows.append(Markup("{}: {}").format(words.format(n=len(going)), _names(going, say)))
    else:
        rows.append(Markup("{}").format(say.gettext("Nobody was written to.")))
    rows += _others(outlook, say)
    calls = Button(say.gettext("Whom to call"), Action(Verb.CALLS, reader).pack())
    return Message(
        str(Markup("\n").join(rows)),
        buttons=((calls,),) if outlook.of(Fate.UNREACHABLE) else (),
    )


def _others(outlook: Outlook, say: Speech) -> list[Markup]:
    """Those who do not get it, and why."""
    reasons = {
        Fate.UNREACHABLE: say.gettext("No message reaches them, please call"),
        Fate.ALREADY: say.gettext("Written to today already"),
        Fate.ENOUGH: say.gettext("Have had enough messages today"),
        Fate.OWN: say.gettext("Your own"),
    }
    rows = []
    for fate, reason in reasons.items():
        if found := outlook.of(fate):
            row = Markup("• {} ({}): {}")
            rows.append(row.format(reason, len(found), _names(found, say)))
    if outlook.quiet:
        words = say.ngettext(
            "• {n} activity is left in peace until the day agreed on",
            "• {n} activities are left in peace until the day agreed on",
            outlook.quiet,
        )
        rows.append(Markup("{}").format(words.format(n=outlook.quiet)))
    return rows


def _names(found: Sequence[Reached], say: Speech) -> str:
    names = [_name(one, say) for one in found[:NAMES]]
    words = "; ".join(names)
    if (hidden := len(found) - NAMES) > 0:
        words += " " + say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
    return words


def _name(one: Reached, say: Speech) -> str:
    """A person with initials, an organisation in full; with how much it is."""
    name = short_name(one.name) if one.is_person else shortened(one.name, 60)
    if one.n <= 1:
        return name
    words = say.ngettext("{name} ({n} activity)", "{name} ({n} activities)", one.n)
    return words.format(name=name, n=one.n)
