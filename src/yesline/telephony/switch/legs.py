"""From Asterisk's events to facts: what the end of a leg means. Pure: it remembers, and talks to nobody."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from yesline.telephony.ari import events
from yesline.telephony.switch import facts
from yesline.telephony.switch.facts import Fact, NotTaken

_NORMAL = 16  # Q.850: somebody hung up
# Q.850: the network or the sound failed, or (18) the other side no longer answers in the middle of a call
_FAULTS = frozenset({18, 27, 38, 41, 42, 44, 102, 111})
_NO = frozenset({480, 486, 600, 603})  # SIP: the phone was asked and said no
_NAMELESS = frozenset({"", "anonymous", "unavailable", "unknown", "restricted", "private"})
_OFFER = "offer-"
_BACK = "back-"
HELD_IN = "HELD_IN"  # set on a caller who is put on hold: the bridge where their agent stays


def channel_of(offer_id: int) -> str:
    """The name we give an agent's leg."""
    return f"{_OFFER}{offer_id}"


def offer_of(channel: str) -> int | None:
    """Which offer a channel rings for; None for a caller's."""
    number = channel.removeprefix(_OFFER)
    return int(number) if channel.startswith(_OFFER) and number.isdigit() else None


def is_call_back(channel: str) -> bool:
    """Whether a channel rings a customer."""
    return channel.startswith(_BACK)


@dataclass
class Leg:
    """What has happened to one channel so far."""

    endpoint: str
    name: str = ""  # Asterisk's own, where nothing else is understood
    armed: bool = False  # what it says while it is joined to somebody is taken down
    rang: bool = False
    answered: bool = False
    ended_by_us: bool = False
    needs_key: bool = False  # what picked up may be a voicemail, until a key is pressed
    refused_with: int | None = None  # the peer asked for the end; the SIP code, 0 for a plain BYE


@dataclass
class Legs:
    """The living channels of one Asterisk."""

    living: dict[str, Leg] = field(default_factory=dict)
    reachable: dict[str, bool] = field(default_factory=dict)

    def adopt(self, channels: Iterable[events.Channel]) -> None:
        """Take over the channels that were there before us."""
        for channel in channels:
            self._changed(channel)

    def ringing(self, offer_id: int, endpoint: str, *, needs_key: bool = False) -> str:
        """We are about to ring a phone (PJSIP/name). Returns the name of the new channel."""
        channel = channel_of(offer_id)
        self.living[channel] = Leg(endpoint=endpoint.split("/")[1], needs_key=needs_key)
        return channel

    def calling(self, channel: str, endpoint: str) -> None:
        """We are about to ring a customer."""
        self.living[channel] = Leg(endpoint=endpoint.split("/")[1])

    def ending(self, channel: str) -> None:
        """We are about to end this leg ourselves: its end is nobody's doing."""
        if channel in self.living:
            self.living[channel].ended_by_us = True

    def talking_on(self, endpoint: str) -> list[str]:
        """The answered agent legs of a phone."""
        return [
            name
            for name, leg in self.living.items()
            if leg.endpoint == endpoint and leg.answered and offer_of(name) is not None
        ]

    def read(self, event: events.Event) -> list[Fact]:  # noqa: C901, PLR0911  one line per kind of event
        """What an event means."""
        match event:
            case events.Began(channel=channel, args=("in", trunk, dialled, *rest)):
                self._changed(channel)
                return [_arrived(channel, trunk, dialled, *rest)]
            case events.Began(channel=channel, args=("back", *_)):
                self._changed(channel)
                return [facts.CustomerReached(channel=channel.id)]
            case events.Began(channel=channel):
                leg = self._changed(channel)
                return [] if leg.needs_key else _answered(channel)
            case events.KeyPressed(channel=channel):
                leg = self._changed(channel)
                confirmed, leg.needs_key = leg.needs_key, False
                return _answered(channel) if confirmed else []
            case events.Changed(channel=channel):
                self._changed(channel)
            case events.HangupAsked(channel=channel, by_us=False, sip_code=code):
                self._changed(channel).refused_with = code
            case events.Destroyed():
                return self._ended(event)
            case events.Turned(caller=number, trunk=trunk, dialled=dialled):
                return [facts.TurnedAway(number=number, trunk=trunk, dialled=dialled)]
            case events.EndpointSeen(name=name, reachable=reachable):
                if self.reachable.get(name) is not reachable:
                    self.reachable[name] = reachable
                    return [facts.PhoneSeen(sip_user=name, reachable=reachable)]
        return []

    def _changed(self, channel: events.Channel) -> Leg:
        leg = self.living.setdefault(channel.id, Leg(endpoint=channel.endpoint))
        leg.endpoint, leg.name = channel.endpoint, channel.name
        leg.rang |= channel.state in {"Ringing", "Up"}
        leg.answered |= channel.state == "Up"
        return leg

    def _ended(self, event: events.Destroyed) -> list[Fact]:
        leg = self.living.pop(event.channel.id, None) or Leg(endpoint=event.channel.endpoint)
        offer_id = offer_of(event.channel.id)
        if offer_id is None and is_call_back(event.channel.id) and not leg.answered:
            return [facts.CustomerNotReached(channel=event.channel.id)]
        if offer_id is None:
            return [facts.CallerLeft(channel=event.channel.id, lost=event.cause in _FAULTS)]
        if leg.answered and not leg.needs_key:
            hung_up = leg.refused_with is not None and event.cause in {0, _NORMAL}
            return [facts.AgentLeft(offer_id=offer_id, lost=not hung_up and not leg.ended_by_us)]
        if leg.ended_by_us:
            return []
        return [facts.OfferEnded(offer_id=offer_id, how=_not_taken(leg))]


def _answered(channel: events.Channel) -> list[Fact]:
    offer_id = offer_of(channel.id)
    return [] if offer_id is None else [facts.AgentAnswered(offer_id=offer_id, channel=channel.id)]


def _not_taken(leg: Leg) -> NotTaken:
    if leg.answered:  # by something that pressed no key
        return NotTaken.NOT_ANSWERED
    if leg.refused_with in _NO:
        return NotTaken.DECLINED
    if leg.rang and leg.refused_with is None:
        return NotTaken.NOT_ANSWERED
    return NotTaken.UNREACHABLE


def _arrived(
    channel: events.Channel, trunk: str, dialled: str, presentation: str = "", ticket: str = ""
) -> facts.CallerArrived:
    """A withheld number stays withheld, even where the network told it to us."""
    number: str | None = channel.caller_number
    if presentation.startswith("prohib") or channel.caller_number.lower() in _NAMELESS:
        number = None
    name = channel.caller_name if number and channel.caller_name != number else None
    return facts.CallerArrived(
        channel=channel.id, number=number, name=name or None, trunk=trunk, dialled=dialled, ticket=ticket
    )
