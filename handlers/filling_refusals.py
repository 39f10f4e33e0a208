"""Why an answer to monitoring was not taken, in a sentence."""

from __future__ import annotations

from services.answers import (
    MOST_CLASSES,
    AcceptedAlready,
    HandedInAlready,
    NoSuchQuestion,
    TooManyClasses,
)
from services.class_parts import NothingSent
from services.filling_rows import NoSuchClass, OnlyByLetter, PartIsSent
from services.reporting import ToBeFilled
from services.rounds import RoundIsOver
from views.filling import only_by_letter
from views.speech import Speech


def of_monitoring(error: Exception, say: Speech) -> str | None:
    """What to say, or None for a failure that is ours and not theirs."""
    match error:
        case ToBeFilled():
            return say.gettext(
                "This is answered by filling in what is asked: open it and press “Fill in”."
            )
        case RoundIsOver():
            return say.gettext("This round of monitoring is over: nothing is handed in any more.")
        case HandedInAlready():
            return say.gettext(
                "The answers were handed in already. To change them, open the round and press "
                "“Correct”."
            )
        case AcceptedAlready():
            return say.gettext(
                "The coordinator has accepted the answers. Ask the coordinator to send them back "
                "if something has to be corrected."
            )
        case NoSuchQuestion():
            return say.gettext("The form does not ask this. Please open the round again.")
        case OnlyByLetter():
            return only_by_letter(say)
        case NoSuchClass():
            return say.gettext("There is no such class among the answers any more.")
        case TooManyClasses():
            return say.gettext("There can be at most {n} classes.").format(n=MOST_CLASSES)
        case PartIsSent():
            return say.gettext(
                "You have sent this class already. Ask whoever collects the answers to return it."
            )
        case NothingSent():
            return say.gettext("Nothing waits to be looked over here any more.")
        case _:
            return None
