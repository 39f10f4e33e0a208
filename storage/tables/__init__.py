"""Every table, imported so that the metadata is whole."""

from roadmap.completion import Completion
from roadmap.extending import Basis
from roadmap.parts import Part
from roadmap.practices import PracticeState
from storage.tables.appointments import AppointmentRow, Decision, Objecting, ObjectionRow
from storage.tables.base import Base, table
from storage.tables.consents import (
    AdmissionRow,
    Admitting,
    ConsentKind,
    ConsentRow,
)
from storage.tables.extensions import ExtensionRow, Verdict
from storage.tables.mailroom import (
    ConversationRow,
    FileFetchRow,
    InboxRow,
    InboxState,
    NoticeItemRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    Urgency,
    WorkerRow,
)
from storage.tables.people import (
    AbsenceRow,
    AccountRow,
    AccountState,
    InvitationRow,
    MembershipRow,
    MunicipalityRow,
    OrganizationKind,
    OrganizationRow,
    PersonRow,
    Preference,
    Role,
    RoleRow,
)
from storage.tables.plan import (
    ActivityPartyRow,
    ActivityRow,
    MilestoneRow,
    PartyRow,
    RoadmapRow,
    RoadmapStatus,
    SectionRow,
)
from storage.tables.practices import PracticeRow
from storage.tables.work import (
    BY_WORD,
    AlbumRow,
    AssignmentRow,
    AuditRow,
    EvidenceKind,
    EvidenceLinkRow,
    EvidenceRow,
    ReportRow,
)

__all__ = [
    "BY_WORD",
    "AbsenceRow",
    "AccountRow",
    "AccountState",
    "ActivityPartyRow",
    "ActivityRow",
    "AdmissionRow",
    "Admitting",
    "AlbumRow",
    "AppointmentRow",
    "AssignmentRow",
    "AuditRow",
    "Base",
    "Basis",
    "Completion",
    "ConsentKind",
    "ConsentRow",
    "ConversationRow",
    "Decision",
    "EvidenceKind",
    "EvidenceLinkRow",
    "EvidenceRow",
    "ExtensionRow",
    "FileFetchRow",
    "InboxRow",
    "InboxState",
    "InvitationRow",
    "MembershipRow",
    "MilestoneRow",
    "MunicipalityRow",
    "NoticeItemRow",
    "NoticeKind",
    "NoticeRow",
    "NoticeState",
    "Objecting",
    "ObjectionRow",
    "OrganizationKind",
    "OrganizationRow",
    "Part",
    "PartyRow",
    "PersonRow",
    "PracticeRow",
    "PracticeState",
    "Preference",
    "ReportRow",
    "RoadmapRow",
    "RoadmapStatus",
    "Role",
    "RoleRow",
    "SectionRow",
    "Urgency",
    "Verdict",
    "WorkerRow",
    "table",
]
