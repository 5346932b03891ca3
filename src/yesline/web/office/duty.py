"""Whom the switch rings, in which order, when we can't be asked."""

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from yesline.flows import set_up
from yesline.orgs.models import Organisation
from yesline.web.office.shell import done, office, show
from yesline.web.requests import AgentRequest

LAST = 1000  # the place of those who have none


@require_http_methods(["GET", "HEAD", "POST"])
@office
def duty(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """Desk phones in the order they ring; each has a place, an empty one is not on duty."""
    if request.method == "POST":
        in_order = _in_order(request.POST)
        set_up.put_on_duty(seat=request.seat, organisation=organisation, phone_ids=in_order, at=request.at)
        return done("office_duty", organisation)
    on_duty, phones = set_up.duty(seat=request.seat, organisation=organisation)
    place = {one.endpoint: one.position for one in on_duty}
    rows = sorted(((place.get(phone.endpoint, LAST), phone) for phone in phones), key=lambda row: row[0])
    others = [one for one in on_duty if one.endpoint not in {phone.endpoint for phone in phones}]
    return show(request, "duty", organisation, rows=rows, others=others)


def _in_order(typed: QueryDict) -> list[int]:
    """The phones that were given a place, by their places."""
    places = []
    for name, place in typed.items():
        phone = name.removeprefix("place-")
        if phone.isdigit() and str(place).strip().isdigit():
            places.append((int(str(place)), int(phone)))
    return [phone for _place, phone in sorted(places)]
