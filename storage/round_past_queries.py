"""Reading the rounds of forms over time: what was asked before, how much was answered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import FormRow, RoundRow, RoundState, SubmissionRow, SubmissionState

MOST_ROUNDS = 200


async def of_form(
    session: AsyncSession, municipality_id: int, form_key: str, period_kind: str, until: date
) -> list[tuple[RoundRow, FormRow]]:
    """The rounds of a form about periods of a kind that ended by `until`, with the version that
    each asked, the latest period first; those called off are left out."""
    rows = await session.exec(
        select(RoundRow, FormRow)
        .join(FormRow, col(FormRow.id) == col(RoundRow.form_id))
        .where(
            RoundRow.municipality_id == municipality_id,
            FormRow.municipality_id == municipality_id,
            FormRow.key == form_key,
            RoundRow.period_kind == period_kind,
            col(RoundRow.period_end) <= until,
            RoundRow.state != RoundState.CALLED_OFF,
        )
        .order_by(col(RoundRow.period_end).desc(), col(RoundRow.id).desc())
    )
    return list(rows)


async def sizes(
    session: AsyncSession, municipality_id: int, round_ids: Collection[int]
) -> dict[int, int]:
    """How many values were handed in, by round; what nobody answered is not there."""
    rows = await session.exec(
        select(SubmissionRow.round_id, sa.func.sum(SubmissionRow.row_count))
        .where(
            SubmissionRow.municipality_id == municipality_id,
            col(SubmissionRow.round_id).in_(sorted(round_ids)),
            col(SubmissionRow.state).in_((SubmissionState.SENT, SubmissionState.ACCEPTED)),
        )
        .group_by(col(SubmissionRow.round_id))
    )
    return {number: int(count or 0) for number, count in rows}


async def of_time(
    session: AsyncSession, municipality_id: int, first: date, last: date, day: date
) -> list[RoundRow]:
    """The last round of each form about a time from `first` to `last`, both days inside, that had
    begun by the local day `day`; those called off are left out."""
    begins = sa.func.coalesce(col(RoundRow.period_start), col(RoundRow.opens_on))
    ends = sa.func.coalesce(col(RoundRow.period_end), col(RoundRow.due_on))
    rows = await session.exec(
        select(RoundRow, FormRow.key)
        .join(FormRow, col(FormRow.id) == col(RoundRow.form_id))
        .where(
            RoundRow.municipality_id == municipality_id,
            FormRow.municipality_id == municipality_id,
            RoundRow.state != RoundState.CALLED_OFF,
            begins <= last,
            ends >= first,
            RoundRow.opens_on <= day,
        )
        .order_by(begins.desc(), col(RoundRow.id).desc())
        .limit(MOST_ROUNDS)
    )
    found: dict[str, RoundRow] = {}
    for row, key in rows:
        found.setdefault(key, row)
    return list(found.values())
