"""«Люди и организации» in the chat: finding, changing, adding, inviting, merging."""

from __future__ import annotations

from sqlmodel import col, select

from channels.message import Message
from storage import people_queries
from storage.database import Database
from storage.tables import (
    AuditRow,
    InvitationRow,
    MembershipRow,
    NoticeRow,
    NoticeState,
    OrganizationRow,
    PersonRow,
    Role,
    RoleRow,
)
from tests.handlers.desk import Desk, press
from tests.services.office import BOSS, FIRST, IRINA, OLGA, SECOND, VERA, Office
from views.actions import Action, Verb

VERAS, IRINAS = 301, 102


async def _desk(database: Database) -> tuple[Office, Desk, int]:
    office = await Office.open(database, OLGA, IRINA, FIRST, SECOND, BOSS, VERA)
    vera = await office.bind("Мостовая", VERAS)
    return office, Desk(database), vera


def button(message: Message, label: str) -> str:
    """The callback data of the button that begins so."""
    labels = [b.label for row in message.buttons for b in row]
    for row in message.buttons:
        for one in row:
            if one.label.startswith(label):
                return one.action
    raise AssertionError((label, labels))


async def _press(desk: Desk, message: Message, label: str) -> Message:
    """Press a button of a message; the message that answers, edited or new."""
    answers = await desk.press(VERAS, button(message, label))
    if answers:
        return answers[-1]
    edits = [n for n in await desk.notices() if n.kind == "edit"]
    return Message.from_data(edits[-1].message)


async def _open(desk: Desk, words: str, label: str) -> Message:
    """Find somebody by typed words and open the card."""
    (home,) = await desk.say(VERAS, "/people")
    await _press(desk, home, "Найти…")
    (found,) = await desk.say(VERAS, words)
    return await _press(desk, found, label)


async def test_the_entrance_counts_and_leads_to_lists(database: Database) -> None:
    _, desk, _ = await _desk(database)
    (home,) = await desk.say(VERAS, "Люди и организации")
    assert (
        "6 человек, 5 организаций; вошли в бот: 1, без приглашения: 5, без связи: 2" in home.plain
    )
    schools = await _press(desk, home, "Школы")
    assert schools.plain == "Школы: 2"
    card = await _press(desk, schools, "МОУ «СОШ № 2»")
    assert "Руководитель: Лаптева Ольга Петровна" in card.plain
    lost = await _press(desk, home, "Нет связи")
    assert [row[0].label for row in lost.buttons[:-1]] == [
        "Громов Игорь Николаевич, МОУ «СОШ № 1»",
        "Лаптева Ольга Петровна, МОУ «СОШ № 2»",
    ]


async def test_somebody_is_found_by_surname_office_address_and_number(database: Database) -> None:
    office, desk, _ = await _desk(database)
    async with database.write() as session:
        row = await session.get_one(PersonRow, await office.person("Громов"))
        row.phone = "8 (912) 345-67-89"
    for words, found in (
        ("осот", "Осотова"),
        ("ирина осотова", "Осотова"),
        ("olga@town", "Пономарева"),
        ("912345", "Громов"),
        ("школа 1", None),
        ("сош 1", "МОУ «СОШ № 1»"),
    ):
        (home,) = await desk.say(VERAS, "/people")
        await _press(desk, home, "Найти…")
        (answer,) = await desk.say(VERAS, words)
        labels = " ".join(b.label for row in answer.buttons for b in row)
        if found is None:
            assert "не найдено" in answer.plain
        else:
            assert found in labels, words


async def test_a_card_shows_what_is_known_and_fields_are_checked(database: Database) -> None:
    office, desk, _ = await _desk(database)
    card = await _open(desk, "Осотова", "Осотова")
    for words in (
        "Осотова Ирина Васильевна\nметодист\n• МЦ, в порядке адресатов: 1 из 2",
        "Роли: ответственный",
        "Почта: irina@town.example",
        "Приглашения ещё не было",
        "Открытых мероприятий нет",
    ):
        assert words in card.plain
    fields = await _press(desk, card, "Изменить…")
    asked = await _press(desk, fields, "Email")
    assert "Email сейчас: irina@town.example" in asked.plain
    (wrong,) = await desk.say(VERAS, "нет такого")
    assert "Это не адрес электронной почты" in wrong.plain
    (card,) = await desk.say(VERAS, "i.osotova@town.example")
    assert "Почта: i.osotova@town.example" in card.plain
    await _press(desk, await _press(desk, card, "Изменить…"), "Телефон")
    (wrong,) = await desk.say(VERAS, "звонить вечером")
    assert "Это не похоже на телефон" in wrong.plain
    (card,) = await desk.say(VERAS, "8-912-345-67-89")
    fields = await _press(desk, card, "Изменить…")
    chosen = await _press(desk, fields, "почта")
    assert button(chosen, "✓ почта")
    async with database.read() as session:
        row = await session.get_one(PersonRow, await office.person("Осотова"))
        assert (row.phone, row.preference) == ("8-912-345-67-89", "email")
        edits = await session.exec(select(AuditRow).where(AuditRow.action == "person.edited"))
        facts = [one.facts for one in edits]
    assert facts[0] == {
        "field": "email",
        "before": "irina@town.example",
        "after": "i.osotova@town.example",
    }


async def test_roles_are_toggled_but_somebody_must_coordinate(database: Database) -> None:
    _, desk, vera = await _desk(database)
    own = await _open(desk, "Мостовая", "Мостовая")
    roles = await _press(desk, own, "Роли…")
    await desk.press(VERAS, button(roles, "✓ координатор"))
    assert "Координатор нужен хотя бы один" in desk.toasts[-1]
    card = await _open(desk, "Осотова", "Осотова")
    roles = await _press(desk, card, "Роли…")
    roles = await _press(desk, roles, "координатор")
    assert button(roles, "✓ координатор")
    own = await _open(desk, "Мостовая", "Мостовая")
    question = await _press(desk, await _press(desk, own, "Роли…"), "✓ координатор")
    assert "ваши собственные права" in question.plain
    done = await _press(desk, question, "Да, снять")
    assert button(done, "координатор")
    async with database.read() as session:
        held = await session.exec(select(RoleRow.role).where(RoleRow.person_id == vera))
        assert "coordinator" not in list(held)
    await desk.press(VERAS, button(roles, "✓ координатор"))
    assert "нет прав" in desk.toasts[-1]


async def test_contacts_are_ordered_and_a_head_is_named(database: Database) -> None:
    office, desk, _ = await _desk(database)
    deputy = "Крылов Денис Олегович;МОУ «СОШ № 1»;завуч;;;ответственный;"
    await office.hire(deputy)
    card = await _open(desk, "сош 1", "МОУ «СОШ № 1»")
    assert "1. Громов Игорь Николаевич, директор — нет связи\n2. Крылов" in card.plain
    order = await _press(desk, card, "Порядок адресатов…")
    order = await _press(desk, order, "↑ 2. Крылов")
    assert button(order, "↑ 1. Крылов")
    heads = await _press(desk, card, "Сделать руководителем…")
    data = next(b for row in heads.buttons for b in row if b.label == "и. о.").action
    await desk.press(VERAS, data)
    school, krylov = await office.organization("МОУ «СОШ № 1»"), await office.person("Крылов")
    async with database.read() as session:
        row = await session.get_one(OrganizationRow, school)
        assert (row.head_id, row.acting) == (krylov, True)
        assert Role.SCHOOL in await people_queries.roles_of(session, office.tenant.id, krylov)
        ranks = await session.exec(
            select(MembershipRow.person_id)
            .where(MembershipRow.organization_id == school)
            .order_by(col(MembershipRow.rank))
        )
        assert next(iter(ranks)) == krylov
    card = await _open(desk, "сош 1", "МОУ «СОШ № 1»")
    assert "И. о. руководителя: Крылов Денис Олегович" in card.plain


async def test_a_person_is_added_step_by_step_and_a_twin_is_noticed(database: Database) -> None:
    _, desk, _ = await _desk(database)
    (home,) = await desk.say(VERAS, "/people")
    await _press(desk, home, "Добавить человека…")
    (known,) = await desk.say(VERAS, "Осотова И.В.")
    assert "Похоже, уже есть" in known.plain
    assert button(known, "Осотова Ирина Васильевна, МЦ")
    where = await _press(desk, known, "Нет, это другой человек")
    assert "Где работает?" in where.plain
    (fitting,) = await desk.say(VERAS, "сош 2")
    role = await _press(desk, fitting, "МОУ «СОШ № 2»")
    card = await _press(desk, role, "школа")
    assert "МОУ «СОШ № 2», в порядке адресатов: 2 из 2" in card.plain
    assert await desk.press(VERAS, button(role, "школа")) == []
    assert "Сейчас об этом не спрашивают" in desk.toasts[-1]
    async with database.read() as session:
        same = await session.exec(select(PersonRow).where(PersonRow.key == "осотова и.в."))
        assert len(list(same)) == 1


async def test_an_organisation_is_added_and_deleted_while_nothing_refers(
    database: Database,
) -> None:
    _, desk, _ = await _desk(database)
    (home,) = await desk.say(VERAS, "/people")
    await _press(desk, home, "Добавить организацию…")
    (card,) = await desk.say(VERAS, "МБУ «Центр творчества»")
    assert "Организация, не школа" in card.plain
    assert "Сотрудников пока нет" in card.plain
    gone = await _press(desk, await _press(desk, card, "Удалить…"), "Удалить")
    assert "Удалено." in gone.plain
    await desk.press(VERAS, button(card, "Удалить…"))
    assert "нет прав" in desk.toasts[-1]


async def test_an_invitation_is_a_link_a_letter_and_ends(database: Database) -> None:
    _, desk, _ = await _desk(database)
    card = await _open(desk, "Осотова", "Осотова")
    link = await _press(desk, card, "Пригласить")
    assert "https://t.me/vekha_bot?start=" in link.text
    assert "Письмо со ссылкой отправлено на irina@town.example" in link.plain
    assert await desk.press(VERAS, button(card, "Пригласить")) == []
    assert desk.toasts[-1] == "Ссылка только что сделана, она выше."
    token = link.text.split("start=")[1].split()[0].split("\n")[0]
    (question,) = await desk.say(IRINAS, f"/start {token}")
    assert "Осотова Ирина Васильевна" in question.plain
    card = await _open(desk, "Осотова", "Осотова")
    assert "Приглашение от 10 октября 2018" in card.plain
    await _press(desk, card, "Отозвать приглашение")
    await desk.press(IRINAS, button(question, "Да, это я"))
    assert "больше не действует" in desk.toasts[-1]
    async with database.read() as session:
        letters = await session.exec(select(NoticeRow).where(NoticeRow.channel == "email"))
        assert [one.state for one in letters] == [NoticeState.WITHDRAWN]


async def test_all_who_have_not_joined_are_invited_once(database: Database) -> None:
    _, desk, _ = await _desk(database)
    (home,) = await desk.say(VERAS, "/people")
    preview = await _press(desk, home, "Пригласить всех")
    assert "Письма получат 3 человека." in preview.plain
    assert "Без почты — 2 человека" in preview.plain
    links = await _press(desk, preview, "Пригласить")
    assert "Отправляются 3 письма." in links.plain
    assert links.text.count("https://t.me/vekha_bot?start=") == 2
    again = await _press(desk, preview, "Пригласить")
    assert "Все уже вошли или приглашены." in again.plain
    async with database.read() as session:
        assert len(list(await session.exec(select(InvitationRow)))) == 5
        audits = await session.exec(select(AuditRow).where(AuditRow.action == "invitation.made"))
        assert len(list(audits)) == 5


async def test_links_do_not_go_into_a_group(database: Database) -> None:
    office, desk, vera = await _desk(database)
    irina = await office.person("Осотова")
    for verb, ids in ((Verb.INVITE, (irina,)), (Verb.INVITE_ALL, (1,))):
        update = _group_press(Action(verb, vera, ids).pack())
        await desk.take(update)
        assert "нет прав" in desk.toasts[-1]
    async with database.read() as session:
        assert list(await session.exec(select(InvitationRow))) == []


def _group_press(data: str) -> dict[str, object]:
    update = press(VERAS, data)
    update["callback_query"]["message"]["chat"] = {"id": -5, "type": "group", "title": "Директора"}
    return update


async def test_two_cards_become_one_from_the_card(database: Database) -> None:
    office, desk, _ = await _desk(database)
    await office.hire("Осотова И.В.;Управление;;;8-912-3;координатор;")
    card = await _open(desk, "Осотова Ирина", "Осотова Ирина")
    whom = await _press(desk, card, "Объединить с…")
    assert whom.buttons[0][0].label == "Осотова И.В., Управление"
    two = await _press(desk, whom, "Осотова И.В.")
    assert "Останется:\nОсотова Ирина Васильевна, МЦ" in two.plain
    card = await _press(desk, two, "Объединить")
    assert desk.toasts[-1] == "Объединено."
    for words in ("• МЦ", "• Управление", "Телефон: 8-912-3", "координатор, ответственный"):
        assert words in card.plain
    await desk.press(VERAS, button(two, "Объединить"))
    assert desk.toasts[-1] == "Уже объединены."


async def test_somebody_is_put_down_as_away_and_is_told(database: Database) -> None:
    office, desk, _ = await _desk(database)
    await office.bind("Осотова", IRINAS)
    card = await _open(desk, "Осотова", "Осотова")
    await _press(desk, card, "Отсутствует…")
    (who,) = await desk.say(VERAS, "с 15.10 по 19.10")
    assert "Отсутствует с 15 октября по 19 октября" in who.plain
    card = await _press(desk, who, "Мостовая")
    assert "Отсутствует с 15 октября по 19 октября, замещает Мостовая" in card.plain
    told = [n for n in await desk.notices() if n.address == str(IRINAS)]
    assert "Координатор отметил ваше отсутствие." in Message.from_data(told[-1].message).plain
    card = await _press(desk, card, "Снова на месте")
    assert "Отсутствует" not in card.plain
    told = [n for n in await desk.notices() if n.address == str(IRINAS)]
    assert "вы снова на месте" in Message.from_data(told[-1].message).plain
