"""Stopping a roadmap or everything, and letting it go on."""

from __future__ import annotations

from bot.commands.opened import opened, tenant_for
from bot.sentences import say
from services import pausing


async def switch(number: int | None, name: str | None, *, pause: bool) -> None:
    """`vekha pause [N]` and `vekha resume [N]`; without a number the whole municipality."""
    async with opened() as at, at.database.write() as session:
        tenant = await tenant_for(session, name)
        if number is None:
            done = await pausing.set_municipality(session, tenant, at.now, pause=pause)
        else:
            done = await pausing.set_roadmap(session, tenant, number, at.now, pause=pause)
    print(_said(done, number, tenant.name))


def _said(done: pausing.Paused, number: int | None, town: str) -> str:
    voice = say()
    subject = (
        voice.gettext("Roadmap {n}").format(n=number)
        if number is not None
        else voice.gettext("Municipality “{name}”").format(name=town)
    )
    if done.paused:
        words = (
            voice.gettext("reminders paused")
            if done.changed
            else voice.gettext("was paused already")
        )
    else:
        words = voice.gettext("reminders go on") if done.changed else voice.gettext("runs already")
    return f"{subject}: {words}"
