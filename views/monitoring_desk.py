"""«Мониторинг» of the coordinator's desk: the rounds that are open, those that are over, and how
often ongoing activities are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.asking import ONGOING_EVERY, Due
from roadmap.monitoring.periods import PeriodKind
from roadmap.plan import Asked
from views.actions import Action, Verb
from views.lines import shortened
from views.monitoring_periods import kind_said, said
from views.speech import Speech

PAGE = 8
SHOWN = 12
TITLE_CHARS = 110
LABEL_CHARS = 58
Keyboard = tuple[tuple[Button, ...], ...]
OPEN, CLOSED, CALLED_OFF = "open", "closed", "called_off"
"""The states of a round, as they are stored."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a round is: of `asked` so many have answered. Its days are local, `hour` where one
    was named; `is_late`: the last day is over."""

    round_id: int
    title: str
    kind: Asked
    state: str
    asked: int
    done: int
    due: date
    hour: time | None
    opens: date
    is_late: bool = False


def ongoing_title(period: str, roadmap: str, say: Speech) -> str:
    """«Постоянные мероприятия, I квартал 2019 г.», with the roadmap where it has to be told."""
    title = say.gettext("Ongoing activities, {period}").format(period=period)
    return f"{title} ({shortened(roadmap, 60)})" if roadmap else title


def progress(one: Standing, say: Speech) -> str:
    """«12 из 20»"""
    return say.gettext("{done} of {total}").format(done=one.done, total=one.asked)


def last_day(one: Standing, say: Speech) -> str:
    """«до 10 апреля 2019 г., 15:00», or «срок истёк 10 апреля 2019 г.»"""
    words = say.gettext("by {date}")
    if one.is_late and one.state == OPEN:
        words = say.gettext("the time was over on {date}")
    text = words.format(date=say.full_day(one.due))
    return text if one.hour is None else f"{text}, {one.hour:%H:%M}"


def line(one: Standing, say: Speech) -> str:
    """«Контекстные данные: I квартал 2019 г. — 12 из 20, до 10 апреля 2019 г.»"""
    return f"{shortened(one.title, TITLE_CHARS)} — {progress(one, say)}, {last_day(one, say)}"


def opener(one: Standing, reader: int, say: Speech) -> Button:
    """A button that opens the round."""
    label = f"{shortened(one.title, LABEL_CHARS - 12)}: {progress(one, say)}"
    return Button(label, Action(Verb.ROUND, reader, (one.round_id, 0)).pack())


def home_button(reader: int, say: Speech) -> Button:
    """Back to the entrance, in place."""
    return Button(say.gettext("‹ Monitoring"), Action(Verb.MONITORING, reader, (1,)).pack())


def home(rounds: Sequence[Standing], every: PeriodKind | None, reader: int, say: Speech) -> Message:
    """The entrance: what is open, the forms, and what can be begun."""
    head = Markup("<b>{}</b>").format(say.gettext("Monitoring"))
    if rounds:
        rows = [Markup("• {}").format(line(one, say)) for one in rounds[:SHOWN]]
        if (more := len(rounds) - SHOWN) > 0:
            words = say.ngettext("and {n} more", "and {n} more", more).format(n=more)
            rows.append(Markup("{}").format(words))
    else:
        rows = [Markup("{}").format(say.gettext("No round is open now."))]
    hint = say.gettext(
        "A form of your own is an .xlsx by our blank: send it here, I will show what I have "
        "understood before anything is stored."
    )
    return Message(
        str(Markup("\n").join([head, *rows, Markup("\n{}").format(hint)])),
        buttons=(
            *((opener(one, reader, say),) for one in rounds[:SHOWN]),
            (
                _to(say.gettext("Forms"), Verb.FORMS, reader, 0),
                _to(say.gettext("Open a round…"), Verb.FORMS, reader, 1),
            ),
            (_to(say.gettext("Collect data by a table…"), Verb.BLANK_NEW, reader),),
            (_to(say.gettext("Closed rounds"), Verb.ROUNDS_OVER, reader, 0),),
            (_to(_ongoing_label(every, say), Verb.ONGOING_EVERY, reader),),
            (_to(say.gettext("Dates of terms and trimesters…"), Verb.SCHOOL_PERIODS, reader),),
        ),
    )


def _to(label: str, verb: Verb, reader: int, *ids: int) -> Button:
    return Button(label, Action(verb, reader, ids).pack())


def _ongoing_label(every: PeriodKind | None, say: Speech) -> str:
    """«Постоянные мероприятия: раз в квартал»"""
    return say.gettext("Ongoing activities: {often}").format(often=how_often(every, say))


def how_often(kind: PeriodKind | None, say: Speech) -> str:
    """«раз в квартал», «не спрашивать»."""
    match kind:
        case None:
            return say.gettext("are not asked about")
        case PeriodKind.QUARTER:
            return say.gettext("once a quarter")
        case PeriodKind.HALF:
            return say.gettext("once in half a year")
        case PeriodKind.YEAR:
            return say.gettext("once a year")
        case PeriodKind.TERM:
            return say.gettext("every school term")
        case PeriodKind.TRIMESTER:
            return say.gettext("every school trimester")
        case PeriodKind.SCHOOL_HALF:
            return say.gettext("every half of the school year")
        case PeriodKind.SCHOOL_YEAR:
            return say.gettext("once a school year")


def ask_ongoing(every: PeriodKind | None, due_day: int, reader: int, say: Speech) -> Message:
    """How often are ongoing activities asked about? The choice stands at its number."""
    text = Markup("<b>{}</b>\n{}").format(
        _ongoing_label(every, say),
        say.gettext(
            "When the period is over, everybody responsible gets one list of their ongoing "
            "activities, to be answered by day {day} of the next month."
        ).format(day=due_day),
    )
    choices: list[PeriodKind | None] = [*ONGOING_EVERY, None]
    return Message(
        str(text),
        buttons=(
            *(
                (
                    Button(
                        _chosen(_choice(kind, say), is_chosen=kind is every),
                        Action(Verb.ONGOING_EVERY, reader, (n,)).pack(),
                    ),
                )
                for n, kind in enumerate(choices)
            ),
            (home_button(reader, say),),
        ),
    )


def ask_ongoing_start(choice: int, due: Due, count: int, reader: int, say: Speech) -> Message:
    """Lists of so many ongoing activities about the period that is over would go out at once: is
    that meant? The choice is of ONGOING_EVERY."""

    def press(start: int) -> str:
        return Action(Verb.ONGOING_EVERY, reader, (choice, start)).pack()

    rows = (
        Markup("<b>{}</b>").format(_ongoing_label(ONGOING_EVERY[choice], say)),
        Markup("{}").format(
            say.ngettext(
                "The lists would go out now: {period}, {n} ongoing activity, {until}.",
                "The lists would go out now: {period}, {n} ongoing activities, {until}.",
                count,
            ).format(
                period=said(due.period, say),
                n=count,
                until=say.gettext("by {date}").format(date=say.full_day(due.due)),
            )
        ),
    )
    back = Button(say.gettext("‹ Back"), Action(Verb.ONGOING_EVERY, reader).pack())
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            (Button(say.gettext("Send the lists now"), press(1)),),
            (Button(say.gettext("From the next period only"), press(2)),),
            (back,),
        ),
    )


def _choice(kind: PeriodKind | None, say: Speech) -> str:
    return say.gettext("do not ask") if kind is None else kind_said(kind, say)


def _chosen(label: str, *, is_chosen: bool) -> str:
    label = label[:1].upper() + label[1:]
    return f"✓ {label}" if is_chosen else label


def over(rounds: Sequence[Standing], page: int, reader: int, say: Speech, *, more: bool) -> Message:
    """A page of the rounds that are closed or called off."""
    rows = [Markup("<b>{}</b>").format(say.gettext("Closed rounds"))]
    rows += [
        Markup("• {} — {}{}").format(
            shortened(one.title, TITLE_CHARS),
            progress(one, say),
            f", {say.gettext('called off')}" if one.state == CALLED_OFF else "",
        )
        for one in rounds
    ]
    if not rounds:
        rows.append(Markup("{}").format(say.gettext("There are none yet.")))
    turns = []
    if page:
        turns.append(_to("‹", Verb.ROUNDS_OVER, reader, page - 1))
    if more:
        turns.append(_to("›", Verb.ROUNDS_OVER, reader, page + 1))
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *((opener(one, reader, say),) for one in rounds),
            *((tuple(turns),) if turns else ()),
            (home_button(reader, say),),
        ),
    )
