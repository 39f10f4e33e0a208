"""One call of a method, as the functions of methods receive it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.botapi.bot import Bot
from sandbox.botapi.files import Upload


@dataclass(frozen=True)
class Call:
    """Who calls, with what (checked) parameters and which uploaded files by field name."""

    bot: Bot
    params: dict[str, Any]
    uploads: dict[str, Upload]

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter, or the default where it was not given."""
        return self.params.get(name, default)

    def upload(self, field: str, value: Any = None) -> Upload | None:
        """The file sent under a field, directly or by attach://name in its value."""
        value = self.get(field) if value is None else value
        if isinstance(value, str) and value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return self.uploads.get(field)


Method = Callable[[Call], Any | Awaitable[Any]]
