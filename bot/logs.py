"""The log: readable on a terminal, JSON otherwise; tokens and passwords never get in."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}\b")
_PASSWORD = re.compile(r"(?<=://)([^/\s:@]*):([^/\s@]+)@")


def hide_secrets(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: bot tokens and passwords in addresses become «***»."""
    return {key: _hidden(value) for key, value in event.items()}


def _hidden(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return _PASSWORD.sub(r"\1:***@", _TOKEN.sub("***", value))


def set_up(*, as_json: bool | None = None) -> None:
    """Log to stderr; `as_json` None decides by whether it is a terminal."""
    if as_json is None:
        as_json = not sys.stderr.isatty()
    render: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info
        if as_json
        else structlog.processors.StackInfoRenderer(),
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _adopt_standard_logging()


def quiet() -> None:
    """For commands: warnings and errors only, on stderr; stdout is the answer's."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            hide_secrets,
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _adopt_standard_logging() -> None:
    class Forward(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            log = structlog.get_logger(record.name)
            extra = {"exc_info": record.exc_info} if record.exc_info else {}
            log.log(max(record.levelno, logging.INFO), record.getMessage(), **extra)

    root = logging.getLogger()
    root.handlers = [Forward()]
    root.setLevel(logging.WARNING)
    # what a handler raises is told by the inbox, once and in our words; not while the database is
    # away by a traceback for each update as well
    logging.getLogger("aiogram.event").setLevel(logging.CRITICAL)
