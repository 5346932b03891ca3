"""Writes the example into an empty database, once; loaded again it changes nothing."""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from yesline.cases.models import Case
from yesline.customers.models import Contract, Customer, CustomerNumber, Service
from yesline.example import facts
from yesline.example import people as cast
from yesline.kernel import clock
from yesline.orgs.models import Holiday, Number, Opening, Organisation, Outsider, Pool, Topic, Trunk
from yesline.promises.models import Promise
from yesline.staff.enums import Fluency
from yesline.staff.models import Agent, DutyPhone, Membership, Phone

NAMES = {
    cast.NETWORK: "Северная Сеть",
    cast.BANK: "Банк «Пристань»",
    cast.INTERCOM: "Домофон-Сервис",
    cast.COMMON: "ЕСС",
}
TRUNK, TRUNK_ADDRESSES = "demo", ["127.0.0.1", "127.0.0.2"]


def people() -> list[tuple[str, str, str, str]]:
    """Who can be signed in as with one click: user name, name, organisation, role."""
    return [(one.username, one.name, NAMES[one.organisation], one.role) for one in cast.PEOPLE]


def first_number() -> str:
    """The number to dial in the example."""
    return cast.NUMBERS[cast.NETWORK][0][0]


@transaction.atomic
def load(*, at: datetime | None = None) -> bool:
    """Load the example; False if it is there already. Run as the owner of the tables."""
    if Organisation.objects.filter(slug=cast.NETWORK).exists():
        return False
    at = at or clock.now()
    pool = Pool.objects.create(name="Пример")
    trunk = Trunk.objects.create(
        name=TRUNK, addresses=TRUNK_ADDRESSES, country="RU", answer_after=timedelta(seconds=60), max_calls=100
    )
    organisations = {slug: _organisation(slug, pool, trunk, year=at.year) for slug in NAMES}
    for name, e164, hours, note in cast.OUTSIDERS:
        Outsider.objects.create(organisation=organisations[cast.COMMON], name=name, e164=e164, hours=hours, note=note)
    for one in cast.PEOPLE:
        _agent(one, pool, organisations, at=at)
    facts.load(organisations, at=at)
    customers(at=at)
    return True


def customers(*, at: datetime) -> None:
    """Everybody the organisations serve, and what has happened with them so far."""
    organisations = {one.slug: one for one in Organisation.objects.filter(slug__in=NAMES)}
    for slug, neighbours in cast.NEIGHBOURS.items():
        for one in neighbours:
            _neighbour(one, organisations[slug], at=at)
    _story_so_far(Agent.objects.get(user__username="pavel"), at=at)


def _organisation(slug: str, pool: Pool, trunk: Trunk, *, year: int) -> Organisation:
    terms = cast.TERMS[slug]
    organisation = Organisation.objects.create(
        pool=pool,
        greeting=terms.greeting,
        colour=terms.colour,
        common=slug == cast.COMMON,
        slug=slug,
        name=NAMES[slug],
        case_due_for=timedelta(hours=72),
        recordings_kept_for=timedelta(days=90),
    )
    for weekday, opens, closes in terms.week:
        Opening.objects.create(organisation=organisation, weekday=weekday, opens=opens, closes=closes)
    for day, month, feast in cast.FEASTS if terms.week else ():
        Holiday.objects.create(organisation=organisation, day=date(year + 1, month, day), name=feast)
    for e164, kind in cast.NUMBERS[slug]:
        Number.objects.create(organisation=organisation, trunk=trunk, e164=e164, kind=kind)
    for position, name in enumerate(cast.TOPICS[slug]):
        Topic.objects.create(organisation=organisation, name=name, position=position)
    return organisation


def _agent(one: cast.Person, pool: Pool, organisations: dict[str, Organisation], *, at: datetime) -> Agent:
    user = User.objects.create(username=one.username)
    user.set_unusable_password()  # the example's people come in by one click, never by a known password
    user.save()
    home = organisations[one.organisation]
    agent = Agent.objects.create(
        user=user,
        pool=pool,
        organisation=home,
        name=one.name,
        languages=list(one.languages),
        fluency={code: Fluency.GOOD if place else Fluency.NATIVE for place, code in enumerate(one.languages)},
        state_since=at,
    )
    for slug in (one.organisation, *one.serves):
        Membership.objects.create(agent=agent, organisation=organisations[slug], role=one.role)
    if one.desk_phone:
        Phone.objects.create(agent=agent, kind="sip", sip_user=f"{one.username}-desk", in_use=True)
    if one.on_duty:
        for organisation in organisations.values():
            DutyPhone.objects.create(
                organisation=organisation, position=1, name=one.name, endpoint=f"PJSIP/{one.username}-desk"
            )
    return agent


def _neighbour(one: cast.Neighbour, organisation: Organisation, *, at: datetime) -> None:
    given, patronymic, family = one.names
    customer = Customer.objects.create(
        organisation=organisation,
        given_name=given,
        patronymic=patronymic,
        family_name=family,
        language=one.language,
        note=one.note,
        since=at.date().replace(year=at.year - 3, day=1),
    )
    for e164 in one.numbers:
        CustomerNumber.objects.create(organisation=organisation, customer=customer, e164=e164)
    contract = Contract.objects.create(
        organisation=organisation,
        customer=customer,
        number=one.contract,
        address=one.address,
        balance=one.balance,
        read_at=at,
    )
    for name, price, state in one.services:
        Service.objects.create(
            organisation=organisation,
            contract=contract,
            name=name,
            price=price,
            state=state,
            state_since=None if state == "working" else at - timedelta(hours=31),
        )


def _story_so_far(pavel: Agent, *, at: datetime) -> None:
    """Tamara Ivanovna has called before: an open case of Pavel's, and a promise that is due today."""
    tamara = Customer.objects.get(given_name="Тамара", organisation__slug=cast.NETWORK)
    case = Case.objects.create(
        organisation=tamara.organisation,
        customer=tamara,
        topic=Topic.objects.get(organisation=tamara.organisation, name="Нет интернета"),
        title="Нет интернета",
        owner=pavel,
        first_reported_at=at - timedelta(hours=31),
        due_at=at + timedelta(hours=41),
    )
    Promise.objects.create(
        organisation=tamara.organisation,
        case=case,
        customer=tamara,
        what="Перезвонить и сказать, когда будет бригада",
        due_at=at + timedelta(hours=3),
        keeper=pavel,
        made_at=at - timedelta(hours=20),
    )
