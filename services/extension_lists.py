"""What a coordinator's list of requests for other dates says today."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.extending import Grounds
from roadmap.plan import Line
from services.municipalities import Tenant
from storage.tables import ExtensionRow, PersonRow, Verdict
from views.extension_lists import Request, requests


async def worded(
    session: AsyncSession, tenant: Tenant, person_id: int, numbered: Sequence[tuple[int, Line]]
) -> tuple[Message, bool]:
    """The last request about each of the (printed number, line); whether any waits."""
    found = await session.exec(
        select(ExtensionRow, PersonRow.full_name)
        .join(PersonRow, col(PersonRow.id) == col(ExtensionRow.person_id))
        .where(col(ExtensionRow.assignment_id).in_([line.assignment_id for _, line in numbered]))
        .order_by(col(ExtensionRow.id))
    )
    last = {row.assignment_id: (row, name) for row, name in found}
    asked = [
        (number, _request(line, *last[line.assignment_id]))
        for number, line in numbered
        if line.assignment_id in last
    ]
    message = requests(asked, person_id, tenant.say)
    return message, any(one.waits for _, one in asked)


def _request(line: Line, row: ExtensionRow, name: str) -> Request:
    return Request(
        extension_id=row.id or 0,
        line=line,
        person=name,
        before=row.due_before,
        proposed=row.proposed,
        reason=row.reason,
        granted=row.granted,
        refused=row.verdict is Verdict.REFUSED,
        grounds=Grounds(row.basis, row.basis_text) if row.basis is not None else None,
    )
