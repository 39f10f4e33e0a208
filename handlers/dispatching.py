"""All routers, in the order in which they are asked."""

from __future__ import annotations

from aiogram import Dispatcher, Router

from handlers import (
    absences,
    acting,
    activities,
    adding,
    admin,
    admissions,
    announcing,
    appointments,
    archiving,
    before_launch,
    blank_requests,
    blank_returns,
    calendars,
    calling,
    class_parts,
    coming_in,
    completion,
    consents,
    delegating,
    desk_card,
    digest_lists,
    drafts,
    editing,
    editions,
    exports,
    extensions,
    filling,
    group_chats,
    letter_preferences,
    letters,
    marking,
    monitoring_desk,
    moving,
    new_schools,
    ongoing,
    opening_by_hand,
    overview,
    pausing,
    people_desk,
    people_editing,
    personal_data,
    practices,
    proofs,
    replacing,
    review_queue,
    roadmaps,
    round_desk,
    schedule,
    school_periods,
    school_series,
    schools,
    snoozing,
    submission_files,
    undated,
    wordless,
)
from handlers.arrivals import Arrivals
from services.clock import Clock
from storage.database import Database
from storage.files import FileStore


def make_dispatcher(
    database: Database,
    clock: Clock,
    files: FileStore,
    operators: frozenset[int] = frozenset(),
) -> Dispatcher:
    """A dispatcher whose handlers run in one transaction each; they may ask for `files` and for
    the `operators`, by their ids as users."""
    dispatcher = Dispatcher(disable_fsm=True, files=files, operators=operators)
    for room in (_first(database), _desk(), _plan(), _monitoring(database), _last(database)):
        dispatcher.include_routers(*room)
    arrivals = Arrivals(database, clock)
    dispatcher.message.middleware(arrivals)
    dispatcher.edited_message.middleware(arrivals)
    dispatcher.callback_query.middleware(arrivals)
    dispatcher.my_chat_member.middleware(arrivals)
    return dispatcher


def _first(database: Database) -> list[Router]:
    """What comes most often, and what takes words and files before others may."""
    return [
        marking.routes(),  # presses come most often
        activities.routes(),
        wordless.first(),
        group_chats.routes(),
        schools.routes(),
        admin.routes(database),
        coming_in.routes(),
        moving.routes(),
        overview.routes(),
        digest_lists.routes(),
        schedule.routes(),
        roadmaps.routes(),
        drafts.routes(),
        announcing.routes(),  # an answer to an announcement is no evidence
        blank_requests.routes(database),  # cells of a table are no requisites
        proofs.routes(),
    ]


def _desk() -> list[Router]:
    """People: those who answer, and the coordinator's desk."""
    return [
        before_launch.routes(),
        appointments.routes(),
        pausing.routes(),
        desk_card.routes(),
        calling.routes(),
        acting.routes(),
        review_queue.routes(),
        snoozing.routes(),
        absences.routes(),
        extensions.routes(),
        calendars.routes(),
        practices.routes(),
        completion.routes(),
        delegating.routes(),
        people_desk.routes(),
        people_editing.routes(),
        replacing.routes(),
        personal_data.routes(),
        consents.routes(),
        admissions.routes(),
    ]


def _plan() -> list[Router]:
    """Roadmaps and what is written about them."""
    return [
        exports.routes(),
        editions.routes(),
        letter_preferences.routes(),
        archiving.routes(),
        editing.routes(),
        adding.routes(),
        undated.routes(),
        new_schools.routes(),
        letters.routes(),
    ]


def _monitoring(database: Database) -> list[Router]:
    """What is asked for every period."""
    return [
        ongoing.routes(),
        submission_files.routes(),
        filling.routes(),
        blank_returns.routes(database),
        class_parts.routes(),
        monitoring_desk.routes(),
        opening_by_hand.routes(),
        school_periods.routes(),
        school_series.routes(),
        round_desk.routes(),
    ]


def _last(database: Database) -> list[Router]:
    """What nobody else has taken."""
    return [admin.last(database), wordless.last(), coming_in.left_over()]
