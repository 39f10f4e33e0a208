"""What coordinators hear of others' work in the morning: in one message, with their own if any."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from channels.message import Channel, Message
from roadmap.plan import Line
from roadmap.reminding import end_of_day
from services.municipalities import Tenant
from services.planned import Item, Planned
from services.situations import Situation, is_own
from storage.people_queries import Reach
from storage.tables import NoticeKind, Role
from storage.work_queries import Work
from views import escalations, mornings


@dataclass(frozen=True, slots=True)
class Desk:
    """A coordinator who can be reached, with what is `handed` over to them today and what is
    still `silent` on the eve of its date."""

    reach: Reach
    handed: tuple[Work, ...]
    silent: tuple[Work, ...]


def desks(
    situation: Situation, handed: Sequence[Work], silent: Sequence[Work], today: date
) -> list[Desk]:
    """What each coordinator is to hear of on a local day: not of their own work."""
    made = []
    for person_id, known in situation.reach.items():
        reach = known if known.ways else situation.supposed.get(person_id, known)
        if Role.COORDINATOR not in reach.roles or not reach.ways:
            continue
        others = (
            [one for one in part if not is_own(one, person_id, situation, today)]
            for part in (handed, silent)
        )
        desk = Desk(reach, *(tuple(_ordered(part, situation)) for part in others))
        if desk.handed or desk.silent:
            made.append(desk)
    return made


def _ordered(work: Iterable[Work], situation: Situation) -> list[Work]:
    """By date; rounds of monitoring, which are told of together, come last."""
    lines = situation.lines

    def place(one: Work) -> tuple[bool, date, int]:
        line = lines[one.assignment_id]
        return line.round_id is not None, one.due, line.code

    return sorted(work, key=place)


def notices(tenant: Tenant, situation: Situation, desk: Desk, today: date) -> list[Planned]:
    """The message of a coordinator who has nothing of their own to do today."""
    apart = _apart(tenant, situation, desk, today)
    if len(apart) == 1:
        return apart
    both = replace(
        apart[0], kind=NoticeKind.REMINDER, expires_at=end_of_day(today, tenant.zone), items=()
    )
    return [joined(tenant, situation, both, (), desk, today)]


def joined(
    tenant: Tenant,
    situation: Situation,
    own: Planned,
    lines: Sequence[tuple[int, Line]],
    desk: Desk,
    today: date,
) -> Planned:
    """The coordinator's `own` reminder of these numbered `lines`, and the lists after it; what is
    among the first is not on the others as well."""
    told = {item.assignment_id for item in own.items}
    desk = Desk(desk.reach, *(_without(told, part) for part in (desk.handed, desk.silent)))
    if not (desk.handed or desk.silent):
        return own
    handed = _numbered(situation, desk.handed, len(lines) + 1, handed_over=True)
    silent = _numbered(situation, desk.silent, len(lines) + len(handed) + 1, handed_over=False)

    def worded(channel: Channel) -> Message:
        return mornings.morning(
            lines,
            handed,
            silent,
            desk.reach.person_id,
            today,
            tenant.calendar,
            tenant.say,
            limit=tenant.lines_by(channel),
        )

    work = {one.assignment_id: one for one in desk.handed}
    over = [Item(line.assignment_id, n, work[line.assignment_id].since) for n, line in handed]
    quiet = [Item(line.assignment_id, n, None) for n, line in silent]
    return replace(
        own,
        message=worded(Channel.TELEGRAM),
        letter=worded(Channel.EMAIL) if own.letter is not None else None,
        items=(*own.items, *over, *quiet),
        lists=tuple(_apart(tenant, situation, desk, today)),
    )


def _without(told: Collection[int], work: Sequence[Work]) -> tuple[Work, ...]:
    return tuple(one for one in work if one.assignment_id not in told)


def _numbered(
    situation: Situation, work: Sequence[Work], first: int, *, handed_over: bool
) -> list[tuple[int, Line]]:
    return [
        (n, replace(situation.lines[one.assignment_id], handed_over=handed_over))
        for n, one in enumerate(work, start=first)
    ]


def _apart(tenant: Tenant, situation: Situation, desk: Desk, today: date) -> list[Planned]:
    """Each list by itself."""
    made = []
    if desk.handed:
        handed = _numbered(situation, desk.handed, 1, handed_over=True)
        items = [Item(w.assignment_id, n, w.since) for n, w in enumerate(desk.handed, start=1)]
        words = escalations.handed_over
        made.append(_alone(NoticeKind.HANDOVER, words, handed, items, desk, tenant, today))
    if desk.silent:
        silent = _numbered(situation, desk.silent, 1, handed_over=False)
        items = [Item(w.assignment_id, n, None) for n, w in enumerate(desk.silent, start=1)]
        words = escalations.silent
        made.append(_alone(NoticeKind.ALERT, words, silent, items, desk, tenant, today))
    return made


def _alone(
    kind: NoticeKind,
    words: escalations.ListWords,
    lines: Sequence[tuple[int, Line]],
    items: Sequence[Item],
    desk: Desk,
    tenant: Tenant,
    today: date,
) -> Planned:
    return Planned(
        kind=kind,
        day=today,
        person_id=desk.reach.person_id,
        organization_id=None,
        ways=desk.reach.ways,
        message=words(lines, desk.reach.person_id, today, tenant.calendar, tenant.say),
        expires_at=end_of_day(today, tenant.zone),
        items=tuple(items),
    )
