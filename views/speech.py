"""The interface language of one reader: gettext and Babel bound to a locale."""

from __future__ import annotations

import gettext as _gettext
from datetime import date, datetime, tzinfo
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time

CATALOGUES = Path(__file__).parent.parent / "locales"
DOMAIN = "vekha"
DEFAULT_LOCALE = "ru"


class Speech:
    """Words, plurals and dates in one language.

    msgids are English, so a missing catalogue entry reads as English.
    Placeholders are named and filled by the caller with str.format or Markup.format.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(language)
        self._catalogue = _gettext.translation(
            DOMAIN, CATALOGUES, languages=[language], fallback=language == "en"
        )

    def gettext(self, message: str) -> str:
        """The text for `message`, an English msgid."""
        return self._catalogue.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The form of the text that goes with the number `n`."""
        return self._catalogue.ngettext(singular, plural, n)

    def day(self, when: date) -> str:
        """«15 октября» — a date whose year is plain to the reader."""
        return format_skeleton("MMMMd", _noon(when), locale=self.locale)

    def full_day(self, when: date) -> str:
        """«15 октября 2018 г.»"""
        return format_date(when, "long", locale=self.locale).replace("\u202f", "\u00a0")

    def short_day(self, when: date) -> str:
        """«15.10.2018»"""
        return format_date(when, "dd.MM.yyyy" if self.language == "ru" else "medium", self.locale)

    def weekday_day(self, when: date) -> str:
        """«пн, 15 октября»"""
        return format_date(when, "EEE, d MMMM", locale=self.locale)

    def clock_time(self, when: datetime, zone: tzinfo) -> str:
        """«09:00» in the reader's zone; `when` is aware."""
        return format_time(when.astimezone(zone), "HH:mm", locale=self.locale)


def _noon(when: date) -> datetime:
    return datetime(when.year, when.month, when.day, 12)  # noqa: DTZ001 - only its date is printed


@lru_cache(maxsize=8)
def speech(language: str = DEFAULT_LOCALE) -> Speech:
    """The (cached) voice for a language code, «ru» or «en»."""
    return Speech(language)
