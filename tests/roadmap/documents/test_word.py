"""Plans in .docx, in the shapes districts send them."""

from datetime import date

from roadmap.documents.reading import read_document
from roadmap.drafts import NoOwners, StackedDeadlines
from roadmap.period import Period
from tests.roadmap.documents.builders import HEAD, word

TITLE = "План мероприятий («дорожная карта») по повышению качества образования на 2022-2024 годы"


def titles(draft):
    return [activity.title for activity in draft.activities]


def test_a_plain_plan_with_merged_headings() -> None:
    draft = read_document(
        word(
            TITLE,
            [
                HEAD,
                ("I. Организационные мероприятия",),
                ("1.1. Кадры",),
                (
                    "1",
                    "Назначить координатора",
                    "сентябрь 2022",
                    "Управление образования",
                    "Приказ",
                ),
                ("2", "Провести семинар для директоров", "до 15.10.2022", "ММЦ, ОО", "Программа"),
                ("II. Методическая поддержка",),
                ("1", "Обучить учителей на курсах", "ежегодно", "Иванова И.И.", ""),
            ],
        ),
        "plan.docx",
    )
    assert draft.title == TITLE
    assert draft.period == Period(date(2022, 1, 1), date(2024, 12, 31))
    first, second, third = draft.activities
    assert first.section == "I. Организационные мероприятия"
    assert first.subsection == "1.1. Кадры"
    assert second.owners == ("ММЦ", "ОО")
    assert second.reading.dues == (date(2022, 10, 15),)
    assert third.section == "II. Методическая поддержка"
    assert third.subsection is None
    assert third.expected_result is None
    assert draft.parties == ("Управление образования", "ММЦ", "ОО", "Иванова И.И.")


def test_columns_are_found_by_name_in_any_order_and_wording() -> None:
    draft = read_document(
        word(
            [
                ("Срок исполнения", "Исполнители", "№", "Содержание деятельности", "Примечание"),
                (
                    "01.09.2023 – 31.05.2024",
                    "РМО",
                    "1.",
                    "Организовать взаимопосещение уроков",
                    "+",
                ),
                ("март 2024", "ОО", "2.", "Провести пробный экзамен по математике", ""),
            ]
        ),
        "a.docx",
    )
    first, second = draft.activities
    assert (first.number, first.title) == ("1.", "Организовать взаимопосещение уроков")
    assert first.deadline_text == "01.09.2023 – 31.05.2024"
    assert first.owners == ("РМО",)
    assert first.expected_result is None
    assert second.deadline_text == "март 2024"


def test_a_header_of_two_rows() -> None:
    draft = read_document(
        word(
            [
                ("№", "Наименование мероприятия", "Срок реализации", None, "Ответственный"),
                ("^", "^", "начало", "окончание", "^"),
                ("1", "Разработать программу поддержки школ", "01.02.2023", "30.04.2023", "УО"),
                ("2", "Утвердить состав рабочей группы", "10.01.2023", "10.01.2023", "УО"),
            ]
        ),
        "a.docx",
    )
    first, second = draft.activities
    assert first.deadline_text == "01.02.2023 – 30.04.2023"
    assert second.deadline_text == "10.01.2023"
    assert first.owners == ("УО",)


def test_marks_under_years() -> None:
    draft = read_document(
        word(
            [
                ("№", "Мероприятия", "Сроки реализации", None, None, "Исполнители"),
                ("^", "^", "2022", "2023", "2024", "^"),
                ("1", "Провести мониторинг условий обучения", "+", "+", "+", "ОО"),
                ("2", "Издать сборник лучших практик школ", "", "", "+", "ММС"),
            ]
        ),
        "a.docx",
    )
    assert [activity.deadline_text for activity in draft.activities] == ["2022; 2023; 2024", "2024"]


def test_columns_called_by_years_are_deadlines_where_they_hold_marks() -> None:
    draft = read_document(
        word(
            "План на 2022-2024 годы",
            [
                ("№", "Мероприятие", "2022 год", "2023 год", "2024 год", "Ответственный"),
                ("1", "Приобретение учебников", "+", "+", "+", "УО"),
                ("2", "Ремонт кабинетов", "", "", "декабрь", "УО"),
            ],
        ),
        "a.docx",
    )
    texts = [activity.deadline_text for activity in draft.activities]
    assert texts == ["2022; 2023; 2024", "декабрь 2024"]


def test_tables_of_indicators_and_money_below_the_plan_are_no_activities() -> None:
    draft = read_document(
        word(
            "Муниципальная программа «Качество» на 2022-2024 годы",
            "Паспорт программы",
            [("Сроки реализации", "2022-2024 годы"), ("Исполнители", "Управление образования")],
            "Комплекс мероприятий по реализации программы",
            [HEAD, ("1", "Назначение кураторов", "Январь 2022", "УО", "Приказ")],
            "Финансирование",
            [("№", "Мероприятие", "2022", "2023", "2024"), ("1", "Курсы", "10", "12", "15")],
        ),
        "a.docx",
    )
    assert [activity.title for activity in draft.activities] == ["Назначение кураторов"]
    assert draft.period is not None
    assert (draft.period.start.year, draft.period.end.year) == (2022, 2024)


def test_merged_cells_down_the_table_belong_to_every_row() -> None:
    draft = read_document(
        word(
            [
                ("Направление", "Мероприятие", "Срок", "Ответственный"),
                ("Кадровое обеспечение", "Составить план курсов учителей", "май 2023", "ММЦ"),
                ("^", "Провести аттестацию педагогов района", "июнь 2023", "^"),
                ("Финансы", "Внести изменения в муниципальное задание", "июль 2023", "УО"),
            ]
        ),
        "a.docx",
    )
    first, second, third = draft.activities
    assert [first.section, second.section, third.section] == [
        "Кадровое обеспечение",
        "Кадровое обеспечение",
        "Финансы",
    ]
    assert second.owners == ("ММЦ",)


def test_one_activity_merged_over_several_deadlines_stays_one() -> None:
    draft = read_document(
        word(
            [
                HEAD,
                ("1", "Проводить родительские собрания", "октябрь 2023", "ОО", "Протокол"),
                ("^", "^", "март 2024", "^", "^"),
                ("2", "Открыть консультационный пункт", "апрель 2024", "ОО", "Приказ"),
            ]
        ),
        "a.docx",
    )
    first, second = draft.activities
    assert first.deadline_text == "октябрь 2023; март 2024"
    assert StackedDeadlines(("октябрь 2023", "март 2024")) in first.doubts
    assert first.expected_result == "Протокол"
    assert second.title == "Открыть консультационный пункт"


def test_deadlines_stacked_in_a_cell_and_one_broken_over_lines() -> None:
    draft = read_document(
        word(
            [
                HEAD,
                (
                    "1",
                    "Собрать данные школ\nОбобщить данные школ",
                    "Март 2023\nИюнь 2023",
                    "ОО",
                    "",
                ),
                ("2", "Провести педагогический совет", "Сентябрь\n2023", "ОО", ""),
                ("3", "Провести декаду наук", "Сентябрь,\nежегодно", "ОО", ""),
            ]
        ),
        "a.docx",
    )
    assert [activity.deadline_text for activity in draft.activities] == [
        "Март 2023; Июнь 2023",
        "Сентябрь 2023",
        "Сентябрь, ежегодно",
    ]
    assert draft.activities[0].title == "Собрать данные школ Обобщить данные школ"


def test_headings_between_tables_and_a_table_continued() -> None:
    rows = [
        ("1", "Первое мероприятие плана района", "май 2023", "УО", ""),
        ("2", "Второе мероприятие плана района", "июнь 2023", "ОО", ""),
    ]
    draft = read_document(
        word(
            TITLE,
            "1. Нормативное обеспечение",
            [HEAD, *rows],
            "2. Работа с кадрами",
            [HEAD, *rows],
            "Работа с родителями",
            rows,
        ),
        "a.docx",
    )
    assert [activity.section for activity in draft.activities] == [
        "1. Нормативное обеспечение",
        "1. Нормативное обеспечение",
        "2. Работа с кадрами",
        "2. Работа с кадрами",
        "2. Работа с кадрами",
        "2. Работа с кадрами",
    ]
    assert draft.activities[4].subsection == "Работа с родителями"


def test_tables_that_are_no_plan_are_left_out() -> None:
    draft = read_document(
        word(
            [("Наименование программы", "Программа развития"), ("Сроки реализации", "2023 год")],
            [
                ("№", "Наименование показателя", "Единица измерения", "2023", "2024"),
                ("1", "Доля выпускников, сдавших экзамен", "%", "95", "98"),
            ],
            [HEAD, ("1", "Провести единый методический день", "май 2023", "ММС", "")],
        ),
        "a.docx",
    )
    assert titles(draft) == ["Провести единый методический день"]


def test_a_table_without_a_header_is_read_by_what_its_columns_hold() -> None:
    draft = read_document(
        word(
            [
                ("1", "Провести входную диагностику учащихся", "сентябрь 2023", "ОО"),
                ("2", "Проанализировать итоги диагностики", "октябрь 2023", "ММС, ОО"),
                ("3", "Составить планы индивидуальной работы", "ноябрь 2023", "ОО"),
            ]
        ),
        "a.docx",
    )
    assert [activity.deadline_text for activity in draft.activities] == [
        "сентябрь 2023",
        "октябрь 2023",
        "ноябрь 2023",
    ]
    assert draft.activities[1].owners == ("ММС", "ОО")
    assert draft.activities[1].number == "2"


def test_column_numbers_and_a_header_printed_again_are_dropped() -> None:
    draft = read_document(
        word(
            [
                HEAD,
                ("1", "2", "3", "4", "5"),
                ("1", "Провести смотр методических кабинетов", "май 2023", "ММС", ""),
                HEAD,
                ("2", "Подвести итоги смотра кабинетов", "июнь 2023", "ММС", ""),
            ]
        ),
        "a.docx",
    )
    assert len(draft.activities) == 2


def test_an_empty_owner_is_doubted() -> None:
    draft = read_document(
        word([HEAD, ("1", "Провести совещание директоров", "май 2023", "", "Протокол")]), "a.docx"
    )
    assert NoOwners() in draft.activities[0].doubts


def test_numbers_in_the_title_cell_are_taken_off() -> None:
    draft = read_document(
        word(
            [
                ("Мероприятия", "Сроки", "Ответственные"),
                ("1.1. Создать рабочую группу проекта", "май 2023", "УО"),
                ("1.2. Утвердить план рабочей группы", "июнь 2023", "УО"),
            ]
        ),
        "a.docx",
    )
    assert [(activity.number, activity.title) for activity in draft.activities] == [
        ("1.1.", "Создать рабочую группу проекта"),
        ("1.2.", "Утвердить план рабочей группы"),
    ]


def test_levels_side_by_side_are_activities_of_one_row() -> None:
    draft = read_document(
        word(
            [
                ("Муниципальный орган управления", "Методическая служба", "Школа"),
                ("1. Запуск проекта",),
                ("Назначить координатора", "Назначить тьюторов", "Создать команду"),
                ("Провести совещание", "", "Утвердить программу"),
            ]
        ),
        "a.docx",
    )
    assert [(activity.row, str(activity.level)) for activity in draft.activities] == [
        (1, "municipality"),
        (1, "methodical"),
        (1, "school"),
        (2, "municipality"),
        (2, "school"),
    ]
    assert {activity.section for activity in draft.activities} == {"1. Запуск проекта"}


def test_schools_of_a_list_are_read() -> None:
    draft = read_document(
        word(
            "Список школ, участвующих в проекте",
            [("№", "Наименование ОО"), ("1", "МБОУ СОШ № 3"), ("2", "МКОУ «Лесная СОШ»")],
            [HEAD, ("1", "Провести совещание директоров", "май 2023", "УО", "")],
        ),
        "a.docx",
    )
    assert draft.schools == ("МБОУ СОШ № 3", "МКОУ «Лесная СОШ»")


def test_a_title_merged_over_the_header() -> None:
    draft = read_document(
        word(
            [
                ("План мероприятий по поддержке школ на 2023 год",),
                HEAD,
                ("1", "Провести совещание директоров", "май", "УО", ""),
            ]
        ),
        "a.docx",
    )
    assert draft.title == "План мероприятий по поддержке школ на 2023 год"
    assert draft.activities[0].reading.dues == (date(2023, 5, 31),)


def test_levels_with_a_common_column_of_deadlines() -> None:
    draft = read_document(
        word(
            [
                ("№", "Муниципальный уровень", "Школьный уровень", "Сроки"),
                ("1", "Провести совещание директоров", "Провести педсовет", "май 2023"),
            ]
        ),
        "a.docx",
    )
    assert [(str(a.level), a.deadline_text) for a in draft.activities] == [
        ("municipality", "май 2023"),
        ("school", "май 2023"),
    ]


def test_words_of_levels_in_other_columns_make_no_levels() -> None:
    draft = read_document(
        word(
            [
                ("Мероприятия", "Сроки", "Ответственные (муниципалитет)", "Ответственные (ОО)"),
                ("Провести совещание директоров", "май 2023", "УО", "директора"),
            ]
        ),
        "a.docx",
    )
    (activity,) = draft.activities
    assert activity.level is None
    assert activity.owners == ("УО", "директора")


def test_a_plan_by_months_takes_its_deadlines_from_the_headings() -> None:
    draft = read_document(
        word(
            "План работы на 2023-2024 учебный год",
            [
                ("№", "Мероприятия", "Ответственные"),
                ("Сентябрь",),
                ("1", "Провести совещание директоров школ", "УО"),
                ("Октябрь",),
                ("1", "Провести мониторинг сайтов школ", "ММС"),
            ],
        ),
        "a.docx",
    )
    assert [activity.reading.dues for activity in draft.activities] == [
        (date(2023, 9, 30),),
        (date(2023, 10, 31),),
    ]


def test_who_wrote_the_plan_is_no_activity() -> None:
    draft = read_document(
        word(
            [
                HEAD,
                ("1", "Назначение кураторов", "Январь 2022", "УО", "Приказ"),
                ("2", "Обучение кураторов", "Март 2022", "ММС", "Справка"),
                ("Исполнитель:", None, "Методист Орлова Т.И.", None, None),
            ]
        ),
        "a.docx",
    )
    assert len(draft.activities) == 2


def test_columns_called_by_unknown_words_are_told_by_what_they_hold() -> None:
    draft = read_document(
        word(
            [
                ("№", "Что сделать", "Не позже", "Ответственный", "Что получим"),
                ("1", "Назначение кураторов", "Январь 2022", "УО", "Приказ"),
                ("2", "Обучение кураторов", "Март 2022", "ММС", "Справка"),
                ("3", "Сбор отчётов кураторов", "до 25.12.2022", "ОО", "Отчёты"),
            ]
        ),
        "a.docx",
    )
    texts = [(each.deadline_text, each.owners) for each in draft.activities]
    assert texts == [("Январь 2022", ("УО",)), ("Март 2022", ("ММС",)), ("до 25.12.2022", ("ОО",))]
