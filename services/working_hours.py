"""When reminders may go out: within the hours of a working day of the municipality."""

from __future__ import annotations

from datetime import datetime

from roadmap.reminding import closing, opening
from services.municipalities import Tenant


def wait_until(tenant: Tenant, now: datetime, *, school: bool = False) -> datetime | None:
    """The next moment within working hours (for schools: after lessons), or None when that is
    now."""
    today = tenant.today(now)
    policy, zone = tenant.policy, tenant.zone
    if not tenant.calendar.is_working(today) or now >= closing(today, policy, zone):
        return opening(tenant.calendar.shift(today, 1), policy, zone, school=school)
    begins = opening(today, policy, zone, school=school)
    return begins if now < begins else None
