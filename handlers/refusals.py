"""The sentence for a person when a service said no."""

from __future__ import annotations

from roadmap.extending import CannotMove
from roadmap.progress import Impossible
from services.invitations import BadInvitation
from services.pausing import NotRunning
from services.reporting import TooLateToUndo
from services.rights import Denied
from services.snoozing import DayIsPast, NothingToPutOff
from views.extensions import cannot_move
from views.speech import Speech


def refusal(error: Exception, say: Speech) -> str | None:
    """What to say, or None for a failure that is ours and not theirs."""
    match error:
        case Denied():
            return say.gettext("You have no right to do this.")
        case Impossible():
            return say.gettext("This activity is closed already, so the mark was not changed.")
        case CannotMove():
            return cannot_move(error, say)
        case TooLateToUndo():
            return say.gettext(
                "A mark can be undone within 10 minutes only. Please ask your coordinator."
            )
        case NotRunning():
            return say.gettext("This roadmap is not running.")
        case NothingToPutOff():
            return say.gettext(
                "There is nothing to put off here: a reminder can be put off until the due date "
                "only, while the activity is open."
            )
        case DayIsPast():
            return say.gettext("That day has passed. Please press “Put off…” again.")
        case BadInvitation():
            return say.gettext(
                "This link no longer works: it may have been used already or has expired. "
                "Please ask your coordinator for a new one."
            )
        case _:
            return None
