"""Phones are pushed into Asterisk's memory, never stored there; trunks and the rescue plan lie on its disk."""

import asyncio
import contextlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from yesline.calls import ports
from yesline.telephony.ari import client as ari
from yesline.telephony.switch import trunks

_WHERE = "asterisk/config/dynamic/res_pjsip"
_GONE = 404
_AT_ONCE = 16  # phones pushed side by side
_ENDPOINT = re.compile(r"PJSIP/[A-Za-z0-9_.+@-]+")
_NUMBER = re.compile(r"[+0-9A-Za-z._]+")
_COMMON = {
    "context": "from-agent",
    "disallow": "all",
    "direct_media": "no",
    "allow_subscribe": "no",
    "allow_transfer": "no",
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where this Asterisk keeps its files, and where desk phones send their sound, if not to its own address."""

    monitor: Path
    rescue_plan: Path
    desk_media_address: str = ""

    @property
    def trunks(self) -> Path:
        return self.rescue_plan.with_name("trunks.conf")

    @property
    def no_room(self) -> Path:
        """While this note of the watchdog's is there, nobody is recorded: the disk is full."""
        return self.monitor.with_name("no-room")

    @property
    def console(self) -> Path:
        return self.monitor.parents[1] / "run" / "asterisk.ctl"


class Phones:
    """The phones of one Asterisk."""

    def __init__(self, connection: ari.Connection, place: Place) -> None:
        self._asterisk = connection
        self._place = place
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._looking = asyncio.Lock()
        self._maybe_there: set[str] | None = None
        self.kinds: dict[str, str] = {}

    async def push(self, wish: ports.PushPhone) -> None:
        """Make a phone known, or its new secret. A phone that is registered stays registered."""
        async with self._turn:
            await self._put("auth", wish.sip_user, auth_type="userpass", username=wish.sip_user, password=wish.secret)
            # To put an aor that is there would turn its living registrations into permanent ones.
            if not await self._is_there(wish.sip_user):
                await self._put("aor", wish.sip_user, **_registration(wish.kind))
                await self._put(
                    "endpoint",
                    wish.sip_user,
                    auth=wish.sip_user,
                    aors=wish.sip_user,
                    **self._settings(wish.kind),
                )
            self.kinds[wish.sip_user] = wish.kind

    async def drop(self, sip_user: str) -> None:
        """Forget a phone; it can't register any more."""
        for kind in ("endpoint", "aor", "auth"):
            with contextlib.suppress(ari.Refused):
                await self._asterisk.request("DELETE", f"{_WHERE}/{kind}/{sip_user}")
        self.kinds.pop(sip_user, None)

    async def reachable(self) -> dict[str, bool]:
        """Which phones can be reached now."""
        said = await self._asterisk.request("GET", "endpoints/PJSIP")
        return {endpoint["resource"]: endpoint["state"] == "online" for endpoint in said}

    async def write_rescue(self, wish: ports.WriteRescue) -> None:
        """Write whom to ring when we are away (Asterisk reads it anew at each call), and by which lines calls come in.

        Those are read anew at once; conversations and registrations don't notice.
        """
        _write(self._place.rescue_plan, rescue_plan(wish.lines))
        if wish.trunks is not None and _write(self._place.trunks, trunks.as_text(wish.trunks)):
            await self._asterisk.request("PUT", "asterisk/modules/res_pjsip.so")

    def _settings(self, kind: str) -> dict[str, str]:
        if kind == "browser":
            ours = {"transport": "transport-ws", "webrtc": "yes", "allow": "alaw,opus,ulaw", "rtp_timeout": "60"}
            return {**_COMMON, **ours}
        address = self._place.desk_media_address
        ours = {"transport": "transport-udp", "allow": "alaw,ulaw"}
        return {**_COMMON, **ours, **({"media_address": address} if address else {})}

    async def _is_there(self, name: str) -> bool:
        """Whether a phone is known already. Asterisk's list remembers dropped ones too, so those are asked for."""
        async with self._looking:
            if self._maybe_there is None:
                self._maybe_there = set(await self.reachable())
        if name not in self._maybe_there:
            self._maybe_there.add(name)
            return False
        try:
            await self._asterisk.request("GET", f"{_WHERE}/endpoint/{name}")
        except ari.Refused as refused:
            if refused.status != _GONE:
                raise
            return False
        return True

    async def _put(self, kind: str, name: str, **fields: str) -> None:
        body = {"fields": [{"attribute": attribute, "value": value} for attribute, value in fields.items()]}
        await self._asterisk.request("PUT", f"{_WHERE}/{kind}/{name}", body=body)


def _write(file: Path, text: str) -> bool:
    """Whole or not at all; False if it says so already. Whoever may read the file may read the new one."""
    if file.exists() and file.read_text() == text:
        return False
    draft = file.with_suffix(".new")
    draft.write_text(text)
    draft.chmod(0o644)
    draft.replace(file)
    return True


def rescue_plan(lines: Iterable[ports.DutyLine]) -> str:
    """The on-duty phones in the form the dialplan reads: by the number in full, and by its last digits,
    since every trunk spells numbers its own way. Anything but a plain phone and a plain number is left out.
    """
    plan: dict[str, list[str]] = {"default": []}
    for line in lines:
        phones = [endpoint for endpoint in line.endpoints if _ENDPOINT.fullmatch(endpoint)]
        plan["default"] += [phone for phone in phones if phone not in plan["default"]]
        if _NUMBER.fullmatch(line.dialled):
            for spelling in _spellings(line.dialled):
                plan.setdefault(spelling, phones)
    return "; Whom to ring when Yesline is away. Written by the controller.\n" + _as_text(plan)


def _spellings(number: str) -> list[str]:
    digits = number.lstrip("+")
    return [number, *(f"last{count}-{digits[-count:]}" for count in (10, 9, 8) if len(digits) >= count)]


def _as_text(plan: Mapping[str, list[str]]) -> str:
    return "".join(
        f"[{number}]\n" + "".join(f"phone = {phone}\n" for phone in phones)
        for number, phones in plan.items()
        if phones or number == "default"
    )


def _registration(kind: str) -> dict[str, str]:
    """One registration per phone, the newest. A browser's ends with its websocket; a desk phone is asked."""
    one = {"max_contacts": "1", "remove_existing": "yes"}
    return one if kind == "browser" else {**one, "qualify_frequency": "8", "qualify_timeout": "3"}
