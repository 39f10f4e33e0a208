"""How a form is asked of itself, as a coordinator sets it: how often, by which day, whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.asking import LAST_DUE_DAY
from services import asking_forms, forms, rights
from services.asking_forms import Start, Wish
from services.monitoring_desk import coordinator
from services.municipalities import Tenant
from services.rights import Actor
from storage import people_desk_queries
from storage.tables import FormRow, MunicipalityRow, OrganizationKind
from views import askings as words
from views.actions import Verb
from views.askings import KINDS, School


async def every(
    session: AsyncSession,
    actor: Actor,
    form_id: int,
    choice: int | None,
    start: Start | None,
    now: datetime,
) -> Message:
    """How often? With a `choice` (of KINDS, or past them: never) it is so; the card then.

    Where a round about a period that is over would open at once, the summary of it is shown
    until it is said when to `start`. Raises `Denied`.
    """
    tenant, row, wish = await form_with_wish(session, actor, form_id, "asking.every", now)
    if choice is None:
        return words.ask_every(form_id, row.title, wish.every, actor.person_id, tenant.say)
    kind = KINDS[choice] if choice < len(KINDS) else None
    wish = replace(wish, every=kind)
    if start is None:
        at_once = await asking_forms.at_once(session, tenant, row.key, wish, now)
        if at_once is not None:
            found = at_once.due, len(at_once.schools)
            later = asking_forms.opens_later(tenant, wish, now)
            return words.ask_start(
                form_id, row.title, choice, found, later, actor.person_id, tenant.say
            )
    await _set(session, tenant, actor, row, wish, start or Start.NEXT, now)
    return await forms.card(session, actor, form_id, now)


async def by_day(
    session: AsyncSession, actor: Actor, form_id: int, day: int | None, now: datetime
) -> Message:
    """By which day of the next month? Raises `Denied`."""
    tenant, row, wish = await form_with_wish(session, actor, form_id, "asking.day", now)
    if day is None:
        return words.ask_day(form_id, row.title, wish.due_day, actor.person_id, tenant.say)
    if not 1 <= day <= LAST_DUE_DAY:
        raise rights.deny(actor, "asking.day", day=day)
    await _set(session, tenant, actor, row, replace(wish, due_day=day), Start.AS_BEFORE, now)
    return await forms.card(session, actor, form_id, now)


async def schools(
    session: AsyncSession,
    actor: Actor,
    form_id: int,
    page: int,
    pressed: int | None,
    now: datetime,
) -> Message:
    """Which schools? The one `pressed` is taken out or in, 0 is everybody. Raises `Denied`."""
    tenant, row, wish = await form_with_wish(session, actor, form_id, "asking.schools", now)
    known = await schools_of(session, tenant)
    if pressed is not None:
        chosen = toggled(known, wish.schools, pressed)
        wish = replace(wish, schools=chosen)
        await _set(session, tenant, actor, row, wish, Start.AS_BEFORE, now)
    say, reader = tenant.say, actor.person_id
    back = words.back_to_form(form_id, reader, say)
    return words.choose_schools(
        Verb.ASKING_SCHOOLS, form_id, row.title, known, wish.schools, page, back, reader, say
    )


def toggled(known: list[School], chosen: frozenset[int], pressed: int) -> frozenset[int]:
    """The choice after a press; empty for everybody, which the last one to leave makes it too."""
    everybody = frozenset(one.id for one in known)
    if pressed not in everybody:
        return frozenset()
    after = (chosen or everybody) ^ {pressed}
    return frozenset() if after == everybody else after & everybody


async def form_with_wish(
    session: AsyncSession, actor: Actor, form_id: int, action: str, now: datetime
) -> tuple[Tenant, FormRow, Wish]:
    """A form that the actor's municipality asks, and how. Raises `Denied`."""
    tenant = await coordinator(session, actor, action)
    row = await forms.form_of(session, actor, form_id, action)
    return tenant, row, await asking_forms.wish(session, tenant, row.key, now)


async def _set(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: FormRow,
    wish: Wish,
    start: Start,
    now: datetime,
) -> None:
    await session.get_one(MunicipalityRow, tenant.id, with_for_update=True)
    await asking_forms.set_wish(session, tenant, row.key, actor.person_id, wish, start, now)
    rights.audit(
        session,
        actor,
        tenant.id,
        "asking.set",
        now,
        f"form:{row.id}",
        every=wish.every,
        due_day=wish.due_day,
        schools=sorted(wish.schools),
    )


async def schools_of(session: AsyncSession, tenant: Tenant) -> list[School]:
    """Every school of the municipality, by name as people count."""
    rows = await people_desk_queries.organizations(session, tenant.id)
    return [School(row.id or 0, row.name) for row in rows if row.kind is OrganizationKind.SCHOOL]
