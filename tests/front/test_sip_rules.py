"""What a browser may say to the switch: as itself, one whole message at a time, and never a call."""

import pytest

from yesline.front import sip_rules
from yesline.front.sip_rules import Refused

OWN = "anna-b-1a2b3c"


def sip(first: str, *, of: str = OWN, to: str = OWN, body: str = "", more: tuple[str, ...] = ()) -> str:
    """A message as JsSIP writes it."""
    method = first.split(" ", maxsplit=1)[0]
    return "\r\n".join(
        [
            first,
            "Via: SIP/2.0/WS 8qk2.invalid;branch=z9hG4bK1",
            f"From: <sip:{of}@yesline>;tag=1",
            f"To: <sip:{to}@yesline>",
            "Call-ID: abc",
            f"CSeq: 1 {method}",
            *more,
            f"Content-Length: {len(body.encode())}",
            "",
            body,
        ]
    )


@pytest.mark.parametrize(
    "message",
    [
        sip("REGISTER sip:yesline SIP/2.0"),
        sip("SIP/2.0 180 Ringing", of="+79215550147"),
        sip("SIP/2.0 200 OK", of="+79215550147", body="v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n"),
        sip("SIP/2.0 603 Decline", of="+79215550147"),
        sip("BYE sip:asterisk@127.0.0.1:5160 SIP/2.0", to="+79215550147"),
        sip("ACK sip:asterisk@127.0.0.1:5160 SIP/2.0", to="+79215550147"),
        sip("SIP/2.0 200 OK", of='x>" <sip:eve').replace("<sip:x>", '"x>" <sip:x>'),
    ],
)
def test_a_phone_speaks_for_itself(message: str) -> None:
    assert sip_rules.check(message, own=OWN) is not None


def test_a_keepalive_passes() -> None:
    assert sip_rules.check("\r\n\r\n", own=OWN) is None


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (sip("INVITE sip:+79215550999@yesline SIP/2.0"), "no INVITE"),
        (sip("REFER sip:asterisk@127.0.0.1 SIP/2.0"), "no REFER"),
        (sip("MESSAGE sip:bo@yesline SIP/2.0"), "no MESSAGE"),
        (sip("SUBSCRIBE sip:bo@yesline SIP/2.0"), "no SUBSCRIBE"),
        (sip("REGISTER sip:yesline SIP/2.0", of="bo-b-1", to="bo-b-1"), "somebody else's phone"),
        (sip("REGISTER sip:yesline SIP/2.0", to="bo-b-1"), "registers somebody else's"),
        (sip("BYE sip:asterisk@127.0.0.1 SIP/2.0", of="bo-b-1", to="+79215550147"), "somebody else's phone"),
    ],
)
def test_nobody_calls_or_speaks_for_others(message: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        sip_rules.check(message, own=OWN)


GOOD = sip("REGISTER sip:yesline SIP/2.0")


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (GOOD + sip("INVITE sip:+79215550999@yesline SIP/2.0"), "length"),
        (GOOD.replace("Content-Length: 0", "Content-Length: 0\r\nl: 0"), "one content-length"),
        (GOOD.replace("\r\nContent-Length: 0", ""), "one content-length"),
        (GOOD.replace("Call-ID: abc", "Call-ID: abc\r\nf: <sip:bo-b-1@yesline>;tag=2"), "one from"),
        (GOOD.replace("To: ", "To:\r\n "), "folded"),
        (GOOD.replace("Call-ID: abc", "Call-ID: abc\nX: y"), "broken lines"),
        (GOOD.replace("Call-ID: abc", "Call-ID: abc\rX: y"), "broken lines"),
        (GOOD.replace("REGISTER sip", "register sip"), "neither"),
        (GOOD.replace("SIP/2.0\r\n", "SIP/2.0 \r\n", 1), "neither"),
        ("REGISTER sip:yesline SIP/2.0", "not a whole message"),
        (sip("REGISTER sip:yesline SIP/2.0", more=("X: " + "y" * 70_000,)), "not a whole message"),
        (GOOD.replace("Call-ID: abc", "Call-ID abc"), "nameless"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(message: str, why: str) -> None:
    """A second message hidden behind the first, above all."""
    with pytest.raises(Refused, match=why):
        sip_rules.check(message, own=OWN)


@pytest.mark.parametrize(
    ("address", "user"),
    [
        ("<sip:anna-b@yesline>;tag=1", "anna-b"),
        ('"Anna <sip:bo-b@yesline>" <sip:anna-b@yesline>', "anna-b"),
        ("sip:anna-b@yesline;tag=1", "anna-b"),
        ("<sips:anna-b@yesline:5061;transport=ws>", "anna-b"),
        ("<sip:yesline>", ""),
        ("<sip:anna-b@yesline>, <sip:bo-b@yesline>", ""),
        ('"Anna\\" <sip:anna-b@yesline>" <sip:bo-b@yesline>', "bo-b"),
        ("Anna <sip:anna-b@yesline>", "anna-b"),
        ("anna-b", ""),
    ],
)
def test_who_an_address_names(address: str, user: str) -> None:
    assert sip_rules.user_of(address) == user


def test_a_refused_request_is_answered_so_that_the_phone_knows() -> None:
    answer = sip_rules.forbidden(sip("INVITE sip:+79215550999@yesline SIP/2.0"))
    assert answer == "\r\n".join(
        [
            "SIP/2.0 403 Forbidden",
            "Via: SIP/2.0/WS 8qk2.invalid;branch=z9hG4bK1",
            f"From: <sip:{OWN}@yesline>;tag=1",
            f"To: <sip:{OWN}@yesline>",
            "Call-ID: abc",
            "CSeq: 1 INVITE",
            "Content-Length: 0",
            "",
            "",
        ]
    )


def test_responses_and_broken_messages_get_no_answer() -> None:
    assert [sip_rules.forbidden(text) for text in (sip("SIP/2.0 200 OK"), "nonsense", sip("ACK sip:x@y SIP/2.0"))] == [
        None,
        None,
        None,
    ]
