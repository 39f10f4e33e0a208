"""What commands are given alike, and how the work of one is run."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

Tenant = Annotated[
    str | None,
    typer.Option("--municipality", metavar="NAME", help="Whose; optional while there is one."),
]
Json = Annotated[bool, typer.Option("--json", help="JSON on stdout and nothing else.")]
PeriodText = Annotated[
    str | None, typer.Option("--period", metavar="A..B", help="2018-01-01..2020-12-31")
]
Number = Annotated[int, typer.Argument(metavar="N", help="The roadmap's number.")]
Source = Annotated[Path, typer.Argument(metavar="FILE")]


def read_day(text: str) -> date:
    """An ISO date. Raises `typer.BadParameter`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("YYYY-MM-DD") from error


Day = typer.Option(parser=read_day, metavar="YYYY-MM-DD")


def run_until_done(work: Coroutine[Any, Any, None]) -> None:
    """A command's work, in an event loop of its own; the log says warnings and errors only."""
    from bot.logs import quiet

    quiet()
    asyncio.run(work)
