"""What letters said goes with its writer, or when it has been kept long enough."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import select

from services import letter_shown, letters_forgotten
from services.rights import Actor
from storage.database import Database
from storage.tables import ConfirmedAddressRow, PersonRow
from tests.services.office import OLGA, VERA, Office, at, row
from tests.services.postbox import Postbox, letter

NOW = at("2018-10-10 12:00")


async def _post(database: Database, tmp_path: Path) -> Postbox:
    office = await Office.open(database, OLGA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row("до 15 октября 2018"))
    await office.plan("2018-10-10 09:00")
    return Postbox(office, tmp_path)


async def test_what_a_person_wrote_goes_with_them(both: Database, tmp_path: Path) -> None:
    post = await _post(both, tmp_path)
    notice = await post.reminder()
    kept = await post.take(letter("в работе", to=notice))
    strange = await post.take(letter("в работе", to=notice, sender="home@mail.example"))
    vera = Actor(post.office.tenant.id, await post.office.person("Мостовая"), "telegram", "v", NOW)
    async with both.write() as session:
        await letter_shown.vouch(session, vera, strange.id or 0, NOW)
    async with both.write() as session:
        person = await session.get_one(PersonRow, notice.person_id)
        await letters_forgotten.of_person(session, person, post.files)
    first = (await post.letters())[0]
    assert (first.sender, first.subject, first.text, first.sha256) == ("", "", "", "")
    assert not post.files.path(kept.sha256).exists()
    async with both.read() as session:
        assert (await session.exec(select(ConfirmedAddressRow))).all() == []


async def test_an_old_letter_is_emptied_and_never_read_again(
    both: Database, tmp_path: Path
) -> None:
    post = await _post(both, tmp_path)
    raw = letter("в работе", to=await post.reminder(), message_id="<old@mail.example>")
    kept = await post.take(raw)
    await post.keep(letter("спасибо", to=await post.reminder()))  # waits: it is not old
    assert await letters_forgotten.older(both, post.files, at("2018-10-10 11:00")) == 0
    assert await letters_forgotten.older(both, post.files, at("2018-10-11 11:00")) == 1
    assert not post.files.path(kept.sha256).exists()
    assert await post.keep(raw, key="elsewhere")
    assert len(await post.letters()) == 2
