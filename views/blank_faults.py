"""What is wrong or odd with a blank table, in words: files, ranges, cells that came back."""

from __future__ import annotations

from babel.numbers import format_decimal

from roadmap.blanks import errors as blank
from roadmap.blanks.problems import Fault, Missing, Oddity, Problem, Warned
from roadmap.documents.errors import DocumentError
from views.blank_words import LISTED, place, value
from views.lines import shortened
from views.refusals import document_refusal
from views.speech import Speech


def unread(error: DocumentError, say: Speech) -> str:
    """Why a file cannot be used as a table."""
    match error:
        case blank.SaveAsXlsx():
            return say.gettext("Please save the table as .xlsx and send it again.")
        case blank.NotAWorkbook():
            return say.gettext("This is no table. Please send the filled-in .xlsx file.")
        case blank.TooManyCells():
            return say.gettext("The table is too large: more than {limit} cells.").format(
                limit=format_decimal(error.limit, locale=say.locale)
            )
        case blank.OtherLayout():
            return say.gettext(
                "This copy was made when other cells were asked for. Please take the table anew."
            )
        case _:
            return document_refusal(error, say)


def no_range(error: blank.LayoutError, say: Speech) -> str:
    """Why a typed range cannot be used."""
    match error:
        case blank.UnreadRange():
            return say.gettext(
                "“{text}” is no range. Write it like this: B5:G20, or: rows 5–20, or: sheet 2: "
                "B5:G20."
            ).format(text=shortened(error.text, 60))
        case blank.NoSuchSheet():
            titles = ", ".join(shortened(title, 40) for title in error.titles[:LISTED])
            return say.gettext("There is no sheet “{named}”. There are: {titles}").format(
                named=shortened(error.named, 40), titles=titles
            )
        case blank.OutsideTable():
            return say.gettext("{text} lies outside the table; it takes up {used}.").format(
                text=error.text, used=error.used
            )
        case blank.NothingToFill():
            return say.gettext(
                "There is nothing to fill in within {text}: only texts and formulas."
            ).format(text=error.text)
        case _:
            return say.gettext("The table has no such sheet any more.")


def missing(one: Missing) -> str:
    """A cell that was left empty."""
    return place(one.sheet, one.cell, one.heading)


def problem(one: Problem, say: Speech) -> str:
    """«Лист1!C7, Всего: «много» — нужно число»"""
    what = fault(one, say)
    where = place(one.sheet, one.cell, one.heading)
    if one.text and one.cell:
        what = f"«{shortened(one.text, 40)}» — {what}"
    return f"{where}: {what}" if where else what


def fault(one: Problem, say: Speech) -> str:
    """What is wrong at a cell, or with the whole."""
    match one.fault:
        case Fault.OUT_OF_LIMITS:
            return limits(one, say)
        case Fault.NOT_OF_LIST:
            listed = ", ".join(shortened(choice, 30) for choice in one.choices[:6])
            return say.gettext("choose from the list: {choices}").format(choices=listed)
        case _:
            return _faults(say)[one.fault]


def _faults(say: Speech) -> dict[Fault, str]:
    return {
        Fault.NO_SHEET: say.gettext("this sheet is missing"),
        Fault.NO_HEADING: say.gettext("the heading of the table was not found here"),
        Fault.NO_LINE: say.gettext("the row of your organisation was not found"),
        Fault.OTHER_SCHOOL: say.gettext("another organisation is named here"),
        Fault.TOO_MANY_LINES: say.gettext("one row was asked for, more are filled in"),
        Fault.NOT_NUMBER: say.gettext("a number is wanted"),
        Fault.NOT_WHOLE: say.gettext("a whole number is wanted"),
        Fault.NOT_DATE: say.gettext("a date is wanted, for example 15.10.2018"),
        Fault.DATE_FOR_NUMBER: say.gettext("a number is wanted, and the cell holds a date"),
        Fault.ERROR_VALUE: say.gettext("the formula gives an error"),
        Fault.FORMULA_WITHOUT_VALUE: say.gettext(
            "the formula is not calculated; write the number itself"
        ),
        Fault.MERGED: say.gettext("the cell was merged with its neighbours; please part them"),
        Fault.TOO_LONG: say.gettext("the text is too long"),
        Fault.NOTHING_FILLED: say.gettext("nothing is filled in in the table"),
    }


def limits(one: Problem, say: Speech) -> str:
    """«нужно от 0 до 500»"""

    def words(bound: float) -> str:
        return value(int(bound) if bound.is_integer() else bound, say)

    low = None if one.minimum is None else words(one.minimum)
    high = None if one.maximum is None else words(one.maximum)
    if low is not None and high is not None:
        return say.gettext("from {low} to {high} is wanted").format(low=low, high=high)
    if low is not None:
        return say.gettext("at least {low} is wanted").format(low=low)
    return say.gettext("at most {high} is wanted").format(high=high or "")


def warned(one: Warned, say: Speech) -> str:
    """What is odd at a cell; it was taken all the same."""
    words = oddity(one, say)
    where = place(one.sheet, one.cell)
    return f"{where}: {words}" if where else words


def oddity(one: Warned, say: Speech) -> str:
    """What is odd."""
    text, was = shortened(one.text, 40), shortened(one.was, 40)
    match one.oddity:
        case Oddity.NO_MARK:
            return say.gettext("the file is not the copy that the bot gave; it was read as it is")
        case Oddity.SHEET_RENAMED:
            return say.gettext("the sheet was called “{was}”").format(was=was)
        case Oddity.EXTRA_SHEET:
            return say.gettext("this sheet was not in the table; it is not read")
        case Oddity.MOVED:
            return say.gettext("rows or columns were moved; they were found by their headings")
        case Oddity.CHANGED_LABEL:
            return say.gettext("there was “{was}”").format(was=was)
        case Oddity.CHANGED_FORMULA:
            return say.gettext("there was a formula; it is calculated anew in the whole table")
        case Oddity.OTHER_NAME:
            return say.gettext("the name is written in another way: “{text}”").format(text=text)
        case Oddity.FORMULA:
            return say.gettext("a formula; its value is taken")
        case Oddity.HIDDEN:
            return say.gettext("the cell is hidden; what is in it is taken")
        case Oddity.UNIT_DROPPED:
            return say.gettext("“{text}”: the number is taken without its unit").format(text=text)
        case Oddity.PERHAPS_NUMBER:
            return say.gettext("“{text}” is taken as text; perhaps a number is wanted").format(
                text=text
            )
        case Oddity.TEXT_BELOW:
            return say.gettext("“{text}” below the table is not read").format(text=text)
