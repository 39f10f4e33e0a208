"""Words typed as the answer to a question: each step of a conversation has one who hears it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.typed import typed
from services import (
    absences,
    accepting,
    acquainting,
    adding,
    admitting,
    announcing,
    attaching,
    away_for,
    blank_drafts,
    blank_sending,
    calling,
    calling_off,
    checking_answers,
    closing,
    conversations,
    detailing,
    document_reading,
    draft_naming,
    draft_parties,
    draft_questions,
    editing,
    editing_deadline,
    editing_off,
    editing_owners,
    extension_requests,
    extension_steps,
    filling,
    filling_sheets,
    incoming,
    marking_for,
    needing_help,
    office_members,
    organizations_desk,
    people_creating,
    people_desk,
    people_editing,
    people_merging,
    practice_decisions,
    practice_offers,
    practices,
    reassigning,
    reopening,
    review_queue,
    school_periods,
    splitting,
    successor_steps,
    successors,
    undated,
    weekly_previews,
)
from services.rights import Actor
from views import wordless
from views.speech import speech

Hearer = Callable[
    [AsyncSession, Actor, Mapping[str, Any], str, str, datetime], Awaitable[Message | None]
]
"""(session, actor, what was remembered, chat address, text, now) to what to answer."""

HEARERS: dict[str, Hearer] = {
    acquainting.STEP: acquainting.heard,
    attaching.STEP: attaching.heard,
    admitting.STEP: admitting.heard,
    extension_requests.STEP: extension_requests.heard,
    extension_steps.PAPER_STEP: extension_steps.paper_heard,
    extension_steps.REFUSAL_STEP: extension_steps.refusal_heard,
    needing_help.STEP: needing_help.heard,
    reassigning.STEP: reassigning.heard,
    calling_off.ASKED: calling_off.heard,
    calling_off.SURE: calling_off.heard,
    calling.NOTE_STEP: calling.note_heard,
    marking_for.STEP: marking_for.heard,
    announcing.STEP: announcing.heard,
    review_queue.STEP: review_queue.remark_heard,
    document_reading.YEARS: incoming.heard_years,
    draft_questions.STEP: draft_questions.heard,
    draft_parties.STEP: draft_parties.heard,
    draft_naming.STEP: draft_naming.heard,
    practices.FIND: practices.heard,
    practice_offers.MATERIAL: practice_offers.heard,
    practice_offers.TITLE: practice_offers.heard,
    practice_offers.SUBJECT: practice_offers.heard,
    practice_offers.ABOUT: practice_offers.heard,
    practice_decisions.REMARK: practice_decisions.remark_heard,
    accepting.STEP: accepting.remark_heard,
    closing.STEP: closing.heard,
    detailing.WHAT: detailing.what_heard,
    detailing.HOW_MANY: detailing.amount_heard,
    reopening.WHY_REOPEN: reopening.reopen_heard,
    people_desk.FIND: people_desk.heard,
    people_editing.FIELD: people_editing.heard,
    away_for.DAYS: away_for.heard,
    organizations_desk.FIELD: organizations_desk.heard,
    office_members.ADD: office_members.member_heard,
    people_creating.STEP: people_creating.heard,
    people_merging.CHOOSE: people_merging.heard,
    successors.STEP: successor_steps.heard,
    editing.REWORDING: editing.words_heard,
    editing_deadline.ASKED: editing_deadline.heard,
    editing_deadline.SURE: editing_deadline.heard,
    editing_deadline.PAPER: editing_deadline.paper_heard,
    editing_owners.STEP: editing_owners.heard,
    editing_off.ASKED: editing_off.heard,
    editing_off.SURE: editing_off.heard,
    splitting.ASKED: splitting.heard,
    splitting.SURE: splitting.heard,
    adding.STEP: adding.heard,
    undated.STEP: undated.note_heard,
    checking_answers.STEP: checking_answers.heard,
    filling.STEP: filling.heard,
    filling.TEXT_STEP: filling.heard,
    filling.COMMENT_STEP: filling.comment_heard,
    filling_sheets.CLASSES_STEP: filling_sheets.classes_heard,
    weekly_previews.STEP: weekly_previews.line_heard,
    school_periods.STEP: school_periods.heard,
    blank_drafts.WORDS: blank_sending.heard,
}

WHY = frozenset(
    {
        acquainting.STEP,
        extension_requests.STEP,
        extension_steps.REFUSAL_STEP,
        needing_help.STEP,
        calling_off.ASKED,
        calling_off.SURE,
        calling.NOTE_STEP,
        marking_for.STEP,
        announcing.STEP,
        review_queue.STEP,
        practice_offers.TITLE,
        practice_offers.SUBJECT,
        practice_offers.ABOUT,
        practice_decisions.REMARK,
        accepting.STEP,
        closing.STEP,
        detailing.WHAT,
        reopening.WHY_REOPEN,
        away_for.DAYS,
        editing_off.ASKED,
        editing_off.SURE,
        blank_drafts.WORDS,
        filling.TEXT_STEP,
        filling.COMMENT_STEP,
        checking_answers.STEP,
    }
)
"""Steps whose answer may itself be about somebody who is away. Others ask for a name, a day or a
paper, and words about being away are none."""


async def heard(
    session: AsyncSession, actor: Actor, address: str, text: str, now: datetime
) -> Message | None:
    """The answer to words in a chat where something was asked, or to words about being away;
    None for any others."""
    step = await conversations.standing(session, address, now)
    if step is None or step.step not in HEARERS:
        return await absences.heard(session, actor, text, now)
    if step.step not in WHY and (away := await absences.heard(session, actor, text, now)):
        return away
    words = typed(text)
    if not words:
        return wordless.words_wanted(speech())
    return await HEARERS[step.step](session, actor, step.data, address, words, now)
