"""Which activities and assignments a digest is about, as conditions of statements."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from roadmap.digest_filtering import Filter
from storage.plan_queries import activities, assignments, milestones, sections
from storage.tables import (
    ActivityPartyRow,
    MembershipRow,
    OrganizationKind,
    OrganizationRow,
    PartyRow,
    table,
)

members, organizations = table(MembershipRow), table(OrganizationRow)
parties, of_activity = table(PartyRow), table(ActivityPartyRow)


def chosen_activities(
    municipality_id: int, roadmap_ids: Collection[int], wanted: Filter
) -> list[sa.ColumnElement[bool]]:
    """Conditions that leave the activities of these roadmaps which fit the filter."""
    chosen = [
        activities.c.roadmap_id.in_(sorted(roadmap_ids)),
        # by the bare column SQLite would walk every activity of the municipality
        activities.c.municipality_id + 0 == municipality_id,
    ]
    if wanted.level is not None:
        chosen.append(activities.c.level == wanted.level)
    if wanted.section is not None:
        inner = sa.select(sections.c.id).where(
            sections.c.municipality_id == municipality_id, sections.c.parent_id == wanted.section
        )
        chosen.append(
            sa.or_(activities.c.section_id == wanted.section, activities.c.section_id.in_(inner))
        )
    return chosen


def chosen_owners(municipality_id: int, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    """Conditions that leave the assignments of the owner whom the filter names."""
    if wanted.person is not None:
        own = assignments.c.person_id == wanted.person
        return [sa.or_(own, assignments.c.delegate_id == wanted.person)]
    if wanted.organization is not None:
        staff = sa.select(members.c.person_id).where(
            members.c.municipality_id == municipality_id,
            members.c.organization_id == wanted.organization,
        )
        office = assignments.c.organization_id == wanted.organization
        return [sa.or_(office, assignments.c.person_id.in_(staff))]
    return []


def answered_for(municipality_id: int, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    """Conditions that leave the activities that the owner answers for, dated or only named."""
    if not wanted.by_owner:
        return []
    owed = (
        sa.exists()
        .where(
            milestones.c.activity_id == activities.c.id,
            assignments.c.milestone_id == milestones.c.id,
            *chosen_owners(municipality_id, wanted),
        )
        .correlate(activities)
    )
    named = [
        parties.c.person_id == wanted.person
        if wanted.person is not None
        else parties.c.organization_id == wanted.organization
    ]
    if wanted.organization is not None:
        school = sa.exists().where(
            organizations.c.id == wanted.organization,
            organizations.c.municipality_id == municipality_id,
            organizations.c.kind == OrganizationKind.SCHOOL,
        )
        named.append(sa.and_(parties.c.is_group.is_(True), school))
    by_name = (
        sa.exists()
        .where(
            of_activity.c.activity_id == activities.c.id,
            of_activity.c.party_id == parties.c.id,
            sa.or_(*named),
        )
        .correlate(activities)
    )
    return [sa.or_(owed, by_name)]
