"""The command line: what is typed, which command does it, and how an error is said.

Nothing heavy is imported before a command is known.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.errors import CommandError

app = typer.Typer(
    name="vekha",
    help="Vekha: a municipal roadmap as a calendar that gets done.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
municipality = typer.Typer(help="Municipalities (tenants).", no_args_is_help=True)
people = typer.Typer(help="People and organisations.", no_args_is_help=True)
roadmap = typer.Typer(help="One roadmap.", no_args_is_help=True)
person = typer.Typer(help="Personal data of one person.", no_args_is_help=True)
practices = typer.Typer(help="The bank of best practices.", no_args_is_help=True)
app.add_typer(municipality, name="municipality")
app.add_typer(people, name="people")
app.add_typer(person, name="person")
app.add_typer(roadmap, name="roadmap")
app.add_typer(practices, name="practices")

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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("YYYY-MM-DD") from error


Day = typer.Option(parser=_day, metavar="YYYY-MM-DD")


@app.command("import")
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

    _run(reviewing.import_file(file, period, tenant, into, as_json=as_json, commit=commit))


@app.command()
def review(
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx")],
    tenant: Tenant = None,
) -> None:
    """Write the review workbook of roadmap N; corrected, it is imported back."""
    from bot.commands import reviewing

    _run(reviewing.write_workbook(number, file, tenant))


@app.command()
def deadlines(period: Annotated[str, typer.Option("--period", metavar="A..B")]) -> None:
    """Read deadline phrases, one a line, on stdin; print a JSON object a line."""
    from bot.commands.deadlines import read_phrases

    read_phrases(period, sys.stdin, sys.stdout)


@municipality.command("add")
def municipality_add(
    name: str, zone: Annotated[str, typer.Option(metavar="ZONE")] = "Europe/Moscow"
) -> None:
    """Add a municipality in a time zone such as Europe/Moscow."""
    from bot.commands import office

    _run(office.add_municipality(name, zone))


@municipality.command("list")
def municipality_list(as_json: Json = False) -> None:
    """List the municipalities in numbers."""
    from bot.commands import office

    _run(office.list_municipalities(as_json=as_json))


@municipality.command("set")
def municipality_set(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME] KEY=VALUE …", show_default=False)
    ] = None,
    tenant: Tenant = None,
) -> None:
    """Change settings (telegram=brief hours=09:00-17:00 …); without any, show them all."""
    from bot.commands import municipality_settings

    _run(municipality_settings.set_or_show(words or [], tenant))


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

    _run(municipality_settings.set_or_show_roadmap(number, words or [], tenant))


@app.command()
def calendar(
    off: Annotated[
        list[date] | None, typer.Option(parser=_day, metavar="YYYY-MM-DD", help="A day off.")
    ] = None,
    work: Annotated[
        list[date] | None, typer.Option(parser=_day, metavar="YYYY-MM-DD", help="A working day.")
    ] = None,
    tenant: Tenant = None,
) -> None:
    """Days off and working days of the region or of a new decree; years not published yet."""
    from bot.commands import office

    _run(office.set_days(off or [], work or [], tenant))


@app.command()
def pause(
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="The roadmap.")] = None,
    tenant: Tenant = None,
) -> None:
    """Stop the reminders of a roadmap, or of the whole municipality."""
    from bot.commands import pausing

    _run(pausing.switch(number, tenant, pause=True))


@app.command()
def resume(
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="The roadmap.")] = None,
    tenant: Tenant = None,
) -> None:
    """Let paused reminders go on; what was missed is not made up for."""
    from bot.commands import pausing

    _run(pausing.switch(number, tenant, pause=False))


@people.command("import")
def people_import(file: Source, tenant: Tenant = None) -> None:
    """Take a list of people (.csv or .xlsx): ФИО, организация, должность, email, …"""
    from bot.commands import office

    _run(office.import_people(file, tenant))


@person.command("export")
def person_export(
    name: str,
    file: Annotated[Path, typer.Argument(metavar="FILE.zip")],
    tenant: Tenant = None,
) -> None:
    """Write everything that is kept about a person, for that person to read."""
    from bot.commands import personal_data

    _run(personal_data.export(name, file, tenant))


@person.command("erase")
def person_erase(name: str, tenant: Tenant = None) -> None:
    """Erase a person's data; what was reported stays without a name. There is no way back."""
    from bot.commands import personal_data

    _run(personal_data.erase(name, tenant))


@practices.command("export")
def practices_export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")], tenant: Tenant = None
) -> None:
    """Write the published practices into a new folder: files, index.html and index.xlsx."""
    from bot.commands import practices as bank

    _run(bank.export(folder, tenant))


@app.command()
def invite(
    person: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="All who have no account yet.")] = False,
    send: Annotated[bool, typer.Option("--send", help="By email too, where there is one.")] = False,
    revoked: Annotated[
        str | None, typer.Option("--revoke", metavar="NAME", help="End the links of a person.")
    ] = None,
    as_json: Json = False,
    tenant: Tenant = None,
) -> None:
    """Print invitation links, send them by email, or end them."""
    from bot.commands import inviting

    if revoked is not None:
        _run(inviting.revoke(revoked, tenant))
        return
    _run(inviting.invite(person, tenant, everybody=everybody, send=send, as_json=as_json))


@app.command()
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
    _run(office.launch(number, as_of, tenant, past, allow_unowned=allow_unowned))


@app.command()
def simulate(
    start: Annotated[date, typer.Option("--from", parser=_day, metavar="YYYY-MM-DD")],
    end: Annotated[date, typer.Option("--to", parser=_day, metavar="YYYY-MM-DD")],
    person: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    as_json: Json = False,
    tenant: Tenant = None,
) -> None:
    """Show what would be sent to whom and when if nobody answered."""
    from bot.commands import looking

    _run(looking.simulate(start, end, person, tenant, as_json=as_json))


@app.command()
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
    _run(looking.digest(only, as_of, tenant, as_json=as_json))


@app.command()
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

    _run(exporting.export(file, roadmap, as_of, tenant, meeting=meeting))


@app.command()
def archive(
    number: Number,
    undo: Annotated[bool, typer.Option("--undo", help="Bring it back.")] = False,
    tenant: Tenant = None,
) -> None:
    """Put a roadmap into the archive: nobody is reminded of it, everything is kept."""
    from bot.commands import archiving

    _run(archiving.archive(number, tenant, undo=undo))


@app.command()
def copy(number: Number, period: PeriodText = None, tenant: Tenant = None) -> None:
    """Copy a roadmap to the next period as a draft: its rules and owners, no reports."""
    from bot.commands import archiving

    _run(archiving.copy(number, period, tenant))


@app.command()
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

    _run(looking.outbox(tenant, state, as_json=as_json))


@app.command()
def doctor() -> None:
    """Check token, database, mail, clock and rights; say how to mend each."""
    from bot.commands import doctor as checks

    _run(checks.examine())


@app.command()
def run() -> None:
    """Run the bot, the scheduler and the courier."""
    from bot.commands import running

    _run(running.run())


@app.command()
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

    _run(running.sandbox(port, smtp_port, now, maildir))


@app.command()
def demo(
    roadmap: Annotated[Path | None, typer.Option(metavar="FILE")] = None,
    port: Annotated[int, typer.Option(help="HTTP; 0 takes a free one.")] = 8081,
) -> None:
    """The whole product on this machine, no account needed."""
    from bot.commands import running

    _run(running.demo(roadmap, port))


def _run(work: Coroutine[Any, Any, None]) -> None:
    from bot.logs import quiet

    quiet()
    asyncio.run(work)


def main() -> None:
    """The entry of `vekha`: an error is one sentence on stderr and an exit code."""
    try:
        app()
    except CommandError as error:
        print(error.sentence, file=sys.stderr)
        sys.exit(error.code)
    except KeyboardInterrupt:
        sys.exit(0)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the last place that can say it in a sentence
        from bot.sentences import sentence_of, unexpected

        said = sentence_of(error)
        print(said if said is not None else unexpected(error), file=sys.stderr)
        sys.exit(2 if said is not None else 1)
