"""Commands for roadmaps: from a document to a plan that runs, and to the archive."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Day, Json, Number, PeriodText, Source, Tenant, run_until_done

commands = typer.Typer()
roadmap = typer.Typer(help="One roadmap.", no_args_is_help=True)
commands.add_typer(roadmap, name="roadmap")


@commands.command("import")
def import_(
    file: Source,
    period: PeriodText = None,
    as_json: Json = False,
    commit: Annotated[bool, typer.Option(help="Store it: a draft roadmap, or --into N.")] = False,
    into: Annotated[
        int | None, typer.Option(metavar="N", help="Compare with roadmap N; --commit applies it.")
    ] = None,
    tenant: Tenant = None,
) -> None:
    """Read a roadmap document or a review workbook; print what was understood and is doubted."""
    from bot.commands import reviewing

    run_until_done(
        reviewing.import_file(file, period, tenant, into, as_json=as_json, commit=commit)
    )


@commands.command()
def review(
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx")],
    tenant: Tenant = None,
) -> None:
    """Write the review workbook of roadmap N; corrected, it is imported back."""
    from bot.commands import reviewing

    run_until_done(reviewing.write_workbook(number, file, tenant))


@roadmap.command("set")
def roadmap_set(
    number: Number,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE …]", show_default=False)
    ] = None,
    tenant: Tenant = None,
) -> None:
    """Give a roadmap a ladder of its own (ladder.before=5,1 …); without any, show it."""
    from bot.commands import municipality_settings

    run_until_done(municipality_settings.set_or_show_roadmap(number, words or [], tenant))


@commands.command()
def launch(
    number: Number,
    as_of: Annotated[date | None, Day] = None,
    allow_unowned: Annotated[
        bool, typer.Option(help="Give what nobody owns to the coordinator.")
    ] = False,
    past_done: Annotated[
        bool, typer.Option("--past-done", help="Everything due before the launch is done.")
    ] = False,
    exceptions: Annotated[
        str, typer.Option("--except", metavar="CODES", help="… but for these activities.")
    ] = "",
    tenant: Tenant = None,
) -> None:
    """Make a draft roadmap active."""
    from bot.commands import office

    past = exceptions if past_done else None
    run_until_done(office.launch(number, as_of, tenant, past, allow_unowned=allow_unowned))


@commands.command()
def pause(
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="The roadmap.")] = None,
    tenant: Tenant = None,
) -> None:
    """Stop the reminders of a roadmap, or of the whole municipality."""
    from bot.commands import pausing

    run_until_done(pausing.switch(number, tenant, pause=True))


@commands.command()
def resume(
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="The roadmap.")] = None,
    tenant: Tenant = None,
) -> None:
    """Let paused reminders go on; what was missed is not made up for."""
    from bot.commands import pausing

    run_until_done(pausing.switch(number, tenant, pause=False))


@commands.command()
def archive(
    number: Number,
    undo: Annotated[bool, typer.Option("--undo", help="Bring it back.")] = False,
    tenant: Tenant = None,
) -> None:
    """Put a roadmap into the archive: nobody is reminded of it, everything is kept."""
    from bot.commands import archiving

    run_until_done(archiving.archive(number, tenant, undo=undo))


@commands.command()
def copy(number: Number, period: PeriodText = None, tenant: Tenant = None) -> None:
    """Copy a roadmap to the next period as a draft: its rules and owners, no reports."""
    from bot.commands import archiving

    run_until_done(archiving.copy(number, period, tenant))
