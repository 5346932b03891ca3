"""/sip/visitor: a page with a ticket reaches the switch, for one call, and only so many at a time."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.core.cache import cache
from tests.cast import TROUBLE, Cast
from tests.front.conftest import Door, Switch
from tests.front.test_sip_relay import until
from tests.front.test_sip_rules import sip
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from yesline.flows import visit
from yesline.front import visitor_relay
from yesline.front.visitor_rules import OWN
from yesline.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
INVITE = sip(f"INVITE sip:{TROUBLE}@yesline SIP/2.0", of=OWN, to=TROUBLE)
BYE = sip("BYE sip:asterisk@127.0.0.1 SIP/2.0", of=OWN, to=TROUBLE)


@pytest.fixture(autouse=True)
def nobody_has_called() -> None:
    cache.clear()


def ticket(*, ago: timedelta = timedelta(0)) -> str:
    return visit.ticket(number=TROUBLE, language="ru", at=clock.now() - ago)


def line(door: Door, words: str | None, *, origin: str | None = None) -> ClientConnection:
    headers = {"Cookie": f"{visit.COOKIE}={words}"} if words else {}
    url = f"ws://127.0.0.1:{door.port}/sip/visitor"
    return connect(url, origin=origin or door.origin, subprotocols=["sip"], additional_headers=headers, proxy=None)  # type: ignore[arg-type,list-item]


def refused(door: Door, words: str | None, **how: str) -> int:
    with pytest.raises(InvalidStatus) as refusal, line(door, words, **how):
        pass
    return refusal.value.response.status_code


def says(phone: ClientConnection, message: str) -> str:
    phone.send(message)
    return str(phone.recv(5)).split("\r\n", maxsplit=1)[0]


def test_a_ticket_opens_the_line_for_one_call(cast: Cast, door: Door, switch: Switch) -> None:
    words = ticket()
    with line(door, words) as phone:
        assert says(phone, INVITE) == "SIP/2.0 200 OK"
        assert says(phone, INVITE.replace("Call-ID: abc", "Call-ID: another")) == "SIP/2.0 403 Forbidden"
        assert says(phone, BYE) == "SIP/2.0 200 OK"
    assert [message.split(" ")[0] for message in switch.heard] == ["INVITE", "BYE"]
    assert f"X-Yesline-Ticket: {words}" in switch.heard[0]


def test_without_a_good_ticket_there_is_no_line(cast: Cast, door: Door, switch: Switch) -> None:
    assert refused(door, None) == 403
    assert refused(door, "nonsense") == 403
    assert refused(door, ticket()[:-3] + "xyz") == 403
    assert refused(door, ticket(ago=visit.TICKET_FOR)) == 403
    assert refused(door, ticket(), origin="http://evil.example") == 403
    assert switch.heard == []


def test_a_used_ticket_comes_back_to_its_call_and_begins_no_other(cast: Cast, door: Door, switch: Switch) -> None:
    words = ticket()
    with line(door, words) as phone:
        says(phone, INVITE)
    with line(door, words) as phone:
        assert says(phone, INVITE.replace("Call-ID: abc", "Call-ID: another")) == "SIP/2.0 403 Forbidden"
        assert says(phone, BYE) == "SIP/2.0 200 OK"


def test_two_lines_with_one_ticket_make_one_call(cast: Cast, door: Door, switch: Switch) -> None:
    words = ticket()
    with line(door, words) as first, line(door, words) as second:
        assert says(first, INVITE) == "SIP/2.0 200 OK"
        assert says(second, INVITE.replace("Call-ID: abc", "Call-ID: another")) == "SIP/2.0 403 Forbidden"


def test_one_address_has_so_many_lines_and_gets_them_back(cast: Cast, door: Door, switch: Switch) -> None:
    with ExitStack() as open_lines:
        lines = [open_lines.enter_context(line(door, ticket())) for _n in range(visitor_relay.AT_ONCE)]
        assert refused(door, ticket()) == 403
        lines[0].close()
        assert until(lambda: sum(visitor_relay._lines.values()) < visitor_relay.AT_ONCE, within=5)
        with line(door, ticket()) as phone:
            assert says(phone, INVITE) == "SIP/2.0 200 OK"


def test_a_ticket_is_no_agents_phone(cast: Cast, door: Door, switch: Switch) -> None:
    url = f"ws://127.0.0.1:{door.port}/sip"
    headers = {"Cookie": f"{visit.COOKIE}={ticket()}"}
    with pytest.raises(InvalidStatus), connect(url, origin=door.origin, subprotocols=["sip"],  # type: ignore[arg-type,list-item]
                                               additional_headers=headers, proxy=None):  # fmt: skip
        pass
