"""The example's people and customers as plain data. All of them are invented; the numbers lead nowhere."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Person:
    """An agent of the example."""

    username: str
    name: str
    organisation: str  # slug
    role: str
    languages: tuple[str, ...] = ("ru",)
    serves: tuple[str, ...] = ()  # further organisations
    desk_phone: bool = False
    on_duty: bool = False


@dataclass(frozen=True)
class Neighbour:
    """A customer of the example."""

    names: tuple[str, str, str]  # given, patronymic, family
    numbers: tuple[str, ...]
    contract: str
    address: str
    balance: Decimal
    services: tuple[tuple[str, str, str], ...]  # name, price, state
    language: str = "ru"
    note: str = ""


@dataclass(frozen=True)
class Terms:
    """What an organisation of the example has said in its office."""

    greeting: str
    colour: str
    week: tuple[tuple[int, str, str], ...] = ()  # weekday (Monday is 0), opens, closes; nothing: always


NETWORK, BANK, INTERCOM, COMMON = "severnaya-set", "pristan", "domofon", "ess"
_ALL = (BANK, INTERCOM, COMMON)

PEOPLE = (
    Person("anna", "Анна Кузнецова", NETWORK, "agent", ("ru", "en"), serves=_ALL),
    Person("pavel", "Павел Дёмин", NETWORK, "agent", ("ru", "uk"), serves=_ALL),
    Person("natalia", "Наталья Гусева", NETWORK, "lead", ("ru",), serves=_ALL),
    Person("oleg", "Олег Ветров", NETWORK, "agent", ("ru",), desk_phone=True, on_duty=True),
    Person("boyana", "Бояна Петрова", BANK, "agent", ("bg", "ru")),
    Person("marina", "Марина Юдина", NETWORK, "admin", ("ru", "en"), serves=_ALL),
)

TERMS = {
    NETWORK: Terms("Северная Сеть, здравствуйте!", "#1f5fa8"),
    BANK: Terms(
        "Банк «Пристань», добрый день!",
        "#0f766e",
        (*((day, "09:00", "20:00") for day in range(5)), (5, "10:00", "16:00")),
    ),
    INTERCOM: Terms("Домофон-Сервис, слушаю вас.", "#7c3a8e", tuple((day, "08:00", "20:00") for day in range(5))),
    COMMON: Terms("ЕСС, здравствуйте! Что случилось?", "#9a3b12"),
}
# day and month, name; closed all day
FEASTS = ((1, 1, "Новый год"), (7, 1, "Рождество"), (9, 5, "День Победы"))

# Organisations that are not with us: name, number, hours, note.
OUTSIDERS = (
    ("Водоканал", "+78182550901", "круглосуточно", "Аварийная служба. В меню: 2, затем 1."),
    ("Горгаз", "+78182550904", "круглосуточно", "Запах газа: сначала 104 и открыть окна."),
    ("Лифтремонт", "+78182550907", "пн–пт 8–17", "Вне этих часов: диспетчер дома."),
    ("Управляющая компания «Двор»", "+78182550910", "пн–пт 9–18", "Протечки и отопление."),
)

# number, kind; the first is the one to dial
NUMBERS = {
    NETWORK: (("+78182550100", "trouble"), ("+78182550101", "orders"), ("+78182550102", "presale")),
    BANK: (("+78182550200", "trouble"), ("+78182550201", "orders"), ("+78182550202", "presale")),
    INTERCOM: (("+78182550300", "trouble"), ("+78182550301", "orders"), ("+78182550302", "presale")),
    COMMON: (("+78182550000", "trouble"),),
}

TOPICS = {
    NETWORK: ("Нет интернета", "Скорость", "Счёт", "Подключение", "Приложение", "Жалоба", "Другое"),
    BANK: ("Карта", "Перевод", "Кредит", "Приложение", "Жалоба", "Другое"),
    INTERCOM: ("Дверь не открывается", "Трубка", "Ключ", "Подключение", "Жалоба", "Другое"),
    COMMON: ("Не к нам", "Ошибка номером", "Другое"),
}

NEIGHBOURS = {
    NETWORK: (
        Neighbour(
            ("Тамара", "Ивановна", "Белова"),
            ("+79215550147",),
            "40-118-276",
            "Северодвинск, ул. Ломоносова, 82, кв. 47",
            Decimal("455.93"),
            (
                ("Интернет «Домашний 200»", "650.00", "no_signal"),
                ("Телевидение «Базовое»", "190.00", "working"),
            ),
            note="Плохо слышит: говорите чётче, не быстрее",
        ),
        Neighbour(
            ("Геннадий", "Павлович", "Орлов"),
            ("+79215550182",),
            "40-120-004",
            "Северодвинск, ул. Ломоносова, 84, кв. 12",
            Decimal("-120.00"),
            (("Интернет «Домашний 100»", "520.00", "blocked"),),
        ),
        # Mother and son behind one number.
        Neighbour(
            ("Ирина", "Сергеевна", "Мальцева"),
            ("+79215550163",),
            "40-117-555",
            "Северодвинск, пр. Морской, 5, кв. 30",
            Decimal("210.50"),
            (("Интернет «Домашний 200»", "650.00", "working"),),
        ),
        Neighbour(
            ("Артём", "Дмитриевич", "Мальцев"),
            ("+79215550163", "+79215550164"),
            "40-117-556",
            "Северодвинск, пр. Морской, 7, кв. 2",
            Decimal("0.00"),
            (("Интернет «Студент»", "300.00", "working"),),
        ),
        Neighbour(
            ("Оксана", "", "Шевчук"),
            ("+380445550121",),
            "40-130-900",
            "Архангельск, ул. Садовая, 11, кв. 3",
            Decimal("75.00"),
            (("Интернет «Домашний 100»", "520.00", "working"),),
            language="uk",
        ),
    ),
    BANK: (
        Neighbour(
            ("Виктор", "Андреевич", "Соколов"),
            ("+79215550199",),
            "Д-7-20451",
            "Северодвинск, ул. Советская, 40",
            Decimal("15230.10"),
            (("Карта «Гавань»", "0.00", "working"),),
        ),
    ),
    # Tamara Ivanovna has an intercom too, and calls about it from the same telephone.
    INTERCOM: (
        Neighbour(
            ("Тамара", "Ивановна", "Белова"),
            ("+79215550147",),
            "ДС-1182",
            "Северодвинск, ул. Ломоносова, 82, кв. 47",
            Decimal("0.00"),
            (("Домофон, подъезд 2", "95.00", "working"),),
        ),
        Neighbour(
            ("Лев", "Борисович", "Гринберг"),
            ("+79215550171",),
            "ДС-0417",
            "Северодвинск, пр. Ленина, 3, кв. 8",
            Decimal("-95.00"),
            (("Домофон, подъезд 1", "95.00", "working"),),
        ),
    ),
}
