"""What Asterisk tells us, as typed values; the many events nobody here needs are not asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One party's connection as Asterisk sees it. `state`: Down, Ring, Ringing, Up and the like."""

    id: str
    name: str
    state: str
    caller_name: str
    caller_number: str
    created_at: datetime
    app: str = ""
    app_args: tuple[str, ...] = ()

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Channel":
        dialplan = said.get("dialplan", {})
        app, *app_args = dialplan.get("app_data", "").split(",")
        in_stasis = dialplan.get("app_name") == "Stasis"
        return cls(
            id=said["id"],
            name=said["name"],
            state=said["state"],
            caller_name=said["caller"]["name"],
            caller_number=said["caller"]["number"],
            created_at=datetime.fromisoformat(said["creationtime"]),
            app=app if in_stasis else "",
            app_args=tuple(app_args) if in_stasis else (),
        )

    @property
    def endpoint(self) -> str:
        """`anna-b` for a channel called PJSIP/anna-b-0000002a."""
        return self.name.partition("/")[2].rpartition("-")[0]


@dataclass(frozen=True, kw_only=True)
class Began:
    """A channel came into our hands, with the arguments it was sent with."""

    channel: Channel
    args: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A channel's state changed: it rings, it was answered."""

    channel: Channel


@dataclass(frozen=True, kw_only=True)
class HangupAsked:
    """The other side of a channel (or we, if `by_us`) asked for its end. `sip_code` where the network gave one."""

    channel: Channel
    by_us: bool
    sip_code: int


@dataclass(frozen=True, kw_only=True)
class Left:
    """A channel left our hands; it may go on in the dialplan."""

    channel: Channel


@dataclass(frozen=True, kw_only=True)
class Destroyed:
    """A channel is over. `cause` as in Q.850, `sip_code` where the network gave one, else 0."""

    channel: Channel
    cause: int
    sip_code: int


@dataclass(frozen=True, kw_only=True)
class KeyPressed:
    """A key was pressed on the telephone of a channel."""

    channel: Channel


@dataclass(frozen=True, kw_only=True)
class Played:
    """A playback came to its end, played or not."""

    playback_id: str


@dataclass(frozen=True, kw_only=True)
class Sounds:
    """Where sound is listened for, some has just come."""

    channel: Channel


@dataclass(frozen=True, kw_only=True)
class Turned:
    """A caller heard "busy" before we were asked: their number or their trunk had called too often."""

    caller: str
    trunk: str
    dialled: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Holds:
    """The other side of a channel has put us on hold, or taken us back."""

    channel: Channel
    on: bool


@dataclass(frozen=True, kw_only=True)
class EndpointSeen:
    """Whether a phone can be reached, by its registration and what it answered."""

    name: str
    reachable: bool


Event = Began | Changed | HangupAsked | Left | Destroyed | KeyPressed | Played | Sounds | Turned | Holds | EndpointSeen
TYPES = (
    "StasisStart",
    "ChannelStateChange",
    "ChannelHangupRequest",
    "StasisEnd",
    "ChannelDestroyed",
    "ChannelDtmfReceived",
    "PlaybackFinished",
    "ChannelTalkingStarted",
    "ChannelUserevent",
    "ChannelHold",
    "ChannelUnhold",
    "PeerStatusChange",
    "ContactStatusChange",
)


def read(said: Mapping[str, Any]) -> Event | None:  # noqa: C901, PLR0911  one line per kind of event
    """The event in a message of Asterisk, or None for one of those nobody here needs."""
    match said["type"]:
        case "StasisStart":
            return Began(channel=Channel.read(said["channel"]), args=tuple(said["args"]))
        case "ChannelStateChange":
            return Changed(channel=Channel.read(said["channel"]))
        case "ChannelHangupRequest":
            channel, code = Channel.read(said["channel"]), said.get("tech_cause", 0)
            return HangupAsked(channel=channel, by_us=said.get("soft", False), sip_code=code)
        case "StasisEnd":
            return Left(channel=Channel.read(said["channel"]))
        case "ChannelDestroyed":
            channel, code = Channel.read(said["channel"]), said.get("tech_cause", 0)
            return Destroyed(channel=channel, cause=said["cause"], sip_code=code)
        case "ChannelDtmfReceived":
            return KeyPressed(channel=Channel.read(said["channel"]))
        case "PlaybackFinished":
            return Played(playback_id=said["playback"]["id"])
        case "ChannelTalkingStarted":
            return Sounds(channel=Channel.read(said["channel"]))
        case "ChannelUserevent" if said["eventname"] == "Refused":
            told = said["userevent"]
            return Turned(caller=told["caller"], trunk=told["trunk"], dialled=told["dialled"], why=told["why"])
        case "ChannelHold" | "ChannelUnhold":
            return Holds(channel=Channel.read(said["channel"]), on=said["type"] == "ChannelHold")
        case "PeerStatusChange" | "ContactStatusChange":
            return _seen(said)
    return None


def _seen(said: Mapping[str, Any]) -> EndpointSeen | None:
    """A desk phone that has just registered is not known to be there until it was asked."""
    reachable = said["endpoint"].get("state") == "online"
    if not reachable and said.get("contact_info", {}).get("contact_status") == "NonQualified":
        return None
    return EndpointSeen(name=said["endpoint"]["resource"], reachable=reachable)
