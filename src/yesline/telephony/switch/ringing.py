"""Whom we ring: agents' phones, mobiles and customers beyond a line of ours."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from typing import Any

from yesline.calls import ports
from yesline.telephony.ari import client as ari
from yesline.telephony.switch import facts, trunks
from yesline.telephony.switch.ears import Ears
from yesline.telephony.switch.legs import Legs

log = logging.getLogger(__name__)
_RINGS_WITHIN = 6.0  # seconds a phone that can be reached needs at most to say that it rings
_OUTSIDE_RINGS_WITHIN = 15.0  # seconds; a mobile network looks for the telephone first


class Ringing:
    """Rings a phone. One that can't be rung at all is a fact, not a failure."""

    def __init__(
        self, connection: ari.Connection, living: Legs, ears: Ears, told: "asyncio.Queue[facts.Fact | None]"
    ) -> None:
        self._asterisk = connection
        self._legs = living
        self._ears = ears
        self._facts = told
        self._running: set[asyncio.Task[None]] = set()

    async def ring_agent(self, wish: ports.RingAgent) -> None:
        """Ring an agent; a mobile must be confirmed by a key."""
        endpoint = trunks.endpoint(wish.outside) if wish.outside else wish.endpoint
        channel = self._legs.ringing(wish.offer_id, endpoint, needs_key=wish.outside is not None)
        headers = {"PJSIP_HEADER(add,X-Yesline-Offer)": str(wish.offer_id)}
        if wish.auto_answer:
            headers["PJSIP_HEADER(add,X-Yesline-Auto)"] = "1"
        try:
            await self._asterisk.request(
                "POST",
                f"channels/{channel}",
                body={"variables": headers},
                endpoint=endpoint,
                app=self._asterisk.address.app,
                appArgs=f"agent,{wish.offer_id}" + (",key" if wish.outside else ""),
                callerId=_shown(wish),
                timeout=wish.ring_for,
            )
        except ari.Refused as refused:
            log.info("Offer %s rings nowhere: %s", wish.offer_id, refused)
            self._legs.living.pop(channel, None)
            self._facts.put_nowait(facts.OfferEnded(offer_id=wish.offer_id, how=facts.NotTaken.UNREACHABLE))
            return
        self._soon(self._must_ring(channel, within=_OUTSIDE_RINGS_WITHIN if wish.outside else _RINGS_WITHIN))

    async def call_customer(self, wish: ports.CallCustomer) -> None:
        """The agent hears it ring. The dialplan arms the recording when it is answered, and hands it to us."""
        await self._ears.ring(wish.agent_channel)
        self._legs.calling(wish.channel, f"PJSIP/trunk-{wish.outside.trunk}")
        variables = {
            "_KEY": wish.channel,
            "_TRUNK": wish.outside.trunk,
            "_DIALLED": wish.outside.shown_as,
            "_CALLER": wish.outside.number,
        }
        try:
            await self._asterisk.request(
                "POST",
                f"channels/{wish.channel}",
                body={"variables": variables},
                endpoint=trunks.endpoint(wish.outside),
                context="call-back",
                extension="start",
                priority=1,
                callerId=_caller_id("", wish.outside.shown_as),
                timeout=wish.ring_for,
            )
        except (ari.Refused, ValueError) as error:
            log.warning("%s can't be called back: %s", wish.outside.number, error)
            self._legs.living.pop(wish.channel, None)
            self._facts.put_nowait(facts.CustomerNotReached(channel=wish.channel))

    async def _must_ring(self, channel: str, *, within: float) -> None:
        """A dead phone would keep the caller waiting for the whole time of an offer."""
        await asyncio.sleep(within)
        leg = self._legs.living.get(channel)
        if leg is not None and not leg.rang and not leg.ended_by_us:
            await self._asterisk.request("DELETE", f"channels/{channel}")

    def _soon(self, doing: Coroutine[Any, Any, None]) -> None:
        async def quietly() -> None:
            with contextlib.suppress(ari.Refused, ari.Disconnected):
                await doing

        task = asyncio.create_task(quietly())
        self._running.add(task)
        task.add_done_callback(self._running.discard)


def _caller_id(name: str, number: str) -> str:
    """As a phone shows it: quotes and brackets in a name would end it early."""
    plain = "".join(letter for letter in name if letter not in '"<>\\' and letter.isprintable())
    digits = "".join(letter for letter in number if letter in "+0123456789")
    return f'"{plain}" <{digits or "anonymous"}>'


def _shown(wish: ports.RingAgent) -> str:
    """Phones of ours show the caller. A network outside takes only numbers of ours."""
    return _caller_id("", wish.outside.shown_as) if wish.outside else _caller_id(wish.caller_name, wish.caller_number)
