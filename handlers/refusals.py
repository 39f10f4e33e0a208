"""The sentence for a person when a service said no."""

from __future__ import annotations

from handlers.filling_refusals import of_monitoring
from roadmap.extending import CannotMove
from roadmap.progress import Impossible, State
from services.absences import NoSuchDays
from services.accepting import NothingToAccept, OwnReview
from services.adding import NotAdding
from services.announcing import Deleted, SentAlready
from services.asking_all import Stopped
from services.attaching import Gone
from services.calling import NobodyToCall, NotADay
from services.calling_off import NotAsked, OwnWork
from services.decisions import DecidedMeanwhile
from services.detailing import TooLateToCorrect
from services.editing import NotEditable
from services.editing_deadline import NotTyped
from services.editing_owners import LastOwner
from services.invitations import BadInvitation
from services.launching import NotADraft
from services.leaving import MustBeTakenOver
from services.pausing import NotRunning
from services.people_access import LastCoordinator
from services.people_import import ListGone
from services.people_merging import Itself
from services.practice_decisions import DecidedAlready, OwnPractice
from services.practice_offers import NotBeingOffered
from services.reassigning import NothingToHandOn
from services.replacing import NobodyToStandInFor
from services.reporting import Archived, FactAhead, TooLateToUndo
from services.rights import Denied
from services.snoozing import DayIsPast, NothingToPutOff
from services.splitting import CannotSplit
from services.successors import NotBeingChosen
from services.undated import HasDate
from services.undoing import CannotUndo
from services.weekly_previews import LetterGone
from views.editions import gone
from views.extensions import cannot_move
from views.lines import state_words
from views.speech import Speech


def refusal(error: Exception, say: Speech) -> str | None:
    """What to say, or None for a failure that is ours and not theirs."""
    match error:
        case Denied():
            return say.gettext("You have no right to do this.")
        case Impossible():
            return _impossible(error.state, say)
        case TooLateToCorrect():
            return say.gettext(
                "The date of fact can be corrected within 7 days after the mark and before it is "
                "accepted. Please ask your coordinator."
            )
        case CannotMove():
            return cannot_move(error, say)
        case TooLateToUndo():
            return say.gettext(
                "A mark can be undone within 10 minutes only. Please ask your coordinator."
            )
        case NotADraft():
            return say.gettext("This roadmap is no draft any more: see “Roadmaps”.")
        case NotRunning():
            return say.gettext("This roadmap is not running.")
        case NothingToPutOff():
            return say.gettext(
                "There is nothing to put off here: a reminder can be put off until the due date "
                "only, while the activity is open."
            )
        case DayIsPast():
            return say.gettext("That day has passed. Please press “Put off…” again.")
        case NoSuchDays():
            return say.gettext("These days have passed or are too far ahead. Choose them anew.")
        case BadInvitation():
            return say.gettext(
                "This link no longer works: it may have been used already or has expired. "
                "Please ask your coordinator for a new one."
            )
        case _:
            return _of_coordinator(error, say)


def _impossible(state: State, say: Speech) -> str:
    """Why a mark means nothing any more, or not yet."""
    match state:
        case State.CLOSED_BY_LEAD:
            return say.gettext("The lead has closed this activity already, also for you.")
        case State.CALLED_OFF:
            return say.gettext("This activity is closed: nothing is to be done about it any more.")
        case State.WAITING_ACCEPTANCE:
            return say.gettext("This activity is on review already, so the mark was not changed.")
        case State.DONE:
            return say.gettext(
                "This activity is closed already, so the mark was not changed. “Open again…” on "
                "its card opens it."
            )
        case _:
            return say.gettext("This activity is open: there is nothing to take back.")


def _of_coordinator(error: Exception, say: Speech) -> str | None:
    match error:
        case Archived():
            return say.gettext("This roadmap is in the archive: nothing is marked there any more.")
        case FactAhead():
            return say.gettext("That day has not come yet. Choose today or an earlier day.")
        case NothingToHandOn():
            return say.gettext("This activity is closed already, there is nothing to hand on.")
        case OwnWork():
            return say.gettext(
                "This is your own activity: another coordinator decides whether to call it off."
            )
        case OwnReview():
            return say.gettext(
                "This is your own activity, or you reported it: another coordinator accepts it."
            )
        case NothingToAccept():
            return say.gettext("It is not under review any more: “{state}”.").format(
                state=state_words(error.state, say)
            )
        case Gone():
            return say.gettext("This document has been removed already.")
        case OwnPractice():
            return say.gettext("This practice is yours: another coordinator decides on it.")
        case DecidedAlready():
            return say.gettext("It was decided already.")
        case NotBeingOffered():
            return say.gettext(
                "This practice is not being offered just now. Please begin anew: “Bank of "
                "practices”, “Offer a practice…”."
            )
        case NotAsked():
            return say.gettext("I do not remember the reason. Please press “Call off…” again.")
        case _:
            return _of_calls(error, say)


def _of_calls(error: Exception, say: Speech) -> str | None:
    match error:
        case SentAlready():
            return say.gettext("It has been sent already and cannot be changed.")
        case Deleted():
            return say.gettext("This announcement has been deleted already.")
        case DecidedMeanwhile():
            return say.gettext("It was decided already.")
        case Stopped():
            return say.gettext(
                "Everything is paused: nobody is written to. “Pause…” in the coordinator's desk "
                "resumes it."
            )
        case NobodyToCall():
            return say.gettext("Nothing is waited for from them any more.")
        case LetterGone():
            return gone(say)
        case NotADay():
            return say.gettext("Choose a day after today, at most two months ahead.")
        case _:
            return _of_people(error, say)


def _of_people(error: Exception, say: Speech) -> str | None:
    match error:
        case LastCoordinator():
            return say.gettext(
                "Somebody must coordinate, and nobody deletes themselves. Name another "
                "coordinator first."
            )
        case ListGone():
            if error.loaded:
                return say.gettext("This list has been stored already.")
            return say.gettext("This list was set aside. Send the file again.")
        case MustBeTakenOver():
            return say.gettext("Something is open: choose first who takes it over.")
        case NobodyToStandInFor():
            return say.gettext("There is no head to stand in for. Name one instead.")
        case NotBeingChosen():
            return say.gettext("I do not remember what was written. Please begin anew.")
        case Itself():
            return say.gettext("This is one and the same: there is nothing to merge.")
        case _:
            return _of_editor(error, say)


def _of_editor(error: Exception, say: Speech) -> str | None:
    match error:
        case NotEditable():
            return say.gettext(
                "This cannot be changed any more: it was called off, or the roadmap is archived."
            )
        case NotTyped() | CannotSplit() | NotAdding():
            return say.gettext("I do not remember what was written. Please begin anew.")
        case LastOwner():
            return say.gettext(
                "Somebody must answer for the activity. First add another, then remove this one."
            )
        case CannotUndo():
            return say.gettext(
                "The last change can be undone within 10 minutes only. Please change it back: "
                "“Change…” on the card."
            )
        case HasDate():
            return say.gettext("This activity has a date by now.")
        case _:
            return of_monitoring(error, say)
