"""The sentence for a letter when a service said no: nothing can be pressed there."""

from __future__ import annotations

from handlers.refusals import refusal
from roadmap.extending import CannotMove
from roadmap.progress import Impossible, State
from services.answers import AcceptedAlready, HandedInAlready
from services.detailing import TooLateToCorrect
from services.reporting import Archived, FactAhead, ToBeFilled
from services.rights import Denied
from services.rounds import RoundIsOver
from services.snoozing import DayIsPast, NothingToPutOff
from views.letter_answers import to_be_filled
from views.speech import Speech

SAID_ALIKE = (
    AcceptedAlready,
    Archived,
    CannotMove,
    Denied,
    FactAhead,
    NothingToPutOff,
    RoundIsOver,
    TooLateToCorrect,
)
"""What is said in a letter as it is in the chat."""


def refusal_by_letter(error: Exception, say: Speech) -> str | None:
    """What to say, or None for a failure that is ours and not theirs."""
    match error:
        case Impossible(state=State.DONE):
            return say.gettext(
                "This activity is closed already, so the mark was not changed. If it has to go on, "
                "answer “in progress” and write why."
            )
        case DayIsPast():
            return say.gettext("That day has passed. Please name a later one.")
        case HandedInAlready():
            return say.gettext(
                "The answers were handed in already. To change them, correct the table and send it "
                "again in answer to this letter."
            )
        case ToBeFilled():
            return to_be_filled(say)
        case Impossible():
            return refusal(error, say)
        case _ if isinstance(error, SAID_ALIKE):
            return refusal(error, say)
        case _ if refusal(error, say) is None:
            return None
        case _:
            return say.gettext("This cannot be done by letter. Please ask your coordinator.")
