"""What the switch reports, in the words of the house."""

from dataclasses import dataclass
from enum import StrEnum

from yesline.calls.enums import Party


@dataclass(frozen=True, kw_only=True)
class CallerArrived:
    """Somebody dialled a number of ours. `number` is None when it was withheld; a visitor's browser has a ticket."""

    channel: str
    number: str | None
    name: str | None
    trunk: str
    dialled: str
    ticket: str = ""


@dataclass(frozen=True, kw_only=True)
class CallerLeft:
    """A caller's leg is gone; `lost` by a fault, not hung up. Its recording is whole."""

    channel: str
    lost: bool


@dataclass(frozen=True, kw_only=True)
class AgentAnswered:
    offer_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class CustomerReached:
    """Who is called back has picked up."""

    channel: str


@dataclass(frozen=True, kw_only=True)
class CustomerNotReached:
    """Who is called back did not pick up, or their phone could not be rung."""

    channel: str


class NotTaken(StrEnum):
    """How an offer ended that nobody took."""

    DECLINED = "declined"  # the phone said no
    NOT_ANSWERED = "not answered"  # it rang, nobody came
    UNREACHABLE = "unreachable"  # it did not even ring


@dataclass(frozen=True, kw_only=True)
class OfferEnded:
    offer_id: int
    how: NotTaken


@dataclass(frozen=True, kw_only=True)
class AgentLeft:
    """The leg of an agent who talked is gone; `lost` with the phone or its sound, not hung up by a person."""

    offer_id: int
    lost: bool


@dataclass(frozen=True, kw_only=True)
class PhoneSeen:
    """The server has proved that a phone can, or can't, be reached."""

    sip_user: str
    reachable: bool


@dataclass(frozen=True, kw_only=True)
class SideUnheard:
    """One of two who talk is not heard by the other. `sends`: something arrives from them, but it is silence."""

    offer_id: int
    whose: Party
    sends: bool


@dataclass(frozen=True, kw_only=True)
class SideHeard:
    """Who was told of as unheard is heard again."""

    offer_id: int
    whose: Party


@dataclass(frozen=True, kw_only=True)
class TurnedAway:
    """A call heard "busy" and never came to us; `number` is empty where it was withheld."""

    number: str
    trunk: str
    dialled: str


_OfCaller = CallerArrived | CallerLeft | CustomerReached | CustomerNotReached
Fact = _OfCaller | AgentAnswered | OfferEnded | AgentLeft | SideUnheard | SideHeard | PhoneSeen | TurnedAway
