"""The settings of a municipality by their names, as typed: how each is read, shown and meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from roadmap.asking import NEVER as NOT_ASKED
from roadmap.asking import ONGOING_EVERY, asking_from
from roadmap.editions import LetterSchedule, Often, letter_schedule_from
from roadmap.evidence_limits import Limits, limits_from
from roadmap.monitoring.periods import COUNT, DUE_DAY, PeriodKind
from roadmap.mornings import Daily, Schedule, schedule_from
from roadmap.period import school_year_of
from roadmap.policy_settings import (
    BadSetting,
    names_in_letter,
    policy_from,
)
from roadmap.reminding import Policy
from roadmap.school_settings import NAMES, as_kept, school_dates_from
from roadmap.school_spans import shown_years, typed_years
from roadmap.school_year import Span

YES, NO = ("yes", "true", "1"), ("no", "false", "0")
LANGUAGES = ("ru", "en")
NONE = "-"
LEAST_KEPT, MOST_KEPT = 30, 36_500  # days


class TelegramUse(StrEnum):
    """What may be said in Telegram: all; numbers, dates and buttons; nothing."""

    ON = "on"
    BRIEF = "brief"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Key:
    """A setting: `path` is where it lives in the settings, `usual` its value while not set.

    `read` takes what was typed and raises ValueError; `show` is its inverse. `example` can be
    typed. The keys of COLUMNS live beside the settings.
    """

    name: str
    path: tuple[str, ...]
    read: Callable[[str], Any]
    show: Callable[[Any], str]
    usual: Any
    example: str


def _days(text: str) -> list[int]:
    return [] if text == NONE else [int(day) for day in text.split(",")]


def _show_days(days: Any) -> str:
    return ",".join(map(str, days)) or NONE


def _every(text: str) -> str:
    if text not in (*ONGOING_EVERY, NOT_ASKED):
        raise ValueError(text)
    return text


def _yes(text: str) -> bool:
    if text.lower() not in (*YES, *NO):
        raise ValueError(text)
    return text.lower() in YES


def _show_yes(value: Any) -> str:
    return YES[0] if value else NO[0]


def _hours(text: str) -> list[str]:
    opens, closes = (time.fromisoformat(part.strip()) for part in text.split("-"))
    return [f"{opens:%H:%M}", f"{closes:%H:%M}"]


def _moment(text: str) -> str:
    return f"{time.fromisoformat(text):%H:%M}"


def _spans(text: str) -> list[list[str]]:
    if text == NONE:
        return []
    pairs = [part.split("..") for part in text.split(",")]
    return [[date.fromisoformat(day.strip()).isoformat() for day in pair] for pair in pairs]


def _show_spans(spans: Any) -> str:
    return ",".join("..".join(pair) for pair in spans) or NONE


def _periods(count: int) -> Callable[[str], list[list[str]]]:
    """How the parts of school years are read, so many a year."""

    def read(text: str) -> list[list[str]]:
        return [] if text == NONE else as_kept(typed_years(text, count))

    return read


def _show_periods(spans: Any) -> str:
    by_year: dict[int, list[Span]] = {}
    for first, last in spans:
        span = date.fromisoformat(first), date.fromisoformat(last)
        by_year.setdefault(school_year_of(span[0]), []).append(span)
    return "; ".join(shown_years(by_year)) or NONE


def _use(text: str) -> str:
    return TelegramUse(text.lower()).value


def _own_words(text: str) -> str:
    return "" if text == NONE else text


def _show_own_words(text: str) -> str:
    return text or NONE


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(text)
    return text


def _daily(text: str) -> str:
    return Daily(text.lower()).value


def _often(text: str) -> str:
    return Often(text.lower()).value


def _kept(text: str) -> int:
    """Days, 0 for ever; less than a month is a slip of the pen."""
    days = int(text)
    if days and not LEAST_KEPT <= days <= MOST_KEPT:
        raise ValueError(text)
    return days


_USUAL, _LIMITS, _DIGEST, _LETTER = Policy(), Limits(), Schedule(), LetterSchedule()
ZONE = Key("zone", (), str, str, "", "Europe/Moscow")
LANGUAGE = Key("language", (), _language, str, LANGUAGES[0], "ru")
COLUMNS = (ZONE, LANGUAGE)
_EXAMPLES = {
    PeriodKind.TERM: "2018/19: 1.09–28.10, 5.11–28.12, 9.01–24.03, 1.04–31.05",
    PeriodKind.TRIMESTER: "2018/19: 1.09–30.11, 1.12–28.02, 1.03–31.05",
    PeriodKind.SCHOOL_HALF: "2018/19: 1.09–28.12, 9.01–31.05",
    PeriodKind.SCHOOL_YEAR: "2018/19: 1.09–31.05",
}
KEYS: Mapping[str, Key] = {
    key.name: key
    for key in (
        Key("telegram", ("telegram",), _use, str, TelegramUse.ON.value, "brief"),
        Key(
            "hours",
            ("hours",),
            _hours,
            "-".join,
            [f"{_USUAL.opens:%H:%M}", f"{_USUAL.closes:%H:%M}"],
            "09:00-18:00",
        ),
        Key(
            "school_from",
            ("school_from",),
            _moment,
            str,
            f"{_USUAL.school_opens:%H:%M}",
            "14:00",
        ),
        Key("ladder.before", ("ladder", "before"), _days, _show_days, _USUAL.before, "10,3"),
        Key("ladder.on_day", ("ladder", "on_day"), _yes, _show_yes, _USUAL.on_day, "yes"),
        Key("ladder.late", ("ladder", "late"), _days, _show_days, _USUAL.late, "2"),
        Key("cap", ("cap",), int, str, _USUAL.cap, "3"),
        Key("patience", ("patience",), int, str, _USUAL.patience, "2"),
        Key("escalates_after", ("escalates_after",), int, str, _USUAL.escalates_after, "7"),
        Key("review", ("review",), _yes, _show_yes, False, "yes"),
        Key("letter_names", ("letter_names",), _yes, _show_yes, False, "yes"),
        Key("letter.day", ("letter", "day"), int, str, _LETTER.day, "2"),
        Key("letter.hour", ("letter", "hour"), _moment, str, f"{_LETTER.hour:%H:%M}", "09:00"),
        Key("letter.when", ("letter", "when"), _often, str, _LETTER.often.value, "when-needed"),
        Key("letter.combined", ("letter", "combined"), _yes, _show_yes, _LETTER.combined, "no"),
        Key("data_notice", ("data_notice",), _own_words, _show_own_words, "", "https://…"),
        Key("evidence.megabytes", ("evidence", "megabytes"), int, str, _LIMITS.megabytes, "10"),
        Key(
            "evidence.files_a_day", ("evidence", "files_a_day"), int, str, _LIMITS.files_a_day, "20"
        ),
        Key(
            "evidence.megabytes_a_day",
            ("evidence", "megabytes_a_day"),
            int,
            str,
            _LIMITS.megabytes_a_day,
            "100",
        ),
        Key("digest.daily", ("digest", "daily"), _daily, str, _DIGEST.daily.value, "when-needed"),
        Key("digest.weekly", ("digest", "weekly"), int, str, _DIGEST.weekly, "1"),
        Key("digest.hour", ("digest", "hour"), _moment, str, f"{_DIGEST.hour:%H:%M}", "09:00"),
        Key("digest.groups", ("digest", "groups"), _yes, _show_yes, _DIGEST.groups, "yes"),
        Key("monitoring.ongoing", ("monitoring", "ongoing"), _every, str, "quarter", "half"),
        Key("monitoring.due_day", ("monitoring", "due_day"), int, str, DUE_DAY, "10"),
        Key("retention.inbox_days", ("retention", "inbox_days"), _kept, str, 90, "90"),
        Key("retention.notices_days", ("retention", "notices_days"), _kept, str, 400, "400"),
        Key("retention.audit_days", ("retention", "audit_days"), _kept, str, 1100, "1100"),
        Key("retention.erase_left_days", ("retention", "erase_left_days"), _kept, str, 0, "365"),
        Key("holidays", ("holidays",), _spans, _show_spans, [], "2018-10-29..2018-11-05"),
        *(
            Key(
                f"periods.{name}",
                ("periods", name),
                _periods(COUNT[kind]),
                _show_periods,
                [],
                _EXAMPLES[kind],
            )
            for kind, name in NAMES.items()
        ),
        *COLUMNS,
    )
}


OF_A_ROADMAP = ("ladder.before", "ladder.on_day", "ladder.late", "review")
"""The settings that a roadmap may have of its own."""


class UnknownKey(Exception):
    """Not the name of a setting."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def read_value(name: str, text: str) -> Any:
    """What `name=text` means. Raises `UnknownKey`, `BadSetting`."""
    if name not in KEYS:
        raise UnknownKey(name)
    try:
        return KEYS[name].read(text.strip())
    except ValueError as error:
        raise BadSetting(name, text) from error


def changed(settings: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """The settings with one value in its place, fit to be used. Raises `BadSetting`."""
    made = dict(settings)
    *outer, last = KEYS[name].path
    place = made
    for part in outer:
        place[part] = dict(place.get(part, {}))
        place = place[part]
    place[last] = value
    policy_from(made)
    school_dates_from(made)
    names_in_letter(made)
    is_reviewed(made)
    limits_from(made)
    schedule_from(made)
    letter_schedule_from(made)
    asking_from(made)
    return made


def value_of(settings: Mapping[str, Any], name: str) -> tuple[str, bool]:
    """A setting as it would be typed, and whether it was set."""
    key, place = KEYS[name], settings
    for part in key.path:
        if part not in place:
            return key.show(key.usual), False
        place = place[part]
    return key.show(place), True


def telegram_use(settings: Mapping[str, Any]) -> TelegramUse:
    """What a municipality allows in Telegram."""
    return TelegramUse(settings.get("telegram", TelegramUse.ON))


def data_notice(settings: Mapping[str, Any]) -> str:
    """The municipality's own notice on personal data; «» where the usual one holds."""
    return str(settings.get("data_notice", ""))


def is_reviewed(settings: Mapping[str, Any]) -> bool:
    """Whether coordinators accept what is done. Raises `BadSetting`."""
    value = settings.get("review", False)
    if not isinstance(value, bool):
        raise BadSetting("review", value)
    return value


def kept_days(settings: Mapping[str, Any], name: str) -> int:
    """How many days something is kept, by the name of its setting; 0: for ever."""
    return int(value_of(settings, name)[0])
