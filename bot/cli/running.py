"""Commands that run until they are stopped, and the one that looks whether they can."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import run_until_done

commands = typer.Typer()


@commands.command()
def run() -> None:
    """Run the bot, the scheduler and the courier."""
    from bot.commands import running

    run_until_done(running.run())


@commands.command()
def doctor() -> None:
    """Check token, database, mail, clock and rights; say how to mend each."""
    from bot.commands import doctor as checks

    run_until_done(checks.examine())


@commands.command()
def sandbox(
    port: Annotated[int, typer.Option(help="HTTP; 0 takes a free one.")] = 8081,
    smtp_port: Annotated[int, typer.Option(help="SMTP; 0 takes a free one.")] = 8025,
    now: Annotated[str | None, typer.Option(metavar="INSTANT")] = None,
    maildir: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Answers to letters go there.")
    ] = None,
) -> None:
    """Run only the far ends: a local Bot API, a mailbox, a clock and their page."""
    from bot.commands import running

    run_until_done(running.sandbox(port, smtp_port, now, maildir))


@commands.command()
def demo(
    roadmap: Annotated[Path | None, typer.Option(metavar="FILE")] = None,
    port: Annotated[int, typer.Option(help="HTTP; 0 takes a free one.")] = 8081,
) -> None:
    """The whole product on this machine, no account needed."""
    from bot.commands import running

    run_until_done(running.demo(roadmap, port))
