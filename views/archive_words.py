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
        say.gettext("Owner"),
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


def how(via: str, say: Speech) -> str:
    """By which way a mark came: `storage.tables.ReportRow.via`."""
    known = {
        "telegram": "Telegram",
        "email": say.gettext("by email"),
        "by_word": say.gettext("by word"),
        "by_letter": say.gettext("by letter"),
        "launch": say.gettext("when it was launched"),
    }
    return known.get(via, via)


def by_command(actor: str, say: Speech) -> str:
    """Who did it where that was no person."""
    return say.gettext("the command line") if actor == "command" else actor


def deeds(say: Speech) -> dict[str, str]:
    """The deeds of a roadmap's audit trail in words, by their names there."""
    return {
        "roadmap.drafted": say.gettext("a draft was made"),
        "roadmap.copied": say.gettext("copied from an earlier one"),
        "roadmap.launched": say.gettext("launched"),
        "roadmap.past_done": say.gettext("what was due before the launch was marked as done"),
        "roadmap.set": say.gettext("its settings were changed"),
        "roadmap.schools_joined": say.gettext("new schools were connected"),
        "roadmap.paused": say.gettext("paused"),
        "roadmap.resumed": say.gettext("resumed"),
        "roadmap.archived": say.gettext("put into the archive"),
        "roadmap.unarchived": say.gettext("brought back from the archive"),
        "draft.answered": say.gettext("a question about the draft was answered"),
        "draft.unanswered": say.gettext("an answer about the draft was taken back"),
        "draft.assigned": say.gettext("those responsible were named in the draft"),
        "draft.party": say.gettext("it was said whom the document means"),
        "draft.schools": say.gettext("the schools of the roadmap were chosen"),
        "activity.added": say.gettext("the activity was added"),
        "activity.changed": say.gettext("the activity was changed by a workbook"),
        "activity.removed": say.gettext("the activity was taken out"),
        "activity.redated": say.gettext("another date"),
        "activity.owners": say.gettext("others are responsible"),
        "activity.reworded": say.gettext("its wording was changed"),
        "activity.split": say.gettext("the activity was split"),
        "activity.dropped": say.gettext("the activity was called off"),
        "activity.not_yet": say.gettext("no date yet, to be asked again"),
        "activity.undone": say.gettext("a change was taken back"),
        "activity.rule": say.gettext("another rule of completion"),
        "activity.reviewed": say.gettext("its review was switched"),
        "activity.handed_on": say.gettext("handed over to somebody else"),
        "extension.asked": say.gettext("another date was asked for"),
        "extension.granted": say.gettext("another date was granted"),
        "extension.refused": say.gettext("another date was refused"),
        "extension.moved": say.gettext("the date was moved by the coordinator"),
        "milestone.closed": say.gettext("closed by the coordinator"),
        "assignment.called_off": say.gettext("the date was called off"),
        "assignment.delegated": say.gettext("handed to a colleague"),
        "assignment.nudged": say.gettext("reminded by the coordinator"),
        "assignment.reopened": say.gettext("opened again"),
        "reminder.snoozed": say.gettext("the reminder was put off"),
        "report.by_word": say.gettext("marked by word of mouth"),
        "report.by_letter": say.gettext("marked from a letter"),
        "report.by_workbook": say.gettext("marked by a workbook"),
        "review.accept": say.gettext("accepted"),
        "review.return": say.gettext("returned to be finished"),
        "review.accepted_by_itself": say.gettext("accepted without a review: nobody else could"),
        "review.accepted_by_word": say.gettext("accepted as marked by word of mouth"),
        "review.accepted_by_letter": say.gettext("accepted as marked from a letter"),
        "evidence.attached_for": say.gettext("a document was attached for the owner"),
        "evidence.removed": say.gettext("a document was removed"),
        "objection.made": say.gettext("an objection was made"),
        "objection.kept": say.gettext("an objection was declined"),
        "objection.taken": say.gettext("an objection was granted"),
        "call.missed": say.gettext("a call was not answered"),
        "call.promised": say.gettext("it was promised by telephone"),
        "call.noted": say.gettext("a note about a call"),
        "nudge.all": say.gettext("everybody who is late was reminded"),
        "status.all": say.gettext("everybody was asked for the status"),
    }


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
