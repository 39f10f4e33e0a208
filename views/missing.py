"""That somebody to call is away, and who stands in; or has left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from views.lines import short_name, shortened
from views.person_card import Away, away_words
from views.speech import Speech

PHONE_CHARS = 40


@dataclass(frozen=True, slots=True)
class Missing:
    """A person who left on `left_on`, or is away to the local day `until` inclusive; whoever stands
    in has a `phone`, «» for none known. `name` is «» where it is said beside it."""

    name: str = ""
    left_on: date | None = None
    until: date | None = None
    stand_in: str = ""
    phone: str = ""


def missing_words(one: Missing, say: Speech) -> Markup:
    """«Отсутствует до 20 ноября включительно, замещает Осотова И. В., тел. 2-14-15»"""
    if one.left_on is not None:
        words = say.gettext("Left on {date}").format(date=say.full_day(one.left_on))
    elif one.until is not None:
        other = short_name(one.stand_in) if one.stand_in else ""
        if other and one.phone:
            other += say.gettext(", tel. {phone}").format(phone=shortened(one.phone, PHONE_CHARS))
        words = away_words(Away(None, one.until, other), say)
    else:
        return Markup("")
    if one.name:
        words = f"{short_name(one.name)}: {words[:1].lower()}{words[1:]}"
    return Markup("{}").format(words)
