"""Whose answers complete a date that several sides answer for."""

from __future__ import annotations

from enum import StrEnum


class Completion(StrEnum):
    """The lead answers for all; all must have reported; each answers for itself."""

    LEAD = "lead"
    ALL = "all"
    EACH = "each"
