"""What stands in an archive beside its files: the heads of the tables, and a guide."""

from __future__ import annotations

from collections.abc import Sequence

from roadmap.report_marks import Report
from views import report_words
from views.speech import Speech


def report_headers(say: Speech) -> tuple[str, ...]:
    """The head of reports.csv."""
    return (
        say.gettext("Code"),
        say.gettext("Activity"),
        say.gettext("Due"),
        say.gettext("Event"),
        say.gettext("State before"),
        say.gettext("Date of fact"),
        say.gettext("Text"),
        say.gettext("Number"),
        say.gettext("Who recorded"),
        say.gettext("How"),
        say.gettext("When"),
    )


def audit_headers(say: Speech) -> tuple[str, ...]:
    """The head of audit.csv."""
    return (
        say.gettext("When"),
        say.gettext("Who"),
        say.gettext("Deed"),
        say.gettext("About what"),
        say.gettext("Facts"),
    )


def readme(report: Report, places: Sequence[str], missing: Sequence[str], say: Speech) -> str:
    """The guide: what the archive holds, and what could not be put in."""
    rows = [
        report.title,
        f"{report.municipality}, {report_words.as_of(report, say)}",
        "",
        say.gettext("The report is the printed document, the workbook the same as a table."),
        say.gettext("reports.csv: every mark, in the order in which they were made."),
        say.gettext("audit.csv: who changed what, and when."),
        say.ngettext(
            "Files of the documents: {n}", "Files of the documents: {n}", len(places)
        ).format(n=len(places)),
    ]
    if missing:
        rows += ["", say.gettext("These files are not kept any more:"), *missing]
    return "\r\n".join(rows) + "\r\n"
