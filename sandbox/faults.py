"""Failures arranged beforehand: which call shall go wrong, how, and how often."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Fault:
    """One arranged failure of the calls at `where` (a method or a stage) about `who` (None: any).

    `who` is a chat or an address; `times` counts down; `how` is understood by whoever asks.
    """

    how: str
    where: str | None = None
    who: str | None = None
    times: int = 1
    retry_after: int = 1
    description: str | None = None
    seconds: float = 0.0
    migrate_to: int | None = None


@dataclass
class Faults:
    """The failures still to come, in the order they were arranged."""

    _arranged: list[Fault] = field(default_factory=list)

    def arrange(self, fault: Fault) -> None:
        """Let something fail from now on."""
        self._arranged.append(fault)

    def clear(self) -> None:
        """Let nothing fail any more."""
        self._arranged.clear()

    def take(self, where: str, who: str | None, *hows: str) -> Fault | None:
        """The first arranged failure for this call (one of `hows`, if given), used up by one."""
        if not self._arranged:
            return None
        for fault in self._arranged:
            fits = fault.where is None or fault.where.lower() == where.lower()
            if fits and fault.who in (None, who) and (not hows or fault.how in hows):
                return self._use(fault)
        return None

    def _use(self, fault: Fault) -> Fault:
        fault.times -= 1
        if fault.times <= 0:
            self._arranged.remove(fault)
        return fault
