"""Letters that a person must look at: coordinators have them, and vouch for those in doubt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.coordinator_words import vouches
from services import municipalities, rights, telling
from services.letter_writers import Doubt
from services.municipalities import Tenant
from services.rights import Actor
from storage import letter_queries, people_queries
from storage.tables import (
    ConfirmedAddressRow,
    LetterRow,
    LetterState,
    NoticeKind,
    NoticeRow,
    OrganizationRow,
    PersonRow,
    Role,
)
from views import letter_alerts
from views.answers import plain
from views.letter_alerts import Came
from views.lines import short_name, shortened
from views.speech import Speech

log = structlog.get_logger()

VOUCHED = "vouched"
"""`LetterRow.fault` of a letter that a coordinator vouched for."""
CAUSE = "letter:"
LABEL_CHARS = 30
Wording = Callable[[int], Message]
"""The words for one coordinator, by their id: buttons speak for somebody."""
IN_DOUBT = (Doubt.OTHER_ADDRESS, Doubt.FORGED)


@dataclass(frozen=True, slots=True)
class Vouched:
    """For whom a coordinator vouched, and the address; `forged`: only for this one letter."""

    name: str
    address: str
    forged: bool


def to_all(message: Message) -> Wording:
    """The same words for every coordinator."""
    return lambda _: message


async def tell(
    session: AsyncSession,
    tenant: Tenant,
    letter: LetterRow,
    words: Wording,
    now: datetime,
    *,
    but: int | None = None,
) -> int:
    """Every coordinator has the letter, once; not its writer, where there is another. How many
    were told."""
    found = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    others: Sequence[int] = [person_id for person_id in found if person_id != but] or found
    for person_id in others:
        cause = f"{CAUSE}{letter.id}:shown:{letter.attempts}"
        message = words(person_id)
        await telling.tell(session, tenant, person_id, NoticeKind.ANSWER, message, cause, now)
    log.info("letter.shown", letter=letter.id, why=letter.fault, told=len(others))
    return len(others)


async def came(
    session: AsyncSession, letter: LetterRow, notice: NoticeRow | None, text: str
) -> Came:
    """A letter as it is spoken of, with the name of whoever its notice was for."""
    name, label = "", ""
    if notice is not None and notice.person_id is not None:
        name = (await session.get_one(PersonRow, notice.person_id)).full_name
        label = short_name(name)
    elif notice is not None and notice.organization_id is not None:
        name = (await session.get_one(OrganizationRow, notice.organization_id)).name
        label = shortened(name, LABEL_CHARS)
    return Came(letter.id or 0, letter.sender, letter.subject, text, letter.sha256, name, label)


async def name_of(session: AsyncSession, tenant: Tenant, person_id: int) -> str:
    """A person's full name."""
    return next(iter(await people_queries.names(session, tenant.id, [person_id])), "")


async def give_up(session: AsyncSession, letter: LetterRow, now: datetime) -> None:
    """Reading it failed several times: the coordinators of whoever it may concern have it."""
    letter.state, letter.fault, letter.settled_at = LetterState.SHOWN, "attempts", now
    session.add(letter)
    await session.flush()
    for town in await letter_queries.towns_of(session, letter.sender):
        tenant = await municipalities.by_id(session, town)
        spoken = await came(session, letter, None, "")
        message = letter_alerts.failed(spoken, tenant.say)
        await tell(session, tenant, letter, to_all(message), now)


async def vouch(
    session: AsyncSession, actor: Actor, letter_id: int, now: datetime
) -> Vouched | None:
    """A coordinator says that a letter is from whoever it answers for: its address counts as
    theirs from now on, and it is read again. None where it has been dealt with already.

    Raises `Denied`.
    """
    await rights.require_role(session, actor, Role.COORDINATOR, action="letter.vouch")
    letter = await letter_queries.held(session, letter_id)
    if letter is None or letter.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "letter.vouch", letter=letter_id)
    notice = await session.get(NoticeRow, letter.notice_id) if letter.notice_id else None
    if letter.state is not LetterState.SHOWN or letter.fault not in IN_DOUBT or notice is None:
        return None
    forged = letter.fault == Doubt.FORGED
    if letter.sender:
        await letter_queries.confirm(session, _confirmed(letter, notice, actor, now))
    letter.state, letter.fault, letter.attempts = LetterState.WAITING, VOUCHED, 0
    letter.settled_at = None
    session.add(letter)
    await session.flush()
    rights.audit(
        session,
        actor,
        actor.municipality_id,
        "letter.vouched",
        now,
        f"letter:{letter_id}",
        address=letter.sender,
        about_person=notice.person_id,
        about_organization=notice.organization_id,
    )
    spoken = await came(session, letter, notice, "")
    return Vouched(spoken.name, letter.sender, forged)


def shown_in(dedup_key: str) -> int | None:
    """The letter that a notice of that cause shows to a coordinator; None for any other."""
    number, shown, _ = dedup_key.removeprefix(CAUSE).partition(":shown:")
    return int(number) if dedup_key.startswith(CAUSE) and shown and number.isdigit() else None


async def vouch_by_letter(
    session: AsyncSession, actor: Actor, notice: NoticeRow, text: str, say: Speech, now: datetime
) -> Message | None:
    """A coordinator's «confirm» in answer to the letter that shows one in doubt; None for
    anything else."""
    letter_id = shown_in(notice.dedup_key)
    if letter_id is None or not vouches(text):
        return None
    try:
        done = await vouch(session, actor, letter_id, now)
    except rights.Denied:  # who coordinates no more
        return plain(say.gettext("You have no right to do this."))
    if done is None:
        return plain(letter_alerts.vouched_before(say))
    return letter_alerts.vouched(done.name, done.address, say, forged=done.forged)


def _confirmed(
    letter: LetterRow, notice: NoticeRow, actor: Actor, now: datetime
) -> ConfirmedAddressRow:
    is_office = notice.person_id is None
    return ConfirmedAddressRow(
        municipality_id=actor.municipality_id,
        address=letter.sender,
        person_id=notice.person_id,
        organization_id=notice.organization_id if is_office else None,
        confirmed_by=actor.person_id,
        at=now,
    )
