"""Commands that show how things stand, and write it down."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Day, Json, Tenant, read_day, run_until_done

commands = typer.Typer()


@commands.command()
def deadlines(period: Annotated[str, typer.Option("--period", metavar="A..B")]) -> None:
    """Read deadline phrases, one a line, on stdin; print a JSON object a line."""
    from bot.commands.deadlines import read_phrases

    read_phrases(period, sys.stdin, sys.stdout)


@commands.command()
def simulate(
    start: Annotated[date, typer.Option("--from", parser=read_day, metavar="YYYY-MM-DD")],
    end: Annotated[date, typer.Option("--to", parser=read_day, metavar="YYYY-MM-DD")],
    person: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    as_json: Json = False,
    tenant: Tenant = None,
) -> None:
    """Show what would be sent to whom and when if nobody answered."""
    from bot.commands import looking

    run_until_done(looking.simulate(start, end, person, tenant, as_json=as_json))


@commands.command()
def digest(
    roadmap: Annotated[int | None, typer.Option(metavar="N")] = None,
    as_of: Annotated[date | None, Day] = None,
    as_json: Json = False,
    tenant: Tenant = None,
    section: Annotated[str | None, typer.Option(metavar="NUMBER|TITLE")] = None,
    organization: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    person: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    level: Annotated[
        str | None, typer.Option(metavar="LEVEL", help="municipality, methodical, school.")
    ] = None,
) -> None:
    """Print how the roadmaps stand."""
    from bot.commands import looking

    only = looking.Narrowed(roadmap, section, organization, person, level)
    run_until_done(looking.digest(only, as_of, tenant, as_json=as_json))


@commands.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".xlsx, .docx, .ics or .zip")],
    roadmap: Annotated[int | None, typer.Option(metavar="N")] = None,
    as_of: Annotated[date | None, Day] = None,
    meeting: Annotated[
        bool, typer.Option("--meeting", help="One page for a meeting (.docx).")
    ] = False,
    tenant: Tenant = None,
) -> None:
    """Write the report of a roadmap, its plan or its whole archive, by the file's ending."""
    from bot.commands import exporting

    run_until_done(exporting.export(file, roadmap, as_of, tenant, meeting=meeting))


@commands.command()
def outbox(
    as_json: Json = False,
    state: Annotated[
        str | None,
        typer.Option(metavar="STATE", help="planned, sending, sent, failed, expired, withdrawn."),
    ] = None,
    tenant: Tenant = None,
) -> None:
    """List notices and their fate."""
    from bot.commands import looking

    run_until_done(looking.outbox(tenant, state, as_json=as_json))
