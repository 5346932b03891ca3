"""A town of customers with Russian names, and questions as people type them; made from a seed, loaded by COPY."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

LATIN, CYRILLIC = "qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхъфывапролджэячсмитьбю"
_TO_LATIN = str.maketrans(CYRILLIC, LATIN)
_SOUNDS = dict(
    zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True),
    х="kh", ц="ts", ч="ch", ш="sh", щ="shch", ю="yu", я="ya",
    ж="zh", ь="", ъ="", ё="yo",
)  # fmt: skip
_GIVEN = [
    ("Тамара", "Анна", "Ольга", "Наталья", "Ирина", "Елена", "Галина", "Юлия", "Светлана", "Людмила"),
    ("Иван", "Сергей", "Артём", "Дмитрий", "Николай", "Алексей", "Геннадий", "Павел", "Олег", "Юрий"),
]
_FATHERS = ("Иван", "Серге", "Никола", "Алексе", "Андре", "Борис", "Леонид", "Виктор", "Степан", "Фёдор")
_BEGIN = ("Бел", "Вор", "Гор", "Зуб", "Кар", "Кузн", "Лаз", "Мал", "Мор", "Ник", "Орл", "Пан", "Род", "Сав", "Сол",
          "Тар", "Хар", "Чер", "Шир", "Щук", "Яков", "Жур", "Дуб", "Ерм")  # fmt: skip
_MIDDLE = ["", "ов", "ен", "аш", "ил", "ун", "ец", "ар", "ол", "уш", "ин", "ян", "ор", "ык", "ель"]
_END = [("ова", "ина", "ева"), ("ов", "ин", "ев")]
_STREETS = [f"{first}{last}" for first in ("Ломонос", "Морск", "Совет", "Север", "Садов", "Лен", "Октябр", "Первомай",
            "Парков", "Школь", "Лес", "Заречн", "Порт", "Кедр", "Полев", "Набереж") for last in
            ("ова", "ская", "ная", "ина", "овая", "енская")]  # fmt: skip
_CITIES = ("Северодвинск", "Архангельск", "Онега", "Мезень", "Вельск", "Котлас", "Няндома", "Каргополь")


@dataclass(frozen=True)
class Neighbour:
    """One customer, as written down."""

    id: int
    given: str
    patronymic: str
    family: str
    phone: str
    contract: str
    city: str
    street: str
    house: int
    flat: int


def neighbours(count: int, *, seed: int) -> Iterator[Neighbour]:
    chance = random.Random(seed)
    for number in range(1, count + 1):
        sex = chance.randrange(2)
        patronymic = chance.choice(_FATHERS) + (("евна", "евич") if number % 2 else ("овна", "ович"))[sex]
        family = chance.choice(_BEGIN) + chance.choice(_MIDDLE) + chance.choice(_MIDDLE) + chance.choice(_END[sex])
        yield Neighbour(
            number, chance.choice(_GIVEN[sex]), patronymic, family, f"+7921{chance.randrange(10**7):07d}",
            f"40-{number // 1000:03d}-{number % 1000:03d}", chance.choice(_CITIES), chance.choice(_STREETS),
            chance.randrange(1, 150), chance.randrange(1, 200),
        )  # fmt: skip


def load(url: str, organisation_id: int, people: list[Neighbour]) -> None:
    """Their cards, and then what they are found by: at once, as an import should, not row by row."""
    own = organisation_id
    with psycopg.connect(url, autocommit=True) as line:
        line.execute("SET session_replication_role = replica")
        cards = ((one.id, own, one.given, one.patronymic, one.family, "ru", "") for one in people)
        _copy(
            line, "customers_customer (id, organisation_id, given_name, patronymic, family_name, language, note)", cards
        )
        _copy(line, "customers_customernumber (organisation_id, customer_id, e164)",
              ((own, one.id, one.phone) for one in people))  # fmt: skip
        homes = ((own, one.id, one.contract, f"{one.city}, ул. {one.street}, {one.house}, кв. {one.flat}", "", 0, "RUB",
                  "2026-11-01") for one in people)  # fmt: skip
        _copy(line, "customers_contract (organisation_id, customer_id, number, address, address_details, balance,"
              " currency, read_at)", homes)  # fmt: skip
        line.execute(
            "INSERT INTO customers_findable (customer_id, organisation_id, names, words, homes, digits, place, home)"
            " SELECT id, organisation_id, '', '', '', '', '', '' FROM customers_customer"
        )
        line.execute("SELECT count(yesline_make_findable(id)) FROM customers_customer")
        line.execute("VACUUM ANALYZE")


def _copy(line: psycopg.Connection, into: str, rows: Iterator[tuple[object, ...]]) -> None:
    with line.cursor().copy(f"COPY {into} FROM STDIN") as copy:  # our own words
        for row in rows:
            copy.write_row(row)


def questions(one: Neighbour, chance: random.Random) -> dict[str, str]:
    """How people look for this customer, by kind of question."""
    name = f"{one.family} {one.given}".lower()
    where = f"{one.street} {one.house} {one.flat}".lower()
    mistyped = _mistyped(one.family.lower(), chance)
    return {
        "telephone": f"8 {one.phone[2:5]} {one.phone[5:8]}-{one.phone[8:10]}-{one.phone[10:]}",
        "contract": one.contract,
        "name": f"{name} {one.patronymic.lower()}",
        "name begun": f"{one.family[:5]} {one.given[:3]} {one.street[:5]} {one.house} {one.flat}".lower(),
        "name mistyped": f"{mistyped} {one.given.lower()} {one.street.lower()} {one.house}",
        "name in Latin letters": "".join(_SOUNDS.get(letter, letter) for letter in f"{name} {one.street.lower()}"),
        "wrong keyboard": f"{name} {one.patronymic.lower()}".translate(_TO_LATIN),
        "address": f"{one.city.lower()} {where}",
        "family and last digits": f"{one.family.lower()} {one.phone[-4:]}",
    }


def _mistyped(word: str, chance: random.Random) -> str:
    """A letter left out, doubled, exchanged with its neighbour, or another one."""
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    return [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + chance.choice("аеиорнст") + word[at + 1 :],
    ][kind]
