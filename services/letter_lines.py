"""What the words and files of a letter mean for the numbered lines of the notice it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.progress import OPEN
from roadmap.replies.commands import ALL, Answer, NotUnderstood, Reason, Said, read_cut
from roadmap.replies.letters import Fault
from roadmap.replies.line_numbers import numbers_alone
from services import letter_deeds, letter_files, letter_placing
from services.letter_deeds import Wish
from services.letter_mail import Desk, Mail, Taken
from services.municipalities import Tenant
from services.rights import Actor
from storage import letter_queries, plan_queries
from storage.tables import EvidenceRow, LetterRow
from views import letter_answers as words_of
from views.letter_answers import Attached, Outcome, Understood

SAYS_ITSELF = frozenset({Reason.NO_SUCH_LINE, Reason.NO_DATE, Reason.PAST_DATE})
"""What only its writer can mend: coordinators are not asked."""
QUIET = frozenset({Reason.EMPTY, Reason.THANKS})
BESIDE_A_WORKBOOK = frozenset({Reason.EMPTY, Reason.UNKNOWN, Reason.NO_SUCH_LINE})
"""Words that need no meaning of their own where a workbook came back with them."""
SHORT = 200
CONFIRMED = frozenset({Answer.DONE, Answer.PARTLY, Answer.IN_PROGRESS, Answer.NEED_HELP})
Numbered = Sequence[tuple[int, int]]
"""(printed number, assignment id) of each line."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a letter; `for_coordinators` is why they are to have it, «» where not;
    `unplaced` are files of which the writer is asked what they confirm; `wants_answer` unless there
    was nothing in it but thanks."""

    understood: Understood
    for_coordinators: str = ""
    unplaced: tuple[EvidenceRow, ...] = ()
    wants_answer: bool = True


async def understand(
    session: AsyncSession,
    desk: Desk,
    tenant: Tenant,
    actor: Actor,
    mail: Mail,
    taken: Taken,
    asked: LetterRow | None,
    now: datetime,
) -> Found:
    """Do what the letter says about each line, and keep what came with it; `asked` is the letter
    whose files this one may place."""
    lines = await letter_queries.lines_of_notice(session, tenant.id, mail.notice_id or 0)
    count = max((number for number, _ in lines), default=0)
    heard = read_cut(mail.words, tenant.today(now), max(1, count))
    said, rest = await _sorted(session, heard, lines, mail.words.text, tenant)
    if taken.answers:  # «see attached», and the like
        rest = [one for one in rest if one.reason not in BESIDE_A_WORKBOOK]
    outcomes = []
    for n, wish in enumerate(said, start=1):
        by = replace(actor, origin=f"{actor.origin}:{n}")
        outcomes.append(await letter_deeds.fulfil(session, tenant, by, wish, desk.refusal, now))
    kept = await letter_files.keep(session, tenant, actor, desk.files, taken.left, now)
    about = await _confirmed(session, said, outcomes, lines)
    attached = await letter_files.confirm(session, tenant, kept, about, now)
    if asked is not None:
        named = about or _named(mail.words.text, lines)
        placed = await letter_placing.place(session, tenant, asked, [i for _, i in named], now)
        if placed:
            rest = [one for one in rest if one.reason not in BESIDE_A_WORKBOOK]
            attached = (*attached, Attached(placed, tuple(number for number, _ in named)))
    attached = await _with_unfilled(session, attached, about)
    unplaced = tuple(kept.rows) if any(not one.numbers for one in attached) else ()
    if unplaced:  # «see attached», and the like
        rest = [one for one in rest if one.reason is not Reason.UNKNOWN or len(one.text) > SHORT]
    understood = Understood(
        outcomes=tuple(outcomes),
        attached=attached,
        refused=tuple(kept.refused),
        more=taken.answers,
        unclear="\n".join(dict.fromkeys(one.text for one in rest if one.reason not in QUIET)),
        hints=tuple(dict.fromkeys(one.hint for one in rest if one.hint)),
        packed=Fault.PACKED in mail.letter.faults,
    )
    return _judged(understood, rest, unplaced)


async def _with_unfilled(
    session: AsyncSession, attached: tuple[Attached, ...], about: Numbered
) -> tuple[Attached, ...]:
    """The files kept, with what of the lines they confirm asks for a table that is not there."""
    if not attached:
        return ()
    known = await plan_queries.lines(session, [number for _, number in about])
    unfilled = tuple(n for n, i in about if known[i].is_filled and known[i].state in OPEN)
    return tuple(replace(one, unfilled=unfilled) for one in attached)


@dataclass(frozen=True, slots=True)
class _Rest:
    """Words that decided nothing: why, and what to tell their writer about it."""

    text: str
    reason: Reason
    hint: str = ""


def _judged(
    understood: Understood, rest: Sequence[_Rest], unplaced: tuple[EvidenceRow, ...]
) -> Found:
    why = next((one.reason.value for one in rest if one.reason not in SAYS_ITSELF | QUIET), "")
    thanked = any(one.reason is Reason.THANKS for one in rest)
    nothing = not (understood.did_something or understood.outcomes or understood.refused)
    quiet = thanked and nothing and not understood.unclear and not understood.packed
    return Found(understood, why, () if why else unplaced, wants_answer=not quiet)


def _named(text: str, lines: Numbered) -> list[tuple[int, int]]:
    """The lines of a letter that says their numbers and nothing else."""
    numbers = numbers_alone(text, max((number for number, _ in lines), default=0))
    return [(number, one) for number, one in lines if number in numbers]


async def _sorted(
    session: AsyncSession,
    heard: Sequence[Said | NotUnderstood],
    lines: Numbered,
    text: str,
    tenant: Tenant,
) -> tuple[list[Wish], list[_Rest]]:
    """Each decision with the lines it is about; what cannot be done without asking is left."""
    say, known = tenant.say, dict(lines)
    wishes, rest = list[Wish](), list[_Rest]()
    for one in heard:
        if isinstance(one, NotUnderstood):
            rest.append(_Rest(one.text, one.reason, words_of.hint(one.reason, say)))
            continue
        numbers = await _meant(session, one, lines)
        if not numbers and lines:
            asked = words_of.which_number(say)
            rest.append(_Rest(text, Reason.NO_SUCH_LINE, asked))
        elif not numbers:
            rest.append(_Rest(text, Reason.UNKNOWN))
        on = one.fact_on or one.new_date
        wishes += [
            Wish(n, known[n], one.answer, on, one.comment, spares=one.lines is ALL)
            for n in numbers
            if n in known
        ]
        rest += [
            _Rest(text, Reason.NO_SUCH_LINE, words_of.hint(Reason.NO_SUCH_LINE, say))
            for n in numbers
            if n not in known
        ]
    return wishes, rest


async def _meant(session: AsyncSession, said: Said, lines: Numbered) -> list[int]:
    """The numbers that a decision is about; without one, the only line, or the only open one."""
    if said.lines is ALL:
        return [number for number, _ in lines]
    if said.lines:
        return list(said.lines)
    if len(lines) <= 1 or said.answer is Answer.SEEN:
        return [number for number, _ in lines[:1]]
    if said.answer is Answer.LATER:
        return await _open(session, lines)
    still = await _open(session, lines)
    return still if len(still) == 1 else []


async def _open(session: AsyncSession, lines: Numbered) -> list[int]:
    known = await plan_queries.lines(session, [assignment_id for _, assignment_id in lines])
    return [n for n, assignment_id in lines if known[assignment_id].state in OPEN]


async def _confirmed(
    session: AsyncSession, said: Sequence[Wish], outcomes: Sequence[Outcome], lines: Numbered
) -> list[tuple[int, int]]:
    """What files are about: the lines marked in this letter, else the only line."""
    marked = [
        (wish.number, wish.assignment_id)
        for wish, one in zip(said, outcomes, strict=True)
        if one.well and wish.answer in CONFIRMED
    ]
    if marked:
        return marked
    if said or len(lines) == 1:
        named = {wish.number for wish in said} or {number for number, _ in lines}
        return [(number, one) for number, one in lines if number in named]
    return []
