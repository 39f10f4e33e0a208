"""The sentence for the person at the command line, for every error that a service raises."""

from __future__ import annotations

import os
import traceback

from roadmap.period import PeriodError
from views.speech import Speech, speech

LANGUAGE_VARIABLE = "VEKHA_LANGUAGE"
DEBUG_VARIABLE = "VEKHA_DEBUG"


def say() -> Speech:
    """The language of the command line."""
    return speech("en" if os.environ.get(LANGUAGE_VARIABLE) == "en" else "ru")


def sentence_of(error: Exception) -> str | None:
    """What to print, or None for a failure of ours."""
    from roadmap.documents.errors import DocumentError
    from roadmap.people_sheet import PeopleSheetError

    voice = say()
    if isinstance(error, DocumentError | PeopleSheetError):
        from views.refusals import document_refusal, people_refusal

        if isinstance(error, DocumentError):
            return document_refusal(error, voice)
        return people_refusal(error, voice)
    if isinstance(error, PeriodError):
        return voice.gettext("The period must look like 2018-01-01..2020-12-31.")
    return _review(error, voice) or _office(error, voice)


def unexpected(error: Exception) -> str:
    """One line about a failure of ours; with VEKHA_DEBUG set, where it happened too."""
    if os.environ.get(DEBUG_VARIABLE):
        return "".join(traceback.format_exception(error))
    return (
        say()
        .gettext("Unexpected error: {error}. Set {variable}=1 to see where.")
        .format(error=f"{type(error).__name__}: {error}".splitlines()[0], variable=DEBUG_VARIABLE)
    )


def _review(error: Exception, voice: Speech) -> str | None:
    from roadmap.review.book import FaultyReview

    if isinstance(error, FaultyReview):
        from views.review_text import faults_text

        return faults_text(error.faults, voice)
    from services.past import NotPast

    if isinstance(error, NotPast):
        from views.lines import code

        return voice.gettext("Nothing of {codes} was due before the launch.").format(
            codes=", ".join(code(one, voice) for one in error.codes)
        )
    return None


def _office(error: Exception, voice: Speech) -> str | None:
    from services.drafting import NoPeriod, NothingInIt
    from services.invitations import NoSuchPerson
    from services.launching import NoCoordinator, NoSuchRoadmap, NotADraft, WithoutOwner
    from services.municipalities import (
        NameTaken,
        NoSuchMunicipality,
        UnknownZone,
        WhichMunicipality,
    )
    from services.pausing import NotRunning
    from views.refusals import without_owner

    match error:
        case NoPeriod():
            return voice.gettext(
                "The document does not say for which years it is; add --period "
                "2018-01-01..2020-12-31."
            )
        case NothingInIt():
            return voice.gettext("There are no activities in the document.")
        case NoSuchPerson():
            return voice.gettext("Not found, or not only one: {name}. Found: {found}").format(
                name=error.name, found=", ".join(error.found) or "—"
            )
        case NoSuchRoadmap():
            return voice.gettext("There is no roadmap number {n}.").format(n=error.number)
        case NotRunning():
            return voice.gettext("Roadmap {n} is not running.").format(n=error.number)
        case NotADraft():
            return voice.gettext("Roadmap {n} has been launched already.").format(n=error.number)
        case WithoutOwner():
            return without_owner(error.activities, voice)
        case NoCoordinator():
            return voice.gettext(
                "There is no coordinator to give the activities without an owner to; import "
                "people with the role of coordinator first."
            )
        case NameTaken():
            return voice.gettext("There is a municipality “{name}” already.").format(
                name=error.name
            )
        case UnknownZone():
            return voice.gettext(
                "There is no time zone “{zone}”; an example of one: Europe/Moscow."
            ).format(zone=error.zone)
        case NoSuchMunicipality():
            return voice.gettext("There is no municipality “{name}”. There are: {known}").format(
                name=error.name, known=", ".join(error.known) or "—"
            )
        case WhichMunicipality():
            return voice.gettext("Say which one with --municipality: {known}").format(
                known=", ".join(error.known)
            )
    return None
