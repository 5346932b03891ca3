"""Delays come from the first INVITE in and the first INVITE out; nobody is counted twice or for nothing."""

from benchmarks.lib import rings
from benchmarks.lib.rings import Freed, Ring
from benchmarks.lib.sip_log import Message

CEM, DORA = "+79215550147", "+79215550163"


def invite(at: float, caller: str, *, to: str = "+78182550000", call_id: str = "c", sent: bool = True) -> Message:
    text = f"INVITE sip:{to}@127.0.0.1 SIP/2.0\r\nFrom: <sip:{caller}@127.0.0.2>;tag=1\r\nCall-ID: {call_id}\r\n"
    return Message(at=at, sent=sent, text=text)


def bye(at: float, call_id: str, *, sent: bool = True) -> Message:
    return Message(at=at, sent=sent, text=f"BYE sip:y@127.0.0.1 SIP/2.0\r\nCall-ID: {call_id}\r\n")


def test_an_invite_that_is_sent_again_does_not_shorten_the_wait() -> None:
    arrived = rings.arrivals([invite(1.0, CEM), invite(1.5, CEM), invite(2.0, DORA)])
    assert arrived == {CEM: 1.0, DORA: 2.0}
    rung = rings.rings(
        [
            invite(1.75, CEM, to="anna", call_id="a", sent=False),
            invite(2.25, CEM, to="anna", call_id="a", sent=False),
            invite(3.0, CEM, to="bo", call_id="b", sent=False),
        ]
    )
    assert [(ring.phone, ring.at) for ring in rung] == [("anna", 1.75), ("bo", 3.0)]
    assert rings.until_rung(arrived, rung) == [0.75]  # Dora was never rung for


def test_a_phone_hangs_up_once_a_call() -> None:
    phones = [
        invite(1.0, CEM, to="anna", call_id="a", sent=False),
        invite(1.0, DORA, to="bo", call_id="b", sent=False),
        bye(5.0, "a"),
        bye(5.5, "a"),
        bye(6.0, "b", sent=False),  # Bo's caller hung up: Bo did not
    ]
    assert rings.hung_up(phones) == [Freed(at=5.0, phone="anna")]


def ring(at: float, phone: str, caller: str) -> Ring:
    return Ring(at=at, phone=phone, caller=caller, call_id=f"{phone}{at}")


def test_only_a_caller_who_was_waiting_already_counts() -> None:
    freed = [Freed(at=10.0, phone="anna"), Freed(at=20.0, phone="anna"), Freed(at=10.0, phone="bo")]
    rung = [ring(10.5, "anna", CEM), ring(29.0, "anna", DORA)]
    assert rings.until_next(freed, rung, {CEM: 3.0, DORA: 28.0}) == [0.5]


def test_an_agent_who_becomes_free_and_is_not_rung_before_the_next_time_counts_once() -> None:
    freed = [Freed(at=10.0, phone="anna"), Freed(at=12.0, phone="anna")]
    assert rings.until_next(freed, [ring(12.25, "anna", CEM)], {CEM: 3.0}) == [0.25]


def test_conversations_at_once_are_those_between_ack_and_bye() -> None:
    def ack(at: float, call_id: str) -> Message:
        return Message(at=at, sent=False, text=f"ACK sip:a@127.0.0.3 SIP/2.0\r\nCall-ID: {call_id}\r\n")

    phones = [invite(0.0, CEM, to=name, call_id=name, sent=False) for name in "abc"]
    phones += [ack(1.0, "a"), ack(2.0, "b"), bye(3.0, "a"), ack(4.0, "c"), bye(5.0, "b"), bye(6.0, "c")]
    assert rings.most_at_once(phones) == 2
