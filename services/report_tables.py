"""A roadmap as its official report has it on a day: read whole, each row as the document has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.completion import Completion
from roadmap.extending import Grounds
from roadmap.period import Period
from roadmap.progress import Event, State
from roadmap.report_marks import (
    DateMark,
    Part,
    Proof,
    Report,
    RoundMark,
    Row,
    Signature,
    joined,
)
from services import report_past
from services.launching import NoSuchRoadmap
from services.municipalities import Tenant
from storage import report_queries
from storage.report_queries import Answering, Stored
from storage.tables import (
    ActivityRow,
    EvidenceKind,
    ExtensionRow,
    MilestoneRow,
    PersonRow,
    Role,
)

T = TypeVar("T")


def until(as_of: date, tenant: Tenant) -> datetime:
    """The instant at which the local day `as_of` ends."""
    return datetime.combine(as_of + timedelta(days=1), time(0), tenant.zone).astimezone(UTC)


async def table(
    session: AsyncSession, tenant: Tenant, number: int, as_of: date, maker: int | None = None
) -> Report:
    """The report of a roadmap; what was said after the local day `as_of` is not in it.

    `maker` is the person who made it, where that is a coordinator. Raises `NoSuchRoadmap`.
    """
    row = await report_queries.roadmap(session, tenant.id, number)
    if row is None:
        raise NoSuchRoadmap(number)
    end = until(as_of, tenant)
    found = await report_queries.stored(session, tenant.id, row, end)
    signs = await report_queries.first_with_role(session, tenant.id, Role.MANAGEMENT)
    makes = await session.get(PersonRow, maker) if maker is not None else None
    makes = makes or await report_queries.first_with_role(session, tenant.id, Role.COORDINATOR)
    return Report(
        municipality=tenant.name,
        roadmap_id=number,
        title=row.title,
        period=Period(row.period_start, row.period_end),
        as_of=as_of,
        rows=_Table(found, end).rows(),
        signs=signature(signs),
        made_by=signature(makes),
    )


def signature(row: PersonRow | None) -> Signature:
    """A person as the foot of a document names them."""
    return Signature(row.full_name, row.position, row.phone) if row is not None else Signature()


class _Table:
    """What was read, sorted by what it belongs to; `end` is the instant of the report."""

    def __init__(self, found: Stored, end: datetime) -> None:
        self._found, self._end = found, end
        dates = [row for row in found.milestones if row.round_id is None]
        asked = [row for row in found.milestones if row.round_id is not None]
        self._milestones = _by(dates, lambda row: row.activity_id)
        self._asked = _by(asked, lambda row: row.activity_id)
        self._rounds = {row.id: row.title for row in found.rounds}
        self._answering = _by(found.answering, lambda one: one.row.milestone_id)
        self._reports = _by(found.reports, lambda row: row.assignment_id)
        self._extensions = _by(found.extensions, lambda row: row.assignment_id)
        self._proofs = _by(found.evidence, lambda pair: pair[0])
        self._parties = _by(found.parties, lambda pair: pair[0])
        self._sections = {row.id: row for row in found.sections}

    def rows(self) -> tuple[Row, ...]:
        """Each printed row once; the activities that it was split into are one."""
        groups = joined(self._found.activities, _same_row)
        return tuple(_merged([self._row(one) for one in group]) for group in groups)

    def _row(self, activity: ActivityRow) -> Row:
        section, subsection = self._headings(activity)
        dates = tuple(
            self._date(activity, milestone) for milestone in self._milestones[activity.id or 0]
        )
        rounds = self._of_rounds(activity)
        target = activity.target or {}
        return Row(
            activity_ids=(activity.id or 0,),
            codes=(activity.code,),
            section=section,
            subsection=subsection,
            number=activity.number,
            title=activity.title,
            deadline_text=activity.deadline_text,
            parties=tuple(name for _, name in self._parties[activity.id or 0]),
            expected_result=activity.expected_result,
            dates=dates,
            proofs=self._confirming([*dates, *(one.mark for one in rounds)]),
            lasting=activity.rule.get("rule") == "ongoing",
            rounds=rounds,
            called_off=self._is_off(activity),
            unit=target.get("unit", ""),
            goal=target.get("count"),
        )

    def _of_rounds(self, activity: ActivityRow) -> tuple[RoundMark, ...]:
        """What was said of an ongoing activity, round by round."""
        by_round = {row.round_id: row for row in self._asked[activity.id or 0]}
        return tuple(
            RoundMark(title, self._date(activity, by_round[number]))
            for number, title in self._rounds.items()
            if number in by_round
        )

    def _is_off(self, activity: ActivityRow) -> bool:
        """Whether an activity was called off by the report's day."""
        later = self._found.dropped_later | self._found.removed_later
        return activity.called_off and activity.id not in later

    def _date_is_off(self, activity: ActivityRow, milestone: MilestoneRow) -> bool:
        """Whether one date of it was."""
        if not milestone.called_off or activity.id in self._found.removed_later:
            return False
        return not any(
            report.event is Event.CALL_OFF and report.at > self._end
            for one in self._answering[milestone.id or 0]
            for report in self._reports[one.row.id or 0]
        )

    def _headings(self, activity: ActivityRow) -> tuple[str, str]:
        inner = self._sections.get(activity.section_id)
        if inner is None:
            return "", ""
        outer = self._sections.get(inner.parent_id)
        return (outer.title, inner.title) if outer is not None else (inner.title, "")

    def _date(self, activity: ActivityRow, milestone: MilestoneRow) -> DateMark:
        answering = self._answering[milestone.id or 0]
        moves = sorted(
            (move for one in answering for move in self._extensions[one.row.id or 0]),
            key=lambda move: (move.decided_at or move.asked_at, move.id or 0),
        )
        shared = _last([move for move in moves if move.for_all])
        due = shared.granted if shared and shared.granted else milestone.due
        internal = moves[-1].granted if moves and moves[-1].basis is None else None
        parts = tuple(self._part(activity, one, due) for one in answering)
        return DateMark(
            milestone.id or 0,
            milestone.occurrence,
            milestone.due,
            max((part.due for part in parts), default=due) if len(parts) == 1 else due,
            _closed_together(parts),
            milestone.start,
            _grounds(_last(moves) if len(parts) == 1 else shared),
            internal,
            self._is_off(activity) or self._date_is_off(activity, milestone),
        )

    def _part(self, activity: ActivityRow, one: Answering, due: date) -> Part:
        row, said = one.row, self._reports[one.row.id or 0]
        known = [report for report in said if report.at <= self._end]
        later = next((report for report in said if report.at > self._end), None)
        removed = activity.id in self._found.removed_later
        state = report_past.state(row, known, later, removed=removed)
        own = _last([x for x in self._extensions[row.id or 0] if not x.for_all])
        words = report_past.said(state, known)
        amounts = [report.amount for report in known if report.amount is not None]
        return Part(
            assignment_id=row.id or 0,
            owner=one.owner,
            state=state,
            due=own.granted if own and own.granted else due,
            fact_on=row.fact_on if later is None else report_past.fact(state, known),
            note=words.text,
            told=words.told,
            amount=sum(amounts) if amounts else None,
            report_id=said[-1].id or 0 if said else 0,
            is_lead=row.is_lead,
            apart=row.separate or activity.completion is Completion.ALL,
            is_school=one.is_school,
            organization=one.organization,
            grounds=_grounds(own),
        )

    def _confirming(self, dates: Sequence[DateMark]) -> tuple[Proof, ...]:
        """What confirms a row, each once."""
        found: dict[int, Proof] = {}
        for part in (part for mark in dates for part in mark.parts):
            for _, row in self._proofs[part.assignment_id]:
                is_file = row.kind is EvidenceKind.FILE
                text = row.text if row.kind is EvidenceKind.LINK else row.name
                proof = Proof(
                    row.id or 0, text, row.sha256 if is_file else None, part.assignment_id
                )
                found.setdefault(row.id or 0, proof)
        return tuple(found.values())


def _by(rows: Iterable[T], key: Callable[[T], int]) -> Mapping[int, list[T]]:
    found: defaultdict[int, list[T]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _last(moves: Sequence[ExtensionRow]) -> ExtensionRow | None:
    """The last decision on grounds; without any it is nobody's business outside."""
    official = [move for move in moves if move.basis is not None and move.granted is not None]
    return official[-1] if official else None


def _grounds(move: ExtensionRow | None) -> Grounds | None:
    return Grounds(move.basis, move.basis_text) if move and move.basis else None


def _closed_together(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """What the lead closed was done when the lead did it."""
    fact = next((part.fact_on for part in parts if part.is_lead and part.fact_on), None)
    if fact is None:
        return parts
    return tuple(
        replace(part, fact_on=fact)
        if part.state is State.CLOSED_BY_LEAD and part.fact_on is None and not part.apart
        else part
        for part in parts
    )


def _same_row(one: ActivityRow, other: ActivityRow) -> bool:
    """Whether two activities are parts of one printed row with several deadlines: one row of the
    document and the same words; three levels side by side differ in theirs."""
    return (
        one.row is not None
        and one.row == other.row
        and one.section_id == other.section_id
        and one.title == other.title
        and one.level == other.level
        and _stem(one.number) == _stem(other.number)
    )


def _stem(number: str) -> str:
    """«1.1.4» of «1.1.4-а»."""
    return number.rpartition("-")[0] or (number if len(number) > 1 else "")


def _merged(rows: Sequence[Row]) -> Row:
    first = rows[0]
    if len(rows) == 1:
        return first
    proofs = {proof.evidence_id: proof for row in rows for proof in row.proofs}
    return replace(
        first,
        activity_ids=tuple(i for row in rows for i in row.activity_ids),
        codes=tuple(code for row in rows for code in row.codes),
        number=_stem(first.number),
        deadline_text="\n".join(dict.fromkeys(row.deadline_text for row in rows)),
        parties=tuple(dict.fromkeys(name for row in rows for name in row.parties)),
        expected_result="\n".join(
            dict.fromkeys(row.expected_result for row in rows if row.expected_result)
        ),
        dates=tuple(
            sorted((mark for row in rows for mark in row.dates), key=lambda mark: mark.due)
        ),
        proofs=tuple(proofs.values()),
        lasting=all(row.lasting for row in rows),
        rounds=tuple(one for row in rows for one in row.rounds),
        called_off=all(row.called_off for row in rows),
    )
