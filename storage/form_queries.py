"""Reading forms: the versions of each, and what a municipality has."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import FormRow


async def newest(session: AsyncSession, municipality_id: int, key: str) -> FormRow | None:
    """The version of a form that is asked now; None for none or a retired one."""
    statement = (
        select(FormRow)
        .where(FormRow.municipality_id == municipality_id, FormRow.key == key)
        .order_by(col(FormRow.version).desc())
        .limit(1)
    )
    found = (await session.exec(statement)).first()
    return None if found is None or found.retired_at is not None else found


async def listed(session: AsyncSession, municipality_id: int) -> list[FormRow]:
    """The newest version of each form that is not retired, by title."""
    latest = (
        select(FormRow.key, sa.func.max(FormRow.version).label("version"))
        .where(FormRow.municipality_id == municipality_id)
        .group_by(col(FormRow.key))
        .subquery()
    )
    statement = (
        select(FormRow)
        .join(
            latest,
            sa.and_(col(FormRow.key) == latest.c.key, col(FormRow.version) == latest.c.version),
        )
        .where(FormRow.municipality_id == municipality_id, col(FormRow.retired_at).is_(None))
        .order_by(col(FormRow.title))
    )
    return list(await session.exec(statement))


async def versions(session: AsyncSession, municipality_id: int, key: str) -> list[FormRow]:
    """Every version of a form, the oldest first."""
    statement = select(FormRow).where(
        FormRow.municipality_id == municipality_id, FormRow.key == key
    )
    return list(await session.exec(statement.order_by(col(FormRow.version))))
