"""«Сводка» in the chat: what it counts, what lies behind its buttons, and who may look."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from channels.message import Message
from roadmap.digest_filtering import Dimension, Filter
from roadmap.digest_parts import Part
from roadmap.extending import Basis, Grounds
from roadmap.progress import Event
from services import (
    digest_figures,
    digest_lists,
    digest_naming,
    digest_opening,
    digests,
    extending,
    pictures,
    saying,
    snapshots,
)
from services.digest_naming import NothingFits, SeveralFit
from services.rights import Denied
from storage.database import Database
from storage.files import FileStore
from storage.tables import ActivityRow, AssignmentRow, NoticeKind, PersonRow, SnapshotRow, table
from tests.services.office import BOSS, FIRST, IRINA, OLGA, SECOND, VERA, Office, at, row
from views.actions import LIMIT_BYTES, Verb, unpack
from views.digest_links import Links

NOW = "2018-10-15 12:00"
WEEK_AGO = digest_lists.as_minutes(at("2018-10-08 12:00"))


async def town(database: Database) -> Office:
    """One done, schools that are late or ask for help, one ahead, one without a date."""
    office = await Office.open(database, OLGA, IRINA, VERA, FIRST, SECOND, BOSS)
    await office.bind("Мостовая", 301)
    await office.launch(
        row("до 3 октября 2018", title="Приказ"),
        row("до 10 октября 2018", "ОО", title="Отчёт школ"),
        row("до 25 октября 2018", "Осотова И.В.", title="Семинар"),
        row("по графику министерства", title="Мониторинг"),
        on=date(2018, 9, 3),
    )
    await office.report("Пономарева", await office.assignment(1), Event.DONE, "2018-10-09 12:00")
    second = await office.assignment(2, "МОУ «СОШ № 2»")
    await office.report("Лаптева", second, Event.NEED_HELP, "2018-10-11 12:00", text="Нет приказа")
    return office


async def asked(office: Office, who: str = "Мостовая", wanted: Filter | None = None) -> Message:
    """The digest as somebody gets it."""
    actor = await office.actor(who)
    async with office.database.read() as session:
        return await digest_lists.ask(session, actor, at(NOW), wanted)


async def listed(
    office: Office,
    part: Part,
    wanted: Filter | None = None,
    who: str = "Мостовая",
    page: int = 0,
) -> Message:
    """A page of a list."""
    actor = await office.actor(who)
    async with office.database.read() as session:
        return await digest_lists.page(
            session, actor, part, page, WEEK_AGO, wanted or Filter(), at(NOW)
        )


def verbs(message: Message) -> set[Verb]:
    """What the buttons of a message do."""
    found = [unpack(button.action) for line in message.buttons for button in line]
    return {action.verb for action in found if action is not None}


async def test_one_message_says_how_it_stands(both: Database) -> None:
    text = (await asked(await town(both))).plain
    assert text.startswith("Дорожная карта\nпо состоянию на 15 октября 2018")
    assert "по 2 из 4 мероприятий: выполнено 0, с опозданием 1, не выполнено 1" in text
    assert "Просрочено: 1 · " in text
    assert "На проверке" not in text
    assert "1. Организация — 1 из 3, просрочено 1" in text


@pytest.mark.parametrize(
    ("part", "seen"),
    [
        (Part.LATE, "Отчёт школ — 10 октября, просрочено на 3 рабочих дня"),
        (Part.SOON, "Семинар — чт, 25 октября, осталось 10 дней"),
        (Part.HELP, "нужна помощь: Нет приказа"),
        (Part.UNDATED, "Мониторинг — по графику министерства"),
        (Part.UNREACHABLE, "Громов Игорь Николаевич — МОУ «СОШ № 1»"),
        (Part.SECTIONS, "1. Организация — 1 из 3, просрочено 1"),
    ],
)
async def test_each_button_leads_to_its_list_and_back(
    database: Database, part: Part, seen: str
) -> None:
    message = await listed(await town(database), part)
    assert seen in message.plain
    assert unpack(message.buttons[-1][0].action).verb is Verb.DIGEST  # type: ignore[union-attr]


async def test_late_names_all_owners_of_a_date_and_opens_it(both: Database) -> None:
    office = await town(both)
    message = await listed(office, Part.LATE)
    assert "МОУ «СОШ № 1», МОУ «СОШ № 2»" in message.plain
    press = unpack(message.buttons[0][0].action)
    assert press is not None
    assert press.verb is Verb.DIGEST_DATE
    vera = await office.actor("Мостовая")
    async with both.read() as session:
        which = await digest_opening.owners(session, vera, press.ids[0])
    assert verbs(which) == {Verb.DESK}
    assert sum(len(line) for line in which.buttons) == 2


async def test_management_sees_the_lists_without_deeds(both: Database) -> None:
    office = await town(both)
    for part in Part:
        if part is not Part.DECIDE:
            message = await listed(office, part, who="Главная")
            assert verbs(message) <= {Verb.DIGEST, Verb.DIGEST_LIST}
    assert verbs(await asked(office, "Главная")) == {
        Verb.DIGEST_LIST,
        Verb.DIGEST_FILTER,
        Verb.DIGEST_PICTURE,
    }
    boss = await office.actor("Главная")
    async with both.read() as session:
        for deed in (
            lambda: digest_lists.page(session, boss, Part.DECIDE, 0, 0, Filter(), at(NOW)),
            lambda: digest_opening.owners(session, boss, 1),
        ):
            with pytest.raises(Denied):
                await deed()


async def test_a_filter_narrows_numbers_and_lists_alike(both: Database) -> None:
    office = await town(both)
    school = Filter(organization=await office.organization("МОУ «СОШ № 2»"))
    message = await asked(office, wanted=school)
    assert "Фильтр: МОУ «СОШ № 2»" in message.plain
    assert "по 1 из 1 мероприятия" in message.plain
    assert "МОУ «СОШ № 1»" not in (await listed(office, Part.LATE, school)).plain
    irina = Filter(person=await office.person("Осотова"))
    assert "Семинар" in (await listed(office, Part.SOON, irina)).plain
    assert "Ни один срок пока не наступил" in (await asked(office, wanted=irina)).plain
    office_of_irina = Filter(organization=await office.organization("МЦ"))
    assert "Семинар" in (await listed(office, Part.SOON, office_of_irina)).plain
    assert "из 3 мероприятий" not in (await asked(office, wanted=Filter(level="school"))).plain
    undated = await listed(office, Part.UNDATED, Filter(person=await office.person("Пономарева")))
    assert "Мониторинг" in undated.plain


async def test_a_level_is_that_of_the_activity(both: Database) -> None:
    office = await town(both)
    async with both.write() as session:
        rows = table(ActivityRow)
        await session.execute(sa.update(rows).where(rows.c.code == 3).values(level="methodical"))
    shown = await asked(office, wanted=Filter(level="methodical"))
    assert "Ни один срок пока не наступил" in shown.plain


async def test_what_is_of_another_town_is_no_filter(both: Database) -> None:
    office = await town(both)
    await office.launch(row("до 25 октября 2018"))
    foreign = Filter(organization=await office.organization("МЦ"))
    other = await Office.open(both, VERA, name="Там")
    vera = await other.actor("Мостовая")
    async with both.read() as session:
        for wanted in (
            foreign,
            Filter(roadmap=1),
            Filter(section=1),
            Filter(person=await office.person("Осотова")),
        ):
            with pytest.raises(Denied):
                await digest_lists.ask(session, vera, at(NOW), wanted)
            with pytest.raises(Denied):
                await digest_lists.page(session, vera, Part.LATE, 0, 0, wanted, at(NOW))
        with pytest.raises(Denied):
            await digest_opening.owners(session, vera, (await office.assignment(2)).milestone_id)
        assert "СОШ" not in (await digest_lists.ask(session, vera, at(NOW))).plain


async def test_changes_are_those_since_the_readers_last_digest(both: Database) -> None:
    office = await town(both)
    vera = await office.actor("Мостовая")
    moved = await office.assignment(3)
    async with both.write() as session:
        grounds, day = Grounds(Basis.ORDER, "№ 5"), date(2018, 10, 30)
        await extending.move(session, vera, moved.id or 0, day, grounds, at("2018-10-12 12:00"))
    text = (await listed(office, Part.CHANGES)).plain
    for seen in ("Приказ", "Отчёт школ", "Семинар"):
        assert seen in text
    async with both.write() as session:
        told = await digest_lists.ask(session, vera, at("2018-10-15 09:00"))
        await saying.answer(
            session, vera, "301", told, at("2018-10-15 09:00"), kind=NoticeKind.DIGEST
        )
    again = (await asked(office)).plain
    assert "09:00" in again
    assert "изменений нет" in again
    first = await office.assignment(2, "МОУ «СОШ № 1»")
    await office.report("Громов", first, Event.DONE, "2018-10-15 11:00")
    later = (await asked(office)).plain
    assert "09:00" in later
    assert "выполнено: 1" in later


async def test_a_long_list_has_pages(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.bind("Мостовая", 301)
    rows = [row("до 3 октября 2018", title=f"Очень длинное дело {n} " * 20) for n in range(20)]
    await office.launch(*rows, on=date(2018, 9, 3))
    pages = [await listed(office, Part.LATE, page=n) for n in range(4)]
    assert [len(page.buttons[0]) for page in pages] == [8, 8, 4, 4]  # past the end: the last
    assert all(len(page.text) <= 3500 for page in pages)
    assert pages[2].plain.count("просрочено") == 4
    for page in pages:
        for line in page.buttons:
            assert all(len(button.label) <= 60 for button in line)


def test_every_press_fits_its_button() -> None:
    wide = Filter(section=2**31, person=2**31, level="school")
    links = Links(2**31, 99_999_999, wide, coordinates=True)
    for packed in (
        links.overview(),
        links.part(Part.SECTIONS, 999),
        links.choose(Dimension.LEVEL, 999),
        links.picture(),
    ):
        assert len(packed.encode()) <= LIMIT_BYTES


async def test_the_words_of_the_command_line_name_a_filter(database: Database) -> None:
    office = await town(database)
    async with database.read() as session:
        found = await digest_naming.filter_of(
            session, office.tenant, section="1", organization="сош № 2", level="school"
        )
        assert found == Filter(
            section=1,
            organization=await office.organization("МОУ «СОШ № 2»"),
            level="school",
        )
        board = await digests.board(session, office.tenant, None, at(NOW), wanted=Filter(section=1))
        assert digests.digest_json(board, date(2018, 10, 15))["late"] == 1
        with pytest.raises(SeveralFit) as several:
            await digest_naming.filter_of(session, office.tenant, organization="СОШ")
        assert len(several.value.names) == 2
        for words in ({"person": "Никто"}, {"level": "x"}, {"section": "7"}):
            with pytest.raises(NothingFits):
                await digest_naming.filter_of(session, office.tenant, **words)  # type: ignore[arg-type]


async def test_equal_pictures_are_drawn_once(database: Database, tmp_path: Path) -> None:
    office, files = await town(database), FileStore(tmp_path)
    vera = await office.actor("Мостовая")
    pictures.forget()

    async def picture(wanted: Filter) -> Message:
        async with database.read() as session:
            return await pictures.digest_picture(session, vera, wanted, files, at(NOW))

    first, again = await picture(Filter()), await picture(Filter())
    (file,) = first.attachments
    assert file == again.attachments[0]
    assert file.picture
    assert files.get(file.sha256).startswith(b"\x89PNG")
    assert "1. Организация — 1 из 3, просрочено 1" in first.plain
    assert (await picture(Filter(person=await office.person("Осотова")))).attachments != (file,)
    pictures.forget()  # a process that has just started draws the same bytes
    assert (await picture(Filter())).attachments == (file,)


async def test_figures_are_kept_once_a_local_day(both: Database) -> None:
    office = await town(both)
    late_evening, morning = at("2018-10-15 23:30"), at("2018-10-16 00:10")
    assert await snapshots.take(both, late_evening) == 1
    assert await snapshots.take(both, late_evening) == 0
    await office.report("Осотова", await office.assignment(3), Event.DONE, "2018-10-15 23:40")
    assert await snapshots.take(both, morning) == 1
    async with both.read() as session:
        found = await session.execute(
            sa.select(table(SnapshotRow)).order_by(table(SnapshotRow).c.day)
        )
        kept = [(r.day, r.numbers["total"], r.numbers["done"]) for r in found]
    assert kept == [(date(2018, 10, 15), 3, 1), (date(2018, 10, 16), 3, 2)]
    async with both.read() as session:
        board = await digests.board(session, office.tenant, 1, morning)
        (last,) = (
            await session.execute(sa.select(table(SnapshotRow).c.numbers).limit(1).offset(1))
        ).scalars()
    counted = asdict(board.numbers(date(2018, 10, 16)))
    assert last == {name: counted[name] for name in last}


async def test_silent_people_are_counted_and_their_work_is_a_press_away(both: Database) -> None:
    office = await town(both)
    async with both.write() as session:
        rows = table(AssignmentRow)
        third = (await office.assignment(3)).id
        await session.execute(sa.update(rows).where(rows.c.id == third).values(silent=3))
    message = await listed(office, Part.SILENT)
    assert "Осотова Ирина Васильевна" in message.plain
    press = unpack(message.buttons[0][0].action)
    assert press is not None
    assert press.ids[2] == 2 * await office.person("Осотова") + 1


async def test_whoever_has_left_is_not_looked_for(both: Database) -> None:
    office = await town(both)
    olga = await office.person("Пономарева")  # of what she reported she stays the owner
    async with both.write() as session:
        (await session.get_one(PersonRow, olga)).left_on = date(2018, 10, 10)
    message = await listed(office, Part.UNREACHABLE)
    assert "Пономарева" not in message.plain
    assert "Громов Игорь Николаевич" in message.plain


async def test_the_roadmap_in_the_heading_is_not_named_again(
    database: Database, tmp_path: Path
) -> None:
    office = await town(database)
    wanted = Filter(roadmap=1)
    assert (await asked(office, wanted=wanted)).plain.count("Дорожная карта") == 1
    actor = await office.actor("Мостовая")
    async with database.read() as session:
        figures = await digest_figures.read(session, office.tenant, wanted, at(NOW))
        files = FileStore(tmp_path)
        picture = await pictures.digest_picture(session, actor, wanted, files, at(NOW))
    assert figures.heading == "Дорожная карта"
    assert picture.plain.count("Дорожная карта") == 1


async def test_a_coordinator_sets_dates_from_the_list_of_what_has_none(both: Database) -> None:
    office = await town(both)
    assert verbs(await listed(office, Part.UNDATED)) == {Verb.UNDATED, Verb.DIGEST}
    assert verbs(await listed(office, Part.UNDATED, who="Главная")) == {Verb.DIGEST}
