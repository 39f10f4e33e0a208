"""The histories of a roadmap's archive as rows of texts: what was reported, who changed what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from roadmap.progress import State
from services import report_past
from services.municipalities import Tenant
from storage.editing_queries import BY_CODE
from storage.report_queries import Stored
from storage.tables import AuditRow, ReportRow
from storage.trail_queries import Trail
from views import archive_words as words
from views.cards import event_words
from views.lines import code, state_words
from views.speech import Speech


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells rows of one roadmap with names in place of ids: of people, offices and parties;
    `objections` are the assignments that they are about."""

    stored: Stored
    people: dict[int, str]
    offices: dict[int, str]
    parties: dict[int, str]
    objections: dict[int, int]
    zone: ZoneInfo
    say: Speech

    @classmethod
    def of(cls, stored: Stored, people: dict[int, str], trail: Trail, tenant: Tenant) -> Teller:
        """A teller in the language and zone of a municipality."""
        offices = {
            one.row.organization_id: one.owner
            for one in stored.answering
            if one.row.organization_id is not None
        }
        return cls(
            stored, people, offices, trail.parties, trail.objections, tenant.zone, tenant.say
        )

    def reports(self) -> list[tuple[str, ...]]:
        """Each report up to the end of the archive's day, under `words.report_headers`."""
        held = {one.row.id or 0: one for one in self.stored.answering}
        dates = {one.id or 0: one for one in self.stored.milestones}
        rows = {one.id or 0: one for one in self.stored.activities}
        told = []
        for one in self.stored.reports:
            answering = held[one.assignment_id]
            milestone = dates[answering.row.milestone_id]
            activity = rows[milestone.activity_id]
            about = (code(activity.code, self.say), activity.title, milestone.due.isoformat())
            told.append((*about, answering.owner, *self._report(one)))
        return told

    def _report(self, one: ReportRow) -> tuple[str, ...]:
        detail = report_past.is_detail(one)
        return (
            self.say.gettext("made more precise") if detail else event_words(one.event, self.say),
            state_words(State(one.state_before), self.say),
            one.fact_on.isoformat() if one.fact_on else "",
            one.text,
            "" if one.amount is None else str(one.amount),
            self.people.get(one.person_id, ""),
            words.how(one.via, self.say),
            one.at.astimezone(self.zone).isoformat(timespec="seconds"),
        )

    def audit(self, lines: list[AuditRow]) -> list[tuple[str, ...]]:
        """Each line of the trail under `words.audit_headers`."""
        deeds = words.deeds(self.say)
        about = self._subjects()
        return [
            (
                one.at.astimezone(self.zone).isoformat(timespec="seconds"),
                self._who(one.actor),
                deeds.get(one.action, one.action),
                self._about(one, about),
                json.dumps(one.facts, ensure_ascii=False, sort_keys=True),
            )
            for one in lines
        ]

    def _who(self, actor: str) -> str:
        kind, _, number = actor.partition(":")
        known = kind == "person" and number.isdigit()
        return self.people.get(int(number), actor) if known else words.by_command(actor, self.say)

    def _subjects(self) -> dict[str, str]:
        """What the trail calls «assignment:7», as a person would."""
        stored, say = self.stored, self.say
        codes = {one.id or 0: code(one.code, say) for one in stored.activities}
        found = {f"roadmap:{stored.roadmap.id}": say.gettext("the roadmap")}
        found |= {f"activity:{number}": name for number, name in codes.items()}
        of_date = {one.id or 0: codes[one.activity_id] for one in stored.milestones}
        for one in stored.milestones:
            found[f"milestone:{one.id}"] = f"{of_date[one.id or 0]}, {say.short_day(one.due)}"
        for held in stored.answering:
            name = f"{found[f'milestone:{held.row.milestone_id}']}, {held.owner}"
            found[f"assignment:{held.row.id}"] = name
        found |= {f"party:{number}": name for number, name in self.parties.items()}
        for number, assignment in self.objections.items():
            found[f"objection:{number}"] = found[f"assignment:{assignment}"]
        found |= {f"person:{number}": name for number, name in self.people.items()}
        return found | {f"organization:{number}": name for number, name in self.offices.items()}

    def _about(self, one: AuditRow, known: dict[str, str]) -> str:
        kind, _, number = one.subject.partition(":")
        if one.action in BY_CODE and number.isdigit():
            return code(int(number), self.say)
        if kind == "evidence":
            return self.say.gettext("a document")
        return known.get(one.subject, one.subject)
