"""Responsible parties: split as written, recognised, offered as one, resolved only when certain."""

import pytest

from roadmap.parties import (
    PartyKind,
    alike,
    is_party_list,
    matches_organization,
    matches_person,
    recognise,
    resolve,
    split_owners,
    unclear,
)


@pytest.mark.parametrize(
    ("cell", "parties"),
    [
        ("", ()),
        ("О.И.Пономарева", ("О.И.Пономарева",)),
        ("О.И.Пономарева И.В.Осотова", ("О.И.Пономарева", "И.В.Осотова")),
        ("О.И.Пономарева И.В.Осотова И.В.Осотова", ("О.И.Пономарева", "И.В.Осотова")),
        ("Юшко Д.М. Клюева Н.П.", ("Юшко Д.М.", "Клюева Н.П.")),
        ("Юшко Д. М. и Клюева Н. П.", ("Юшко Д. М.", "Клюева Н. П.")),
        ("УО, ОО-участники проекта", ("УО", "ОО-участники проекта")),
        ("МУ «МЦ»,ОО", ("МУ «МЦ»", "ОО")),
        ("МУ МЦ», ОО", ("МУ МЦ»", "ОО")),
        ("РОО, ОО, МЦ «МЦ»", ("РОО", "ОО", "МЦ «МЦ»")),
        ("Администрация, «Центр, школа», учителя", ("Администрация", "«Центр, школа»", "учителя")),
        ("Отдел опеки и попечительства", ("Отдел опеки и попечительства",)),
        ("Управление образования и школы", ("Управление образования", "школы")),
        ("СОРИПКРО образовательные учреждения", ("СОРИПКРО", "образовательные учреждения")),
        ("МБОУ СОШ № 1, 2, 3", ("МБОУ СОШ № 1, 2, 3",)),
        (
            "Директор, классные руководители 9, 11 классов",
            ("Директор", "классные руководители 9, 11 классов"),
        ),
        ("Зам. директора по УВР, ВР", ("Зам. директора по УВР, ВР",)),
        ("Учителя математики, русского языка", ("Учителя математики, русского языка",)),
        ("Руководители РМО и ШМО", ("Руководители РМО и ШМО",)),
        ("Методисты ИМЦ и ОО", ("Методисты ИМЦ", "ОО")),
        ("Педагог-психолог\nЛыткина О.В.", ("Педагог-психолог Лыткина О.В.",)),
        ("Методисты\nЛыткина О.В.", ("Методисты", "Лыткина О.В.")),
        ("1. Отдел образования\n2. Школы", ("Отдел образования", "Школы")),
        ("- УО\n- ММЦ\n- ОО", ("УО", "ММЦ", "ОО")),
        ("Отдел образования Руководители ОО", ("Отдел образования", "Руководители ОО")),
        (
            "Департамент образования Администрации города",
            ("Департамент образования Администрации города",),
        ),
        ("Ответственный: Иванов И.И.", ("Иванов И.И.",)),
        (
            "Иванова И.И., методист РМК, директора ОО",
            ("Иванова И.И., методист РМК", "директора ОО"),
        ),
        ("Управление образования\nРуководители ОО", ("Управление образования", "Руководители ОО")),
        (
            "Управление образования администрации Н-ского\nрайона, МКУ ДПО\n«Учебный Центр»",
            ("Управление образования администрации Н-ского района", "МКУ ДПО «Учебный Центр»"),
        ),
        (
            "Отдел образования администрации\nМихайловского района",
            ("Отдел образования администрации Михайловского района",),
        ),
        ("Управление образования.", ("Управление образования",)),
        ("ОО; ОО", ("ОО",)),
    ],
)
def test_a_cell_is_split_as_written(cell: str, parties: tuple[str, ...]) -> None:
    assert split_owners(cell) == parties


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("О.И.Пономарева", PartyKind.PERSON),
        ("Пономарева О. И.", PartyKind.PERSON),
        ("Пономарева Ольга Ивановна", PartyKind.PERSON),
        ("начальник отдела Иванова И.И.", PartyKind.PERSON),
        ("ОО", PartyKind.SCHOOLS),
        ("ОУ района", PartyKind.SCHOOLS),
        ("общеобразовательные организации", PartyKind.SCHOOLS),
        ("Школы", PartyKind.SCHOOLS),
        ("ОО-участники проекта", PartyKind.SCHOOLS),
        ("МБОУ СОШ № 3", PartyKind.ORGANIZATION),
        ("МУ «МЦ»", PartyKind.ORGANIZATION),
        ("Управление образования", PartyKind.ORGANIZATION),
        ("СОРИПКРО", PartyKind.ORGANIZATION),
        ("руководители ОУ", PartyKind.ROLE),
        ("специалист УО", PartyKind.ROLE),
        ("неведомые силы", PartyKind.UNKNOWN),
    ],
)
def test_what_a_party_is(text: str, kind: PartyKind) -> None:
    assert recognise(text).kind is kind


def test_a_person_has_a_surname_and_initials_wherever_they_stand() -> None:
    names = {recognise(text).name for text in ("О.И.Пономарёва", "Пономарева О. И.")}
    assert len(names) == 1
    name = names.pop()
    assert name is not None
    assert (name.surname, name.initials) == ("пономарева", ("о", "и"))


@pytest.mark.parametrize(
    ("one", "other", "offered"),
    [
        ("МУ «МЦ»", "МУ МЦ»", True),
        ("МУ «МЦ»", "МЦ «МЦ»", True),
        ("Управление образования", "Управления образования", True),
        ("О.И.Пономарева", "Пономарева О.И.", True),
        ("О.И.Пономарева", "Пономарева А.И.", False),
        ("МБОУ СОШ № 1", "МБОУ СОШ № 2", False),
        ("ОО", "УО", False),
        ("РОО", "ОО", False),
        ("Отдел культуры", "Отдел образования", False),
    ],
)
def test_differently_written_parties_are_offered_as_one(
    one: str, other: str, offered: bool
) -> None:
    assert bool(alike([one, other])) is offered


def test_the_likeliest_pair_comes_first() -> None:
    pairs = alike(["Управление образования", "Управления образования", "МУ «МЦ»", "МУ МЦ»"])
    assert [pair.score for pair in pairs] == sorted((pair.score for pair in pairs), reverse=True)
    assert (pairs[0].first, pairs[0].second) == ("МУ «МЦ»", "МУ МЦ»")


@pytest.mark.parametrize(
    ("party", "person", "may"),
    [
        ("О.И.Пономарева", "Пономарева Ольга Ивановна", True),
        ("Пономарева О.", "Пономарёва Ольга Ивановна", True),
        ("О.И.Пономарева", "Пономарева Анна Ивановна", False),
        ("О.И.Пономарева", "Пономаренко Ольга Ивановна", False),
        ("методист Пономарева О.И.", "Пономарева О.И.", True),
        ("ОО", "Пономарева Ольга Ивановна", False),
    ],
)
def test_whom_a_party_can_mean(party: str, person: str, may: bool) -> None:
    assert matches_person(party, person) is may


def test_an_organisation_is_matched_by_its_exact_name_only() -> None:
    assert matches_organization("МУ «МЦ»", 'МУ "МЦ"')
    assert not matches_organization("Управление образования", "Управление образования города")


def test_a_party_resolves_only_to_a_single_candidate() -> None:
    people = ["Осотова Ирина Викторовна", "Осотова Инна Владимировна", "Юшко Дарья Михайловна"]
    assert resolve("Д.М. Юшко", people, []) == "Юшко Дарья Михайловна"
    assert resolve("И.В.Осотова", people, []) is None
    assert resolve("методический центр", [], ["Методический центр"]) == "Методический центр"


def test_what_looks_split_wrongly_is_unclear() -> None:
    assert unclear("МУ МЦ»")
    assert unclear("«Центр")
    assert not unclear("МКУ ДПО «Учебно - методический Центр»")


def test_a_cell_of_parties_is_told_from_other_words() -> None:
    assert is_party_list("УО, ОО")
    assert is_party_list("директора школ")
    assert not is_party_list("Аналитическая справка")
