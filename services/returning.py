"""A review workbook that a coordinator sends back in the chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.documents.errors import DocumentError
from roadmap.review.book import Book, FaultyReview, is_review
from services import municipalities, reading, reviewing, rights
from services.drafting import NothingInIt
from services.launching import NoSuchRoadmap, NotADraft, WithoutOwner
from services.municipalities import Tenant
from services.rights import Actor
from storage import people_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import AuditRow, RoadmapRow, Role
from views import answers
from views.drafts import back
from views.refusals import document_refusal, without_owner
from views.review_text import difference_text, faults_text
from views.speech import Speech

if TYPE_CHECKING:
    from services.intake import Sent

log = structlog.get_logger()

REFUSALS = (DocumentError, FaultyReview, NothingInIt, NoSuchRoadmap, NotADraft, WithoutOwner)


async def wants(session: AsyncSession, actor: Actor, sent: Sent) -> bool:
    """Whether a file is a review workbook from somebody who coordinates."""
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    return Role.COORDINATOR in roles and is_review(sent.data)


async def take(
    database: Database, files: FileStore, actor: Actor, sent: Sent, now: datetime
) -> Message:
    """Store the corrected workbook whole, or say by cell what is wrong; what to answer.

    The workbook is read in a process of its own before the transaction begins.
    """
    async with database.read() as session:
        tenant = await municipalities.by_id(session, actor.municipality_id)
    try:
        book = await reading.read_review(sent.data)
        async with database.write(urgent=True) as session:
            return await _stored(session, actor, tenant, book, now)
    except REFUSALS as error:
        log.info("review.refused", person=actor.person_id, reason=type(error).__name__)
        return answers.plain(_why(error, tenant.say))


async def _stored(
    session: AsyncSession, actor: Actor, tenant: Tenant, book: Book, now: datetime
) -> Message:
    await rights.require_role(session, actor, Role.COORDINATOR, action="review")
    await _in_turn(session, actor, book.roadmap)
    if await _is_taken(session, actor, book.roadmap):
        taken = answers.review_taken_before(tenant.say)
        return replace(taken, buttons=(back(book.roadmap, actor.person_id, tenant.say),))
    proposal = await reviewing.of_workbook(session, tenant, book)
    done = await reviewing.apply(session, tenant, proposal, now, actor=actor)
    log.info("review.returned", person=actor.person_id, roadmap=proposal.number, told=done.told)
    difference = difference_text(proposal.difference, tenant.say)
    taken = answers.review_taken(difference, done.told, done.moved, tenant.say)
    return replace(taken, buttons=(back(proposal.number, actor.person_id, tenant.say),))


async def _in_turn(session: AsyncSession, actor: Actor, number: int) -> None:
    """Of two files about one roadmap the second is read when the first is stored."""
    await session.exec(
        select(RoadmapRow.id)
        .where(RoadmapRow.municipality_id == actor.municipality_id, RoadmapRow.id == number)
        .with_for_update()
    )


async def _is_taken(session: AsyncSession, actor: Actor, number: int) -> bool:
    """Whether this very file has been taken: whoever died before answering answers now, or rows
    without a key would be added again."""
    found = await session.exec(
        select(AuditRow).where(
            AuditRow.municipality_id == actor.municipality_id,
            AuditRow.subject == f"roadmap:{number}",
            AuditRow.action == reviewing.RETURNED,
        )
    )
    return any(row.facts.get("origin") == actor.origin for row in found)


def _why(error: Exception, say: Speech) -> str:
    match error:
        case FaultyReview(faults=faults):
            return faults_text(faults, say)
        case DocumentError():
            return document_refusal(error, say)
        case WithoutOwner(activities=activities):
            return without_owner(activities, say)
        case NothingInIt():
            return say.gettext("There are no activities in the document.")
        case NoSuchRoadmap():
            return say.gettext("The roadmap of this workbook is not there any more.")
        case _:
            return say.gettext("The roadmap of this workbook is archived and is not changed.")
