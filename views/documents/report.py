"""«Информация о ходе исполнения»: the printed report, a document's own table with its marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from roadmap.digesting import Digest
from roadmap.report_marks import Report, Row, by_headings
from views import report_words as words
from views.digests import headline
from views.documents import paper
from views.documents.figures import figures_table
from views.documents.signing import signatures
from views.report_words import Voice
from views.round_summaries import Summary, answered
from views.speech import Speech

WIDTHS = (15, 57, 31, 34, 36, 56, 38)  # millimetres, together an A4 page across with its margins
FIGURES = (12, 120, 45, 45, 45)
TEXT_POINTS, TABLE_POINTS = 12, 10
SIGNING = (125, 190)  # millimetres


def report_document(
    report: Report, numbers: Digest, voice: Voice, monitoring: Sequence[Summary] = ()
) -> bytes:
    """The .docx, to be printed, signed and filed; `monitoring` is what rounds of forms came to."""
    say = voice.say
    document = paper.sheet(landscape=True, language=say.language, points=TEXT_POINTS)
    title = say.gettext("Report on execution")
    paper.line(document, title, bold=True, align=paper.CENTRE)
    paper.line(document, report.title, bold=True, align=paper.CENTRE, after=2)
    when = f"{report.municipality}. {words.span(report, say)}, {words.as_of(report, say)}"
    paper.line(document, when, align=paper.CENTRE, after=6)
    paper.line(document, headline(numbers, say) + ".", after=6)
    _table(document, report, voice)
    _monitoring(document, monitoring, say)
    signatures(document, report.signs, report.made_by, SIGNING, say)
    return paper.saved(document, words.heading(report, say))


def headers(say: Speech) -> tuple[str, ...]:
    """The head of the report's table."""
    return (
        say.gettext("Item no."),
        say.gettext("Activity"),
        say.gettext("Due"),
        say.gettext("Responsible"),
        say.gettext("Expected result"),
        say.gettext("Mark of execution"),
        say.gettext("Confirming documents"),
    )


def cells(row: Row, voice: Voice) -> tuple[str, ...]:
    """The texts of a row, as many as `headers`."""
    return (
        row.number,
        row.title,
        words.deadline(row, voice.say),
        words.owners(row),
        row.expected_result,
        words.of_row(row, voice),
        words.proofs(row),
    )


def _table(document: Any, report: Report, voice: Voice) -> None:
    made = paper.table(document, headers(voice.say), WIDTHS, TABLE_POINTS)
    for titles, rows in by_headings(report.rows):
        for title in titles:
            paper.heading_row(made, title, TABLE_POINTS)
        for row in rows:
            paper.row(made, cells(row, voice), WIDTHS, TABLE_POINTS)


def _monitoring(document: Any, found: Sequence[Summary], say: Speech) -> None:
    """What schools answered, a table for each form."""
    if not found:
        return
    paper.line(document, "", after=6)
    head = paper.line(document, say.gettext("Data of the monitoring"), bold=True, after=4)
    head.paragraph_format.keep_with_next = True
    for one in found:
        title = paper.line(document, f"{one.title.rstrip('.')}. {answered(one, say)}.", after=2)
        title.paragraph_format.keep_with_next = True
        figures_table(document, one.told, one.before, FIGURES, say)
