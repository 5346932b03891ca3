"""What the example's organisations know: a few facts of each kind, one of them over, one long not looked through."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from yesline.example import people
from yesline.knowledge.models import Fact, Wording
from yesline.orgs.models import Organisation
from yesline.staff.models import Agent


@dataclass(frozen=True)
class Told:
    """One fact; days are counted from the day the example is loaded."""

    organisation: str
    owner: str  # user name
    wordings: tuple[tuple[str, str, str], ...]  # language, title, Markdown
    checked: int = -7
    until: int | None = None


FACTS = (
    Told(
        people.NETWORK,
        "natalia",
        (
            (
                "ru",
                "Простой больше суток: 1/30 платы за каждый день",
                "Возвращаем **сами, без заявления**.\n\n- до 1 500 ₽ решаете вы\n- больше: спросите старшую",
            ),
            (
                "en",
                "Out for more than a day: 1/30 of the fee for each day",
                "We give it back **by ourselves, no application**.\n\n- up to 1,500 ₽ you decide\n- more: ask the lead",
            ),
        ),
    ),
    Told(
        people.NETWORK,
        "oleg",
        (
            ("ru", "Модем на время ремонта: до 7 дней, бесплатно", "Курьер по городу до 20:00, на складе **6 штук**."),
            ("bg", "Модем за времето на ремонт: 7 дни, безплатно", "Куриер в града до 20:00, на склад: **6 броя**."),
        ),
        checked=0,
    ),
    Told(
        people.NETWORK,
        "oleg",
        (("ru", "Подвалы Ломоносова, 78–90: ключ у старшей дома", "Вера Павловна, дом 80, кв. 3, с 9 до 21."),),
        checked=-200,
    ),
    Told(
        people.NETWORK,
        "natalia",
        (("ru", "Подключение без платы", "Новым абонентам, по промокоду **ОСЕНЬ**."),),
        checked=-30,
        until=-2,
    ),
    Told(
        people.BANK,
        "boyana",
        (
            ("ru", "Выплаты идут до 18:00", "После 18:00 придут утром, так и говорите."),
            ("bg", "Изплащанията вървят до 18:00", "След 18:00 ще дойдат сутринта, така и казвайте."),
        ),
        checked=-1,
    ),
)  # fmt: skip


def load(organisations: dict[str, Organisation], *, at: datetime) -> None:
    """Written by those who answer for them."""
    owners = {one.user.username: one for one in Agent.objects.select_related("user")}
    for told in FACTS:
        organisation, today = organisations[told.organisation], at.date()
        fact = Fact.objects.create(
            organisation=organisation,
            owner=owners[told.owner],
            valid_from=today - timedelta(days=400),
            valid_until=None if told.until is None else today + timedelta(days=told.until),
            checked_at=at + timedelta(days=told.checked),
        )
        for language, title, text in told.wordings:
            Wording.objects.create(organisation=organisation, fact=fact, language=language, title=title, text=text)
