"""A visitor's browser may ring the number its ticket names, once, and say nothing about anybody else's call."""

import pytest
from tests.front.test_sip_rules import sip

from yesline.front.sip_rules import Refused
from yesline.front.visitor_rules import OWN, Line

OURS = "+78182550100"
INVITE = f"INVITE sip:{OURS}@yesline SIP/2.0"


def line(**more: object) -> Line:
    return Line(number=OURS, ticket="a:ticket", **more)  # type: ignore[arg-type]


def test_a_visitor_rings_us_and_the_ticket_goes_along() -> None:
    said = sip(INVITE, of=OWN, to=OURS, more=("Contact: <sip:x@a.invalid;transport=ws>",))
    assert line().passed(said) == said.replace("\r\n", "\r\nX-Yesline-Ticket: a:ticket\r\n", 1)


def test_what_belongs_to_the_call_passes_unchanged() -> None:
    mine = line()
    mine.passed(sip(INVITE, of=OWN, to=OURS))
    for message in (
        sip("ACK sip:asterisk@127.0.0.1 SIP/2.0", of=OWN, to=OURS),
        sip("CANCEL sip:asterisk@127.0.0.1 SIP/2.0", of=OWN, to=OURS),
        sip("BYE sip:asterisk@127.0.0.1 SIP/2.0", of=OWN, to=OURS),
        sip("SIP/2.0 200 OK", of=OURS, to=OWN),
    ):
        assert mine.passed(message) == message
    assert mine.passed("\r\n\r\n") is None


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (sip("INVITE sip:+79215550999@yesline SIP/2.0", of=OWN, to="+79215550999"), "somebody else"),
        (sip("INVITE sip:+79215550999@yesline SIP/2.0", of=OWN, to=OURS), "somebody else"),
        (sip(INVITE, of=OWN, to="+79215550999"), "somebody else"),
        (sip(INVITE, of="anna-b-1a2b3c", to=OURS), "somebody else"),
        (sip(INVITE, of=OWN, to=OURS).replace("0@yesline>\r\n", "0@yesline>;tag=7\r\n"), "one call"),
        (sip(INVITE, of=OWN, to=OURS, more=("Replaces: abc",)), "replaces"),
        (sip(INVITE, of=OWN, to=OURS, more=("X-Yesline-Ticket: another",)), "x-yesline-ticket"),
        (sip(INVITE, of=OWN, to=OURS, more=("P-Asserted-Identity: <sip:+79215550147@x>",)), "p-asserted"),
        (sip(INVITE, of=OWN, to=OURS, more=("Diversion: <sip:1@x>",)), "diversion"),
        (sip(INVITE, of=OWN, to=OURS, more=("Route: <sip:10.0.0.1;lr>",)), "route"),
        (sip("REGISTER sip:yesline SIP/2.0", of=OWN, to=OWN), "nothing else"),
        (sip("REFER sip:asterisk@127.0.0.1 SIP/2.0", of=OWN, to=OURS), "nothing else"),
        (sip("INFO sip:asterisk@127.0.0.1 SIP/2.0", of=OWN, to=OURS), "nothing else"),
        (sip("OPTIONS sip:asterisk@127.0.0.1 SIP/2.0", of=OWN, to=OURS), "nothing else"),
        (sip("BYE sip:asterisk@127.0.0.1 SIP/2.0", of=OWN, to=OURS), "somebody else's call"),
        (sip("BYE sip:asterisk@127.0.0.1 SIP/2.0", of="anna-b-1", to=OURS), "nothing else"),
    ],
)  # fmt: skip
def test_nothing_else_gets_through(message: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        line().passed(message)


def test_one_ticket_is_one_call() -> None:
    mine = line()
    mine.passed(sip(INVITE, of=OWN, to=OURS))
    with pytest.raises(Refused, match="one call"):
        mine.passed(sip(INVITE, of=OWN, to=OURS).replace("abc", "xyz"))
    with pytest.raises(Refused, match="somebody else's call"):
        mine.passed(sip("BYE sip:asterisk@127.0.0.1 SIP/2.0", of=OWN, to=OURS).replace("abc", "xyz"))


def test_a_line_that_comes_back_may_end_its_call_and_begin_none() -> None:
    back = line(may_begin=False, call="abc")
    bye = sip("BYE sip:asterisk@127.0.0.1 SIP/2.0", of=OWN, to=OURS)
    assert back.passed(bye) == bye
    with pytest.raises(Refused, match="one call"):
        back.passed(sip(INVITE, of=OWN, to=OURS))
