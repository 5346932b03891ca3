"""A switch and people made of plain values, driven by chance: callers, phones, a controller killed anywhere.

`World.step` lets one thing happen. What flows wish is carried out as Asterisk would; a kill drops what was still
to be carried out and every fact until the controller is back. `trouble` says in sentences what is not right.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.cast import BANK, CEM, DORA, ORDERS, TROUBLE, ZED, Cast

from yesline.calls import ports
from yesline.calls.models import Command, Leg, Recording
from yesline.calls.ports import ChannelSeen, Wish
from yesline.contacts import queries as contacts
from yesline.contacts.models import Contact, Fact
from yesline.flows import (
    answer,
    arrive,
    be_there,
    call_in,
    call_now,
    come_back,
    do_as_asked,
    reach_out,
    route,
    wrap_up,
)
from yesline.kernel.errors import Refusal
from yesline.routing import queries as offers
from yesline.routing import rules
from yesline.routing.models import Offer
from yesline.staff.models import Agent, Phone

NODE = "main"


@dataclass
class Channel:
    """One leg at the switch."""

    id: str
    began_at: datetime
    number: str = ""
    dialled: str = ""
    up: bool = False
    with_rescue: bool = False
    rescued_at: datetime | None = None

    @property
    def is_caller(self) -> bool:
        return not self.id.startswith("offer-")

    @property
    def is_call_back(self) -> bool:
        return self.id.startswith("back-")


class Killed(Exception):
    """The controller is gone, in the middle of whatever it did."""


@dataclass
class World:
    """Everything that is outside our database, and the clock."""

    cast: Cast
    chance: Random
    at: datetime
    kills: bool = True
    rota: bool = False  # Bo and Eve are on duty, and agents call them in
    channels: dict[str, Channel] = field(default_factory=dict)
    bridges: set[str] = field(default_factory=set)
    running: bool = True
    switch_began_at: datetime | None = None
    came: int = 0
    rescued: dict[str, dict[str, Any]] = field(default_factory=dict)  # what the rescue plan wrote down
    story: list[str] = field(default_factory=list)
    told: list[tuple[Callable[..., list[Wish]], dict[str, Any]]] = field(default_factory=list)

    # One thing happens.

    def step(self) -> None:
        self.at += timedelta(seconds=self.chance.choice([0, 0, 1, 3, 7]))
        happenings = HAPPENINGS + HAPPENINGS_OF_DUTY * self.rota if self.running else HAPPENINGS_WITHOUT_US
        self.do(self.chance.choice(happenings))

    def do(self, happening: str) -> None:
        self.story.append(f"{self.at:%H:%M:%S} {happening}")
        try:
            getattr(self, happening)()
        except Killed:
            self.running = False
            self.story.append("         … and the controller is killed")

    def settle(self) -> None:
        """The controller is there, has found its bearings and looked once more who waits."""
        if not self.running:
            self.kills, kills = False, self.kills
            self.do("controller_comes_back")
            self.kills = kills
        self.kills, kills = False, self.kills
        self.do("watchdog")
        self.kills = kills

    # What people do.

    def somebody_calls(self) -> None:
        self.came += 1
        number = self.chance.choice([CEM, DORA, ZED, "anonymous", "+79215550111"])
        channel = Channel(
            f"c{self.came}", self.at, number=number, dialled=self.chance.choice([TROUBLE, TROUBLE, ORDERS, BANK])
        )
        self.channels[channel.id] = channel
        if self.running:
            self._arrived(channel)
        else:
            channel.with_rescue = True
            self.rescued[channel.id] = self._written(channel)

    def a_customer_picks_up(self) -> None:
        ringing = self._any([one for one in self.channels.values() if one.is_call_back and not one.up])
        if ringing:
            ringing.up = True
            self.tell(reach_out.reached, node=NODE, channel=ringing.id)

    def a_customer_does_not_pick_up(self) -> None:
        ringing = self._any([one for one in self.channels.values() if one.is_call_back and not one.up])
        if ringing:
            self._remove(ringing.id)
            self.tell(reach_out.not_reached, node=NODE, channel=ringing.id)

    def a_caller_hangs_up(self) -> None:
        caller = self._any([one for one in self._callers() if one.up or not one.is_call_back])
        if caller:
            self._caller_gone(caller, lost=self.chance.random() < 0.2)

    def an_agent_answers(self) -> None:
        ringing = self._any([one for one in self.channels.values() if not one.is_caller and not one.up])
        if ringing:
            ringing.up = True
            self.tell(answer.agent_answered, offer_id=self._offer_id(ringing), channel=ringing.id)

    def an_agent_declines(self) -> None:
        self._not_taken(route.offer_declined)

    def nobody_answers(self) -> None:
        self.at += timedelta(seconds=20)
        self._not_taken(route.offer_not_answered)

    def an_agent_hangs_up(self) -> None:
        talking = self._any(self._talking_agents())
        if talking:
            self._agent_gone(talking, lost=False)

    def an_agent_calls_in(self) -> None:
        """Whoever is on duty is to join a conversation."""
        contact = self._any(list(Contact.objects.filter(state="talking").order_by("id")))
        if contact and self._asked(call_in.ask, contact):
            self.watchdog()

    def an_agent_hands_over(self) -> None:
        contact = self._any(list(Contact.objects.filter(state="talking").order_by("id")))
        if contact and self._asked(call_in.hand_over, contact):
            self.tell(do_as_asked.commands_for, node=NODE)

    def a_phone_is_lost(self) -> None:
        phone = self._any(list(Phone.objects.filter(reachable=True).order_by("id")))
        if phone is None:
            return
        self.tell(route.phone_seen, node=NODE, sip_user=phone.sip_user, reachable=False, again=False)
        for channel in list(self.channels.values()):
            if not channel.is_caller and self._agent_of(channel) == phone.agent_id:
                if channel.up:
                    self._agent_gone(channel, lost=True)
                else:
                    self._remove(channel.id)
                    self.tell(route.offer_unreachable, offer_id=self._offer_id(channel))

    def a_phone_is_back(self) -> None:
        phone = self._any(list(Phone.objects.filter(reachable=False).order_by("id")))
        if phone is not None:
            self.tell(route.phone_seen, node=NODE, sip_user=phone.sip_user, reachable=True, again=False)

    def an_agent_says_ready(self) -> None:
        self._choose("available")

    def an_agent_takes_a_break(self) -> None:
        self._choose("break")

    def an_agent_goes_home(self) -> None:
        self._choose("offline")

    def an_agent_finishes_the_notes(self) -> None:
        contact = self._any(list(Contact.objects.filter(state="ended", agent__state="wrap_up").order_by("id")))
        if contact:
            self._asked(wrap_up.finish, contact)

    def an_agent_chooses_whom_to_call(self) -> None:
        contact = self._any(list(Contact.objects.filter(left_at__isnull=False, state="waiting").order_by("id")))
        agent = self._any(self._agents())
        if contact:
            try:
                call_now.call(seat=self.cast.seat(agent), contact_id=contact.pk, at=self.at)
            except Refusal:
                return
            self.tell(do_as_asked.commands_for, node=NODE)

    def an_agent_asks_the_switch(self) -> None:
        contact = self._any(list(Contact.objects.filter(state__in=["talking", "calling"]).order_by("id")))
        ask = self.chance.choice([answer.hold, answer.take_back, answer.hang_up, answer.dont_record, answer.not_there])
        if contact and self._asked(ask, contact):
            self.tell(do_as_asked.commands_for, node=NODE)

    # What happens by itself.

    def watchdog(self) -> None:
        if self.running:
            self.tell(route.match_all, node=NODE)
            self._read_in()

    def an_old_fact_comes_again(self) -> None:
        if self.told:
            flow, facts = self.chance.choice(self.told)
            self.carry_out(flow(**facts, at=self.at))

    def controller_is_killed(self) -> None:
        self.running = False

    def the_switch_dies(self) -> None:
        """Every channel with it. The controller notices when it is back."""
        self.running = False
        self.switch_began_at = self.at
        for channel in list(self.channels.values()):
            if channel.id in self.rescued and self.rescued[channel.id]["ended_at"] is None:
                self.rescued[channel.id]["ended_at"] = self.at
            self._remove(channel.id)
        self.bridges.clear()

    def controller_comes_back(self) -> None:
        self.running = True
        for channel in list(self.channels.values()):
            silent = not channel.is_caller and not channel.up
            if silent and self.at - channel.began_at > timedelta(seconds=20):
                self._remove(channel.id)
        self.tell(
            come_back.reconcile,
            node=NODE,
            channels=[self._seen(channel) for channel in self.channels.values()],
            bridges=sorted(self.bridges),
            switch_began_at=self.switch_began_at,
            again=False,
        )
        self.carry_out(be_there.phones_and_duty(at=self.at))
        for phone in Phone.objects.order_by("id"):
            self.tell(route.phone_seen, node=NODE, sip_user=phone.sip_user, reachable=phone.reachable, again=False)
        self.tell(do_as_asked.commands_for, node=NODE)
        self._read_in()

    # The switch.

    def tell(self, flow: Callable[..., list[Wish]], *, again: bool = True, **facts: Any) -> None:
        """A fact goes to its flow, if anybody is there to tell it; what the flow wishes is done."""
        if not self.running:
            if flow is route.phone_seen:  # it is proved anew on return; here the phone simply is what it is
                Phone.objects.filter(sip_user=facts["sip_user"]).update(reachable=facts["reachable"])
            return
        if again and flow is not route.match_all:
            self.told.append((flow, facts))
        self.carry_out(flow(**facts, at=self.at))

    def carry_out(self, wishes: Iterable[Wish]) -> None:
        for wish in wishes:
            if self.kills and self.chance.random() < 0.02:
                raise Killed
            self._wish(wish)

    def _wish(self, wish: Wish) -> None:  # noqa: C901 - one line for each wish is the plainest
        match wish:
            case ports.RingAgent(offer_id=offer_id, endpoint=endpoint):
                if Phone.objects.get(sip_user=endpoint.removeprefix("PJSIP/")).reachable:
                    self.channels[f"offer-{offer_id}"] = Channel(f"offer-{offer_id}", self.at)
                else:
                    self.tell(route.offer_unreachable, offer_id=offer_id)
            case ports.CallCustomer(channel=channel, outside=outside):
                self.channels[channel] = Channel(channel, self.at, number=outside.number)
            case ports.StopRinging(offer_id=offer_id):
                self._remove(f"offer-{offer_id}")
            case ports.Connect(contact_id=contact_id, caller_channel=caller, agent_channel=agent):
                if {caller, agent} <= self.channels.keys():
                    self.channels[caller].up = True
                    self.bridges.add(f"contact-{contact_id}")
                    self.tell(answer.connected, contact_id=contact_id)
            case ports.Disconnect(contact_id=contact_id, agent_channel=agent):
                self.bridges.discard(f"contact-{contact_id}")
                self._remove(agent)
            case ports.HangUp(channel=channel):
                self._ended_by_us(channel)
            case ports.EndCall(contact_id=contact_id, caller_channel=caller, agent_channel=agent):
                self.bridges.discard(f"contact-{contact_id}")
                self._ended_by_us(agent)
                self._ended_by_us(caller)
            case ports.DropBridge(name=name):
                self.bridges.discard(name)
        if wish.command_id is not None:
            self.tell(do_as_asked.command_done, command_id=wish.command_id)

    def _ended_by_us(self, name: str) -> None:
        channel = self.channels.get(name)
        if channel is not None and channel.is_caller:
            self._caller_gone(channel, lost=False)
        elif channel is not None:
            self._agent_gone(channel, lost=False)

    def _arrived(self, channel: Channel) -> None:
        wishes = arrive.call_arrived(
            node=NODE,
            channel=channel.id,
            caller_number=channel.number,
            trunk="demo",
            dialled=channel.dialled,
            at=self.at,
        )
        if self.chance.random() < 0.1:  # the database was slow: the rescue plan has taken the caller meanwhile
            self._to_rescue(channel)
            self.carry_out(wish for wish in wishes if getattr(wish, "channel", "") != channel.id)
            self.tell(arrive.gone_to_rescue, node=NODE, channel=channel.id)
        else:
            self.carry_out(wishes)

    def _to_rescue(self, channel: Channel) -> None:
        channel.with_rescue = True
        self.rescued[channel.id] = self._written(channel)

    def _written(self, channel: Channel) -> dict[str, Any]:
        """A line of the rescue log; sometimes somebody on duty answers."""
        answered = self.at + timedelta(seconds=4) if self.chance.random() < 0.5 else None
        return {
            "node": NODE, "key": channel.id, "caller_number": channel.number, "trunk": "demo",
            "dialled": channel.dialled, "arrived_at": self.at, "answered_at": answered,
            "answered_by": "PJSIP/duty" if answered else None, "ended_at": None,
        }  # fmt: skip

    def _read_in(self) -> None:
        for line in list(self.rescued.values()):
            self.tell(arrive.rescued_call, **line)
            if line["ended_at"]:
                self.rescued.pop(line["key"], None)

    def _caller_gone(self, channel: Channel, *, lost: bool) -> None:
        self._remove(channel.id)
        if channel.id in self.rescued:
            self.rescued[channel.id]["ended_at"] = self.at
        self.tell(answer.caller_left, node=NODE, channel=channel.id, lost=lost)
        self.tell(answer.recording_complete, node=NODE, channel=channel.id)

    def _agent_gone(self, channel: Channel, *, lost: bool) -> None:
        self._remove(channel.id)
        self.tell(answer.agent_left, offer_id=self._offer_id(channel), lost=lost)

    def _not_taken(self, flow: Callable[..., list[Wish]]) -> None:
        ringing = self._any([one for one in self.channels.values() if not one.is_caller and not one.up])
        if ringing:
            self._remove(ringing.id)
            self.tell(flow, offer_id=self._offer_id(ringing))

    def _remove(self, name: str) -> None:
        self.channels.pop(name, None)

    def _seen(self, channel: Channel) -> ChannelSeen:
        return ChannelSeen(
            id=channel.id,
            state="Up" if channel.up else "Ring",
            caller_number=channel.number,
            app_args=self._app_args(channel),
            created_at=channel.began_at,
        )

    def _app_args(self, channel: Channel) -> tuple[str, ...]:
        if channel.is_call_back:
            return ("back",) if channel.up else ()
        return ("in", "demo", channel.dialled) if channel.is_caller and not channel.with_rescue else ()

    # Looking.

    def _any(self, those: list[Any]) -> Any:
        return self.chance.choice(those) if those else None

    def _callers(self) -> list[Channel]:
        return [channel for channel in self.channels.values() if channel.is_caller]

    def _talking_agents(self) -> list[Channel]:
        return [channel for channel in self.channels.values() if not channel.is_caller and channel.up]

    def _offer_id(self, channel: Channel) -> int:
        return int(channel.id.removeprefix("offer-"))

    def _agent_of(self, channel: Channel) -> int:
        return Offer.objects.get(pk=self._offer_id(channel)).agent_id

    def _agents(self) -> list[Agent]:
        return list(Agent.objects.filter(pool=self.cast.pool).order_by("id"))

    def _choose(self, state: str) -> None:
        agent = self._any(self._agents())
        try:
            be_there.choose(seat=self.cast.seat(agent), state=state, at=self.at)
        except Refusal:
            return
        self.watchdog()

    def _asked(self, ask: Callable[..., object], contact: Contact) -> bool:
        try:
            ask(seat=self.cast.seat(contact.agent), contact_id=contact.pk, at=self.at)
        except Refusal:
            return False
        return True


HAPPENINGS = [
    *["somebody_calls"] * 4, *["an_agent_answers"] * 6, "an_agent_declines", "nobody_answers",
    *["a_caller_hangs_up"] * 2,
    *["an_agent_hangs_up"] * 2, "a_phone_is_lost", *["a_phone_is_back"] * 2, *["an_agent_says_ready"] * 6,
    "an_agent_takes_a_break", "an_agent_goes_home", *["an_agent_finishes_the_notes"] * 4,
    *["an_agent_asks_the_switch"] * 3, *["watchdog"] * 2, "an_old_fact_comes_again", "controller_is_killed",
    *["a_customer_picks_up"] * 3, "a_customer_does_not_pick_up", "an_agent_chooses_whom_to_call", "the_switch_dies",
]  # fmt: skip
HAPPENINGS_OF_DUTY = [*["an_agent_calls_in"] * 4, *["an_agent_hands_over"] * 3, *["watchdog"] * 4, "an_agent_goes_home"]
HAPPENINGS_WITHOUT_US = [
    "somebody_calls", "an_agent_answers", "a_caller_hangs_up", "an_agent_hangs_up", "a_phone_is_lost",
    "a_phone_is_back", "an_agent_says_ready", "an_agent_finishes_the_notes", "an_agent_asks_the_switch",
    "a_customer_picks_up", "a_customer_does_not_pick_up", "the_switch_dies",
    *["controller_comes_back"] * 3,
]  # fmt: skip


def trouble(world: World) -> list[str]:
    """Everything that is not as it must be once the controller is there and has looked who waits."""
    living = list(Contact.objects.exclude(state="ended").select_related("agent"))
    return [
        *_counts(world),
        *_places(world, living),
        *_agents_and_callers(world, living),
        *_waiting_beside_the_free(world, living),
        *_left_behind(world),
    ]


def _counts(world: World) -> list[str]:
    organisations = [world.cast.network.pk, world.cast.bank.pk]
    book = contacts.ledger(organisations, since=world.cast.at)
    said = [] if book.balances else [f"the ledger does not balance: {book}"]
    again = Fact.objects.filter(event="rang_again").count()
    written = book.came + again
    return said if written == world.came else [*said, f"{world.came} calls, {written} are written down"]


def _places(world: World, living: list[Contact]) -> list[str]:
    """Whoever lives has a leg at the switch and the other way round; bridges belong to those who talk."""
    callers = {channel.id for channel in world.channels.values() if channel.is_caller}
    legs = Leg.objects.exclude(state="gone").filter(party="caller", contact__in=living)
    known = set(legs.values_list("channel", flat=True))
    here = {contact.pk for contact in living if contact.left_at is None or contact.state == "calling"}
    without = here - set(legs.values_list("contact_id", flat=True))
    bridges = {f"contact-{contact.pk}" for contact in living if contact.state == "talking"}
    return [
        *[f"{key} is at the switch and nobody knows" for key in sorted(callers - known)],
        *[f"{key} lives in our books only" for key in sorted(known - callers)],
        *[f"contact {pk} has nobody on the line" for pk in sorted(without)],
        *[f"bridge {name} is missing" for name in sorted(bridges - world.bridges)],
        *[f"bridge {name} is nobody's" for name in sorted(world.bridges - bridges)],
    ]


def _agents_and_callers(world: World, living: list[Contact]) -> list[str]:
    offered = dict(Offer.objects.filter(state="live", duty=False).values_list("contact_id", "agent_id"))
    rung = set(Offer.objects.filter(state="live").values_list("agent_id", flat=True))
    busy = [contact for contact in living if contact.state in {"talking", "calling"}]
    on_the_line = Leg.objects.filter(party="agent", contact__in=busy).exclude(state="gone")
    talking = {contact.agent_id for contact in busy} | set(on_the_line.values_list("agent_id", flat=True))
    agents = world._agents()
    agent_legs = {name for name in world.channels if name.startswith("offer-")}
    expected = {f"offer-{pk}" for pk in Offer.objects.filter(state="live").values_list("pk", flat=True)}
    for contact in living:
        accepted = offers.accepted_offer_for(contact.pk) if contact in busy else None
        expected |= {accepted.channel} if accepted else set()
    expected |= set(on_the_line.values_list("channel", flat=True))
    return [
        *_differs("is offered", {one.pk for one in living if one.state == "offered"}, set(offered)),
        *_differs("agent rings", {one.pk for one in agents if one.state == "offered"}, rung),
        *_differs("agent talks", {one.pk for one in agents if one.state == "talking"}, talking),
        *_differs("agent's leg", agent_legs, expected),
    ]


def _differs(what: str, here: set[Any], there: set[Any]) -> list[str]:
    return [] if here == there else [f"{what}: {sorted(here)}, but {sorted(there)}"]


def _declined_by(contact: Contact, *, since: datetime) -> set[int]:
    declined = Offer.objects.filter(contact=contact, state="declined", ended_at__gt=since)
    return set(declined.values_list("agent_id", flat=True))


def _waiting_beside_the_free(world: World, living: list[Contact]) -> list[str]:
    free = [one for one in world._agents() if one.state == "available" and one.reachable]
    said = []
    for contact in living:
        kept = contact.kept_until is not None and world.at < contact.kept_until
        later = contact.left_at is not None and (contact.call_at is None or contact.call_at > world.at)
        if contact.state != "waiting" or kept or later:
            continue
        no = _declined_by(contact, since=world.at - rules.DECLINED_FOR)
        for agent in free:
            serves = agent.memberships.filter(organisation=contact.organisation_id).exists()
            if serves and contact.language in agent.languages and agent.pk not in no:
                said.append(f"contact {contact.pk} waits while {agent.name} is free")
    return said


def _left_behind(world: World) -> list[str]:
    sent = Command.objects.filter(state__in=["asked", "sent"]).exclude(verb="push_phone")
    legs = Leg.objects.exclude(state="gone").exclude(channel__in=world.channels)
    sounds = Recording.objects.filter(state="running").exclude(channel__in=world.channels)
    return [
        *[f"command {one.verb} for contact {one.contact_id} is {one.state} for ever" for one in sent],
        *[f"leg {one.channel} lives in our books only" for one in legs],
        *[f"the recording of {one.channel} is never finished" for one in sounds],
    ]
