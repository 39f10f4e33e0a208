"""Rounds of monitoring in short, with what their answers come to: for the digest, the letter to
management and the report."""

from __future__ import annotations

from dataclasses import dataclass

from views.lines import shortened
from views.monitoring_desk import Standing
from views.round_figures import Told, changed, target_said
from views.speech import Speech

LABEL_CHARS = 100


@dataclass(frozen=True, slots=True)
class Summary:
    """What a round of a form comes to: so many of the `asked` have answered; of each figure its
    value, compared with the period `before` («» for none)."""

    title: str
    answered: int
    asked: int
    before: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Monitored:
    """An open round; its `summary` where there is something to add up."""

    standing: Standing
    summary: Summary | None = None


def figures(found: Monitored, most: int, say: Speech) -> list[str]:
    """At most so many of the figures of a round, each in a line."""
    return [figure(one, say) for one in found.summary.told[:most]] if found.summary else []


def figure(one: Told, say: Speech) -> str:
    """«Доля успевающих: 47,8 % (было 46,1 %, +1,7 п. п.; цель: не менее 50 — не достигнута)»"""
    facts = "; ".join(fact for fact in (changed(one, say), target_said(one, say)) if fact)
    words = f"{shortened(one.field.label, LABEL_CHARS)}: {one.now or '—'}"
    return f"{words} ({facts})" if facts else words


def answered(found: Summary, say: Speech) -> str:
    """«Ответили: 12 из 20»"""
    words = say.gettext("Answered: {done} of {asked}")
    return words.format(done=found.answered, asked=found.asked)
