"""`vekha archive` and `vekha copy`: a roadmap put away, and the next one made of it."""

from __future__ import annotations

from bot.commands.opened import opened, tenant_for
from bot.sentences import say
from roadmap.period import Period
from services import archiving, copying
from views.lines import code


async def archive(number: int, name: str | None, *, undo: bool) -> None:
    """`vekha archive N [--undo]`"""
    async with opened() as at, at.database.write() as session:
        tenant = await tenant_for(session, name)
        done = await archiving.set_archived(session, tenant, number, at.now, archive=not undo)
    voice = say()
    if done.archived:
        said = voice.gettext("in the archive") if done.changed else voice.gettext("was archived")
    else:
        said = voice.gettext("back from the archive") if done.changed else voice.gettext("is out")
    print(f"{voice.gettext('Roadmap {n}').format(n=number)}: {said}")


async def copy(number: int, period: str | None, name: str | None) -> None:
    """`vekha copy N [--period A..B]`; the draft's number last. Raises `PeriodError`."""
    chosen = Period.parse(period) if period is not None else None
    async with opened() as at, at.database.write() as session:
        tenant = await tenant_for(session, name)
        made = await copying.copy(session, tenant, number, at.now, chosen)
    voice = say()
    activities = voice.ngettext("{n} activity", "{n} activities", made.activities)
    print(f"{made.title} ({made.period}): {activities.format(n=made.activities)}")
    if made.asked:
        words = voice.ngettext(
            "{n} activity raises a question about its date.",
            "{n} activities raise questions about their dates.",
            made.asked,
        )
        print(words.format(n=made.asked))
    if made.dated:
        codes = ", ".join(code(one, voice) for one in made.dated)
        words = voice.gettext("A year is named in the words of {codes}: please check it.")
        print(words.format(codes=codes))
    print(made.number)
