"""`vekha review`, and `vekha import` of what comes back from it or goes into a stored roadmap."""

from __future__ import annotations

import json
from pathlib import Path

from bot.commands.office import read_file
from bot.errors import CommandError
from bot.sentences import say
from bot.settings import load
from roadmap.period import Period
from roadmap.review.book import is_review
from views import answers
from views.review_text import difference_text, difference_to_json, renamed_text


async def write_workbook(number: int, file: Path, name: str | None) -> None:
    """`vekha review N FILE.xlsx`"""
    from bot.commands.opened import opened, tenant_for
    from services import reviewing

    async with opened() as at, at.database.read() as session:
        tenant = await tenant_for(session, name)
        data = await reviewing.workbook(session, tenant, number)
    _write(file, data)
    print(say().gettext("Written: {name}").format(name=file))


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise CommandError(
            say()
            .gettext("The file {name} could not be written: {reason}")
            .format(name=file, reason=error.strerror)
        ) from error


async def import_file(
    file: Path,
    period_text: str | None,
    name: str | None,
    into: int | None,
    *,
    as_json: bool,
    commit: bool,
) -> None:
    """`vekha import`: a review workbook goes back into its roadmap (or `into`), a document into
    `into`, or becomes a new draft."""
    period = Period.parse(period_text) if period_text else None
    data = read_file(file, load().document_limit_mb << 20)
    if into is None and not is_review(data):
        from bot.commands import reading

        await reading.import_document(file, period_text, name, as_json=as_json, commit=commit)
        return
    await _import_into(data, file.name, period, name, into, as_json=as_json, commit=commit)


async def _import_into(
    data: bytes,
    file_name: str,
    period: Period | None,
    name: str | None,
    into: int | None,
    *,
    as_json: bool,
    commit: bool,
) -> None:
    from bot.commands.opened import opened, tenant_for
    from services import reading, reviewing, stored_plans

    limit = load().document_limit_mb << 20
    async with opened() as at:
        book = draft = None
        if is_review(data):
            book = await reading.read_review(data, limit)
        else:
            if period is None and into is not None:
                async with at.database.read() as session:
                    tenant = await tenant_for(session, name)
                    period = (await stored_plans.load(session, tenant.id, into)).period
            draft = await reading.read(data, file_name, period, limit)
        async with at.database.write() if commit else at.database.read() as session:
            tenant = await tenant_for(session, name)
            if book is not None:
                proposal = await reviewing.of_workbook(session, tenant, book, into)
            else:
                assert draft is not None and into is not None  # noqa: S101 - read above
                proposal = await reviewing.of_document(session, tenant, draft, into)
            done = reviewing.Outcome()
            if commit:
                done = await reviewing.apply(session, tenant, proposal, at.now)
    if as_json:
        print(json.dumps(difference_to_json(proposal.difference), ensure_ascii=False, indent=1))
        return
    print(difference_text(proposal.difference, say()))
    if proposal.renamed:
        print(renamed_text(proposal.renamed))
    for sentence in answers.consequences(done.told, done.moved, say()):
        print(sentence)
    if commit:
        print(proposal.number)
