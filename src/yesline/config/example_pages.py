"""Where the example meets the pages: web knows nothing of the example, `config` knows both."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from yesline.customers.models import Customer
from yesline.example import load, outbox, stagehand, stories, tour
from yesline.example import people as cast
from yesline.flows import visit
from yesline.staff.queries import Seat
from yesline.web.gate.views import Person
from yesline.web.play.views import Caller


def people() -> list[Person]:
    return load.people()


class Playground:
    """What the newcomer's pages show and do (see web.play.views.Playground)."""

    first_page = cast.NETWORK
    agent = cast.PEOPLE[0].username

    def callers(self) -> Sequence[Caller]:
        return [Caller(one.key, one.name, one.language, str(one.words)) for one in stories.STORIES]

    def call(self, key: str) -> str:
        """Start a demo caller, anybody if `key` names none; returns who is calling."""
        from yesline.example import caller  # noqa: PLC0415 - it needs a SIP port, which tests of pages don't have

        story = stories.story(key)
        return caller.start_demo_call(story.number, dialled=story.dialled) if story else caller.start_demo_call()

    def steps(self) -> Sequence[str]:
        return tour.STEPS

    def walked(self, seat: Seat, *, since: datetime) -> set[str]:
        return tour.walked(seat.agent, since=since)

    def own_pages(self, seat: Seat, *, at: datetime) -> Sequence[tuple[str, str, str]]:
        """Some customers' own pages: organisation, name, address."""
        numbers = [story.number for story in stories.STORIES]
        known = Customer.objects.filter(organisation_id__in=seat.organisations, numbers__e164__in=numbers)
        found = known.select_related("organisation").distinct().order_by("id")[:3]
        return [(one.organisation.name, one.full_name, _address(one, at=at)) for one in found]

    def sent(self) -> Sequence[outbox.Sent]:
        return outbox.sent()

    def put_forward(self, hours: int) -> None:
        stagehand.ask(stagehand.WIND, hours=hours)

    def reset(self) -> None:
        from yesline.example import caller  # noqa: PLC0415 - as above

        caller.all_hang_up()
        stagehand.ask(stagehand.RESET)

    def answer(self) -> str:
        return stagehand.answer()


def _address(customer: Customer, *, at: datetime) -> str:
    return reverse("own_page", args=[customer.organisation.slug, visit.link(customer=customer, at=at)])
