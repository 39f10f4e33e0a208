"""Who of those to call is away today, with who stands in, or has left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.calling import Who
from services.municipalities import Tenant
from services.situations import away
from storage import absence_queries, calling_queries, contact_queries, people_queries
from views.missing import Missing


async def missing(
    session: AsyncSession, tenant: Tenant, everybody: Collection[Who], people: int, today: date
) -> dict[Who, tuple[Missing, ...]]:
    """Of each owner those who are not there on the local day: the person, or of an organisation
    some of the first `people` to ask."""
    offices = {office for _, office in everybody if office is not None}
    contacts = await people_queries.contacts(session, tenant.id, offices)
    asked = {
        who: [who[0]] if who[0] is not None else contacts.get(who[1] or 0, [])[:people]
        for who in everybody
    }
    ids = {one for own in asked.values() for one in own}
    left = await calling_queries.left_on(session, tenant.id, ids)
    absences = await absence_queries.absences(session, tenant.id, today)
    gone = {one: found for one in ids if (found := away(one, absences, today)) is not None}
    named = ids | {one.stand_in_id for one in gone.values() if one.stand_in_id is not None}
    known = await _contacts(session, tenant, named)

    def of(one: int, *, alone: bool) -> Missing | None:
        name = "" if alone else known[one].name
        if one in left:
            return Missing(name, left[one])
        if one not in gone:
            return None
        stands_in = known.get(gone[one].stand_in_id or 0)
        if stands_in is None:
            return Missing(name, until=gone[one].last)
        return Missing(name, None, gone[one].last, stands_in.name, stands_in.phone)

    return {
        who: tuple(m for one in own if (m := of(one, alone=who[0] is not None)) is not None)
        for who, own in asked.items()
    }


async def _contacts(
    session: AsyncSession, tenant: Tenant, ids: Collection[int]
) -> dict[int, contact_queries.Contact]:
    """These people with the number at which they are called, else that of their organisation."""
    ordered = sorted(ids)
    found = await contact_queries.people(session, tenant.id, ordered)
    phones = await calling_queries.office_phones(session, tenant.id, ordered)
    return {
        one: replace(contact, phone=contact.phone or phones.get(one, ""))
        for one, contact in zip(ordered, found, strict=True)
    }
