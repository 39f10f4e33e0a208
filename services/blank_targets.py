"""Which assignment a table that came back answers, if that is its sender's to give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.blanks.layout import Layout, from_data
from roadmap.plan import Asked, Line
from roadmap.progress import State
from services import answers, blank_copies, confirmable, replied
from services.blank_copies import Token
from services.municipalities import Tenant
from services.rights import Actor
from storage import blank_queries, people_queries, plan_queries
from storage.tables import RoundState
from views.blank_returns import Refusal

if TYPE_CHECKING:
    from services.intake import Sent

ACTION = "submission.file"


@dataclass(frozen=True, slots=True)
class Target:
    """What a file is to answer; it needs nothing of the database any more."""

    tenant: Tenant
    line: Line
    blank_sha256: str
    layout: Layout
    token: str


class NotTaken(Exception):
    """The file is not taken, whatever is in it; `title` where its sender may know the round."""

    def __init__(self, why: Refusal, title: str = "") -> None:
        super().__init__(why)
        self.why, self.title = why, title


@dataclass(frozen=True, slots=True)
class Meant:
    """The assignment that a file without a mark may answer; `sure`: nothing is to be asked."""

    assignment_id: int
    sure: bool


async def meant(session: AsyncSession, actor: Actor, sent: Sent) -> Meant | None:
    """The assignment that a file without a mark may answer: of the message or letter it answers,
    or in the chat the only table that is waited for."""
    by_letter = actor.via == Channel.EMAIL
    if sent.replies_to is not None or by_letter:
        number = await _replied(session, actor, sent)
        return None if number is None else Meant(number, sure=True)
    town, person = actor.municipality_id, actor.person_id
    own = await people_queries.organizations_of(session, town, person)
    waiting = await blank_queries.open_tables(session, town, person, own)
    return Meant(waiting[0], sure=False) if len(waiting) == 1 else None


async def _replied(session: AsyncSession, actor: Actor, sent: Sent) -> int | None:
    """The one table that the message or letter answered asks for, if it is about nothing else."""
    named = await replied.assignments(session, actor, sent)
    if len(named) != 1:
        return None
    (number,) = named
    line = (await plan_queries.lines(session, named)).get(number)
    if line is None or line.asked_as is not Asked.TABLE:
        return None
    return number if await confirmable.may_see(session, actor, number) else None


async def target(session: AsyncSession, actor: Actor, meant: Token | int | None) -> Target:
    """What the file answers, if that is the actor's to give. Raises `NotTaken`, `Denied`."""
    if isinstance(meant, Token):
        same = meant.municipality_id == actor.municipality_id
        number = meant.assignment_id if same else None
    else:
        number = meant
    if number is None:
        raise NotTaken(Refusal.NOT_YOURS)
    held = await answers.held(session, actor, number, ACTION)
    if held.round.kind is not Asked.TABLE:
        raise NotTaken(Refusal.NOT_YOURS)
    if held.round.state is not RoundState.OPEN:
        raise NotTaken(Refusal.OVER, held.line.title)
    if held.line.state is State.CALLED_OFF:
        raise NotTaken(Refusal.EXEMPT, held.line.title)
    token = str(blank_copies.token_of(held))
    layout = from_data(held.round.layout)
    return Target(held.tenant, held.line, held.round.blank_sha256, layout, token)
