"""`vekha import`: a document in, what was understood and doubted out."""

from __future__ import annotations

import json
from pathlib import Path

from bot.commands.office import read_file
from bot.sentences import say
from bot.settings import load
from roadmap.drafts import draft_to_json
from roadmap.period import Period
from services import reading
from views.draft_text import doubt_text, draft_report


async def import_document(
    file: Path, period_text: str | None, name: str | None, *, as_json: bool, commit: bool
) -> None:
    """Read; print; with `commit` store, printing the roadmap's number last."""
    period = Period.parse(period_text) if period_text else None
    limit = load().document_limit_mb << 20
    draft = await reading.read(read_file(file, limit), file.name, period, limit)
    voice = say()
    if as_json:
        drafted = draft_to_json(draft, lambda doubt: doubt_text(doubt, voice))
        print(json.dumps(drafted, ensure_ascii=False, indent=1))
    else:
        print(draft_report(draft, voice))
    if not commit:
        return
    from bot.commands.opened import opened, tenant_or_default
    from services import drafting

    async with opened() as at, at.database.write() as session:
        tenant = await tenant_or_default(session, name, at.now)
        number = await drafting.store(session, tenant.id, draft, at.now)
    if not as_json:
        print(number)
