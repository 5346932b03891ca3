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


NETWORK, BANK = "severnaya-set", "pristan"

PEOPLE = (
    Person("anna", "Анна Кузнецова", NETWORK, "agent", ("ru", "en"), serves=(BANK,)),
    Person("pavel", "Павел Дёмин", NETWORK, "agent", ("ru", "uk"), serves=(BANK,)),
    Person("natalia", "Наталья Гусева", NETWORK, "lead", ("ru",), serves=(BANK,)),
    Person("oleg", "Олег Ветров", NETWORK, "agent", ("ru",), desk_phone=True, on_duty=True),
    Person("boyana", "Бояна Петрова", BANK, "agent", ("ru", "bg")),
)

# number, kind; the first is the one to dial
NUMBERS = {
    NETWORK: (("+78182550100", "trouble"), ("+78182550101", "orders"), ("+78182550102", "presale")),
    BANK: (("+78182550200", "trouble"), ("+78182550201", "presale")),
}

TOPICS = {
    NETWORK: ("Нет интернета", "Скорость", "Счёт", "Подключение", "Приложение", "Жалоба", "Другое"),
    BANK: ("Карта", "Перевод", "Кредит", "Приложение", "Жалоба", "Другое"),
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
}
