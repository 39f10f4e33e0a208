"""Commands for municipalities, their people and what they keep."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Json, Source, Tenant, read_day, run_until_done

commands = typer.Typer()
municipality = typer.Typer(help="Municipalities (tenants).", no_args_is_help=True)
people = typer.Typer(help="People and organisations.", no_args_is_help=True)
person = typer.Typer(help="Personal data of one person.", no_args_is_help=True)
practices = typer.Typer(help="The bank of best practices.", no_args_is_help=True)
commands.add_typer(municipality, name="municipality")
commands.add_typer(people, name="people")
commands.add_typer(person, name="person")
commands.add_typer(practices, name="practices")


@municipality.command("add")
def municipality_add(
    name: str, zone: Annotated[str, typer.Option(metavar="ZONE")] = "Europe/Moscow"
) -> None:
    """Add a municipality in a time zone such as Europe/Moscow."""
    from bot.commands import office

    run_until_done(office.add_municipality(name, zone))


@municipality.command("list")
def municipality_list(as_json: Json = False) -> None:
    """List the municipalities in numbers."""
    from bot.commands import office

    run_until_done(office.list_municipalities(as_json=as_json))


@municipality.command("set")
def municipality_set(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME] KEY=VALUE …", show_default=False)
    ] = None,
    tenant: Tenant = None,
) -> None:
    """Change settings (telegram=brief hours=09:00-17:00 …); without any, show them all."""
    from bot.commands import municipality_settings

    run_until_done(municipality_settings.set_or_show(words or [], tenant))


@commands.command()
def calendar(
    off: Annotated[
        list[date] | None, typer.Option(parser=read_day, metavar="YYYY-MM-DD", help="A day off.")
    ] = None,
    work: Annotated[
        list[date] | None,
        typer.Option(parser=read_day, metavar="YYYY-MM-DD", help="A working day."),
    ] = None,
    tenant: Tenant = None,
) -> None:
    """Days off and working days of the region or of a new decree; years not published yet."""
    from bot.commands import office

    run_until_done(office.set_days(off or [], work or [], tenant))


@people.command("import")
def people_import(file: Source, tenant: Tenant = None) -> None:
    """Take a list of people (.csv or .xlsx): ФИО, организация, должность, email, …"""
    from bot.commands import office

    run_until_done(office.import_people(file, tenant))


@person.command("export")
def person_export(
    name: str,
    file: Annotated[Path, typer.Argument(metavar="FILE.zip")],
    tenant: Tenant = None,
) -> None:
    """Write everything that is kept about a person, for that person to read."""
    from bot.commands import personal_data

    run_until_done(personal_data.export(name, file, tenant))


@person.command("erase")
def person_erase(name: str, tenant: Tenant = None) -> None:
    """Erase a person's data; what was reported stays without a name. There is no way back."""
    from bot.commands import personal_data

    run_until_done(personal_data.erase(name, tenant))


@practices.command("export")
def practices_export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")], tenant: Tenant = None
) -> None:
    """Write the published practices into a new folder: files, index.html and index.xlsx."""
    from bot.commands import practices as bank

    run_until_done(bank.export(folder, tenant))


@commands.command()
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
        run_until_done(inviting.revoke(revoked, tenant))
        return
    run_until_done(inviting.invite(person, tenant, everybody=everybody, send=send, as_json=as_json))
