"""`vekha municipality set`: the settings of a municipality, shown and changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.commands.opened import opened, tenant_for
from bot.errors import CommandError
from bot.sentences import say
from roadmap.policy_settings import BadSetting
from roadmap.school_spans import BadSpans
from roadmap.settings_keys import KEYS, OF_A_ROADMAP, UnknownKey
from services import municipality_settings
from services.municipality_settings import Shown
from views.school_periods import fault_words


async def set_or_show(words: Sequence[str], name: str | None) -> None:
    """Change what KEY=VALUE words say, then print every setting. Raises `CommandError`."""
    name, pairs = _understood(words, name)
    async with opened() as at:
        if pairs:
            async with at.database.write() as session:
                tenant = await tenant_for(session, name)
                try:
                    await municipality_settings.change(session, tenant, pairs, at.now)
                except (UnknownKey, BadSetting) as error:
                    raise CommandError(_refusal(error)) from error
        async with at.database.read() as session:
            shown = await municipality_settings.shown(session, await tenant_for(session, name))
    for one in shown:
        print(_line(one))


async def set_or_show_roadmap(number: int, words: Sequence[str], name: str | None) -> None:
    """`vekha roadmap set N`: the same for the ladder of one roadmap. Raises `CommandError`."""
    none, pairs = _understood(words, None)
    if none is not None:
        raise CommandError(
            say().gettext("“{text}” is not of the form KEY=VALUE.").format(text=none)
        )
    async with opened() as at, at.database.write() as session:
        tenant = await tenant_for(session, name)
        try:
            if pairs:
                await municipality_settings.change_roadmap(session, tenant, number, pairs, at.now)
        except (UnknownKey, BadSetting) as error:
            raise CommandError(_refusal(error, OF_A_ROADMAP)) from error
        shown = await municipality_settings.shown_roadmap(session, tenant, number)
    for one in shown:
        print(_line(one))


def _understood(words: Sequence[str], name: str | None) -> tuple[str | None, list[tuple[str, str]]]:
    """The municipality named, and the pairs: one word without "=" in front is the name."""
    named = [word for word in words if "=" not in word]
    if len(named) > 1 or (named and (name is not None or words[0] != named[0])):
        raise CommandError(
            say().gettext("“{text}” is not of the form KEY=VALUE.").format(text=named[-1])
        )
    pairs = [word.partition("=") for word in words if "=" in word]
    return (named[0] if named else name), [(key.strip(), value) for key, _, value in pairs]


def _refusal(error: UnknownKey | BadSetting, known: Iterable[str] = KEYS) -> str:
    voice = say()
    match error:
        case UnknownKey(name=name):
            text = voice.gettext("There is no setting “{name}”. There are: {known}")
            return text.format(name=name, known=", ".join(known))
        case BadSetting(key=key, value=value):
            text = voice.gettext("{key} cannot be “{value}”; for example: {key}={example}")
            said = text.format(key=key, value=_typed(value), example=KEYS[key].example)
            why = error.__cause__
            return f"{fault_words(why, voice)} {said}" if isinstance(why, BadSpans) else said


def _typed(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _line(one: Shown) -> str:
    note = say().gettext("(usually {value})").format(value=one.usual) if one.is_set else ""
    return f"{one.name}={one.value} {note}".rstrip()
