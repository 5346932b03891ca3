"""Wishes: what flows ask of the switch, as plain values. The controller carries them out in order.

Channel and bridge names are the switch's; `command_id` is set when a person's command asked for it.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Wish:
    command_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RingTone(Wish):
    """The caller's phone shows that it rings; nothing is answered yet."""

    channel: str
    answer_after: float = 60.0  # seconds the trunk lets a call ring before it must be answered


@dataclass(frozen=True, kw_only=True)
class PlayNotice(Wish):
    """A recorded sentence of at most 3 s to the caller, then the ring tone again."""

    channel: str
    sound: str


@dataclass(frozen=True, kw_only=True)
class TellWaiting(Wish):
    """Whoever waits hears these recorded words, one after the other, then quiet music until somebody answers.

    Without words only the music; what sounds already is not begun anew.
    """

    channel: str
    sounds: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Outside:
    """A telephone beyond one of our lines, an agent's mobile or a customer's. It sees `shown_as`, a number of ours."""

    trunk: str
    address: str  # where that line takes calls: host or host:port
    number: str  # E.164
    shown_as: str


@dataclass(frozen=True, kw_only=True)
class RingAgent(Wish):
    """Ring an agent's phone (`endpoint`), or their mobile (`outside`), which must be confirmed by a key:
    what picks up there may be a voicemail.
    """

    offer_id: int
    endpoint: str = ""
    outside: Outside | None = None
    caller_name: str
    caller_number: str
    ring_for: int  # seconds
    auto_answer: bool = False


@dataclass(frozen=True, kw_only=True)
class CallCustomer(Wish):
    """Ring a customer's phone for an agent who is on the line already and hears it ring."""

    contact_id: int
    channel: str  # the name their leg gets
    agent_channel: str
    outside: Outside
    ring_for: int  # seconds


@dataclass(frozen=True, kw_only=True)
class StopRinging(Wish):
    offer_id: int


@dataclass(frozen=True, kw_only=True)
class Connect(Wish):
    """Answer the caller if that is still to be done and let both hear each other."""

    contact_id: int
    caller_channel: str
    agent_channel: str


@dataclass(frozen=True, kw_only=True)
class Join(Wish):
    """One more on our side joins two who talk: all hear each other."""

    contact_id: int
    caller_channel: str
    agent_channel: str


@dataclass(frozen=True, kw_only=True)
class Disconnect(Wish):
    """Take the agent's leg away; the caller stays and hears that we are at it."""

    contact_id: int
    caller_channel: str
    agent_channel: str


@dataclass(frozen=True, kw_only=True)
class HoldCaller(Wish):
    contact_id: int
    caller_channel: str
    agent_channel: str


@dataclass(frozen=True, kw_only=True)
class TakeBack(Wish):
    contact_id: int
    caller_channel: str
    agent_channel: str


@dataclass(frozen=True, kw_only=True)
class Muted(Wish):
    """The agent has switched their microphone off; from now on their silence is no fault."""

    contact_id: int
    caller_channel: str
    agent_channel: str


@dataclass(frozen=True, kw_only=True)
class Unmuted(Wish):
    contact_id: int
    caller_channel: str
    agent_channel: str


@dataclass(frozen=True, kw_only=True)
class HangUp(Wish):
    """End one leg; a caller who was not answered yet hears "busy" if it is so."""

    channel: str
    busy: bool = False


@dataclass(frozen=True, kw_only=True)
class EndCall(Wish):
    """A person ended it: every leg and the bridge go."""

    contact_id: int
    caller_channel: str
    agent_channel: str


@dataclass(frozen=True, kw_only=True)
class DropBridge(Wish):
    """A bridge nobody owns any more, left by a controller that died."""

    name: str


@dataclass(frozen=True, kw_only=True)
class DiscardRecording(Wish):
    """The caller said "don't record": what was taken is removed at once."""

    channel: str


@dataclass(frozen=True, kw_only=True)
class ToRescue(Wish):
    """Hand this caller to the switch's own rescue plan."""

    channel: str


@dataclass(frozen=True, kw_only=True)
class PushPhone(Wish):
    sip_user: str
    secret: str = field(repr=False)
    kind: str


@dataclass(frozen=True, kw_only=True)
class DropPhone(Wish):
    sip_user: str


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """Whom the switch rings, in turn, for one dialled number (in every spelling it may have)."""

    dialled: str
    endpoints: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TrunkLine:
    """A line calls come in by: whoever sends from one of its addresses may ring our numbers, and nothing else."""

    name: str
    addresses: tuple[str, ...]  # hosts, IP addresses, networks
    max_calls: int = 100
    language: str = "ru"


@dataclass(frozen=True, kw_only=True)
class WriteRescue(Wish):
    """What the switch keeps on its own disk, so that it serves callers when it is started without us."""

    lines: tuple[DutyLine, ...]
    trunks: tuple[TrunkLine, ...] | None = None  # None: those it has


@dataclass(frozen=True, kw_only=True)
class ChannelSeen:
    """A channel the switch says is alive, after a reconnect."""

    id: str
    name: str = ""
    state: str = ""
    caller_number: str = ""
    app_args: tuple[str, ...] = ()
    created_at: datetime | None = None
