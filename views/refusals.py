"""Why a document, a list of people or a launch was refused, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from roadmap.documents import errors as doc
from roadmap.people_sheet import (
    CellFault,
    FaultyCells,
    NoNameColumn,
    PeopleSheetError,
    SheetFault,
)
from views.lines import code, shortened
from views.speech import Speech

MEGABYTE = 1 << 20


def document_refusal(error: doc.DocumentError, say: Speech) -> str:
    """One sentence about a document that could not be read."""
    match error:
        case doc.EmptyDocument():
            return say.gettext("The file is empty.")
        case doc.TooLarge():
            return say.gettext("The file is too large: {size} MB, the limit is {limit} MB.").format(
                size=-(-error.size // MEGABYTE), limit=error.limit // MEGABYTE
            )
        case doc.TooManyRows():
            return say.gettext(
                "There are more than {limit} rows in the document; please split it."
            ).format(limit=error.limit)
        case doc.TooManyPages():
            return say.gettext(
                "There are {pages} pages in the document, the limit is {limit}."
            ).format(pages=error.pages, limit=error.limit)
        case doc.NotWhatItsNameSays():
            return say.gettext(
                "“{name}” is not what its name says (inside: {kind}). Please save the document "
                "again as .docx."
            ).format(name=error.name, kind=error.kind)
        case doc.ScannedPdf():
            return say.gettext(
                "The PDF is a scan without text. Please send the Word document it was printed "
                "from, or recognise the text first."
            )
        case doc.EncryptedDocument():
            return say.gettext("The document asks for a password; please save it without one.")
        case doc.NoTable():
            return say.gettext("No table of activities was found in the document.")
        case doc.ConverterMissing():
            return say.gettext(
                "To read .{kind} LibreOffice is needed on the server; please save the document "
                "as .docx."
            ).format(kind=error.kind)
        case doc.UnknownKind():
            return say.gettext(
                "“{name}” is of a kind that is not read here. Word, Excel, PDF, text and CSV are."
            ).format(name=error.name)
        case doc.HostileDocument():
            return say.gettext("The document is built in a dangerous way and was not opened.")
        case _:
            return say.gettext(
                "The file is damaged and could not be read; please save it again and retry."
            )


def people_refusal(error: PeopleSheetError, say: Speech) -> str:
    """A sentence, or one a faulty cell."""
    match error:
        case FaultyCells():
            return "\n".join(_cell(fault, say) for fault in error.faults)
        case NoNameColumn():
            return say.gettext(
                "No column is headed “Full name”. The columns are: {headers}"
            ).format(headers=", ".join(h for h in error.headers if h) or "—")
        case _:
            return say.gettext("The list of people must be a .csv or an .xlsx file.")


def _cell(fault: CellFault, say: Speech) -> str:
    place = say.gettext("Row {row}, “{column}”").format(row=fault.row, column=fault.column)
    what = cell_words(fault.fault, say)
    return f"{place}: {what}" + (f" («{fault.text}»)" if fault.text else "")


def cell_words(fault: SheetFault, say: Speech) -> str:
    """What is wrong with a cell of a list of people."""
    return {
        SheetFault.NO_NAME: say.gettext("the name is missing"),
        SheetFault.BAD_EMAIL: say.gettext("this is not an email address"),
        SheetFault.BAD_PHONE: say.gettext("this is not a telephone number"),
        SheetFault.UNKNOWN_ROLE: say.gettext(
            "unknown role; there are: coordinator, responsible, school, management"
        ),
        SheetFault.UNKNOWN_CHANNEL: say.gettext(
            "unknown channel; there are: telegram, email, both"
        ),
        SheetFault.TOO_LONG: say.gettext("the text is too long"),
    }[fault]


def without_owner(activities: Sequence[tuple[int, str, tuple[str, ...]]], say: Speech) -> str:
    """The activities that nobody would answer for, a line each."""
    head = say.ngettext(
        "{n} activity has no owner among the people imported:",
        "{n} activities have no owner among the people imported:",
        len(activities),
    ).format(n=len(activities))
    rows = [
        f"  {code(number, say)} {shortened(title, 80)}"
        + (f" [{', '.join(parties)}]" if parties else "")
        for number, title, parties in activities
    ]
    hint = say.gettext(
        "Import these people or organisations, or launch with --allow-unowned to give the "
        "activities to the coordinator."
    )
    return "\n".join([head, *rows, hint])
