"""An agent at the desk who has no browser: signs in, takes a phone, works, by the same addresses as a browser."""

import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self, TypeVar

import httpx

T = TypeVar("T")
_PATIENCE = 20.0  # seconds
_IN_A_HURRY = 2.0  # seconds
_CODE = re.compile(r"<code>([^<]+)</code>")


class CheckFailed(Exception):
    """What was expected did not happen; the message says what."""


def until(question: Callable[[], T], *, what: str, timeout: float = 20) -> T:
    """Ask until the answer is true. Raises `CheckFailed` after `timeout` seconds."""
    end = time.monotonic() + timeout
    while not (answer := question()):
        if time.monotonic() > end:
            raise CheckFailed(f"Waited {timeout:.0f} s in vain for {what}.")
        time.sleep(0.05)
    return answer


class Visitor:
    """One signed-in person of the example."""

    def __init__(self, origin: str, username: str) -> None:
        english = {"Accept-Language": "en"}
        self._client = httpx.Client(base_url=origin, follow_redirects=True, headers=english, timeout=_PATIENCE)
        self.page("/accounts/login/")
        self.post("/accounts/example/", username=username)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def page(self, path: str) -> str:
        """The text of a page. Raises `CheckFailed` with the status if it is refused."""
        return _text(self._client.get(path))

    def post(self, path: str, **fields: str) -> str:
        """Send a form, and return what comes back."""
        return _text(self._send(path, fields))

    def take_desk_phone(self) -> tuple[str, str]:
        """User name and password to be typed into the desk phone."""
        _server, user, secret = _CODE.findall(self.post("/desk/phone/", kind="sip"))
        return user, secret

    def says_ready(self) -> None:
        """Ready for calls, as soon as the server has proved that the phone can be reached."""
        until(self._was_let_be_ready, what="the server to reach the agent's phone")

    def is_free(self) -> bool:
        """Finish the notes of a conversation that is over, and say ready. False if that can't be done just now."""
        self._client.timeout = httpx.Timeout(_IN_A_HURRY)
        try:
            for contact in set(re.findall(r"/desk/contacts/(\d+)/finish/", self.page("/desk/"))):
                self.may_finish(int(contact))
            return self._was_let_be_ready()
        except (httpx.TransportError, CheckFailed):
            return False
        finally:
            self._client.timeout = httpx.Timeout(_PATIENCE)

    def contact(self) -> int:
        """The conversation on this desk."""
        return int(_only(r"/desk/contacts/(\d+)/case/", self.page("/desk/"), "a form for the notes"))

    def write_case(self, contact: int, said: str) -> int:
        """Write the case; its number."""
        saved = self.post(f"/desk/contacts/{contact}/case/", said=said)
        return int(_only(r"case № (\d+)", saved, "the saved case"))

    def may_finish(self, contact: int) -> bool:
        """End the wrap-up; False while the desk still takes the conversation for going on."""
        return self._send(f"/desk/contacts/{contact}/finish/", {}).is_success

    def customer_of(self, case: int) -> int:
        """The customer of a case on this person's own list; 0 if it is not there."""
        rows = re.findall(r"<tr\b.*?</tr>", self.page("/desk/"), re.DOTALL)
        mine = [row for row in rows if f"№ {case}<" in row]
        return int(_only(r"/desk/customers/(\d+)/", mine[0], "the customer")) if mine else 0

    def reread(self, customer: int) -> tuple[int, str, str]:
        """Of the customer's open case: its number, its owner, and what the caller said, as this person sees them."""
        page = self.page(f"/desk/customers/{customer}/")
        case = _only(r'<span class="faint num">№ (\d+)</span>', page, "an open case on the customer's card")
        owner = _only(r'<span class="badge"><svg.*?</svg>([^<]+)</span>', page, "the owner of the case")
        return int(case), owner, _only(r"<q>(.*?)</q>", page, "what the caller said")

    def recording(self, customer: int, into: Path) -> Path | None:
        """Fetch the last conversation's recording as it is played in the card; None while it is made ready."""
        page = self.page(f"/desk/customers/{customer}/")
        found = re.search(r"/desk/recordings/(\d+)/", page)
        if found is None:
            return None
        player = self.post(found[0], reason="bin/up --check")
        sound = _only(r'<audio src="([^"]+)"', player, "the player").replace("&amp;", "&")
        into.write_bytes(self._client.get(sound).raise_for_status().content)
        return into

    def _was_let_be_ready(self) -> bool:
        return self._send("/desk/state/", {"state": "available"}).is_success

    def _send(self, path: str, fields: Mapping[str, str]) -> httpx.Response:
        token = self._client.cookies.get("csrftoken") or ""
        return self._client.post(path, data=fields, headers={"X-CSRFToken": token})


def _text(answer: httpx.Response) -> str:
    if not answer.is_success:
        raise CheckFailed(f"{answer.request.method} {answer.request.url.path} was answered with {answer.status_code}.")
    return answer.text


def _only(pattern: str, page: str, what: str) -> str:
    found = re.search(pattern, page, re.DOTALL)
    if found is None:
        raise CheckFailed(f"The page shows no sign of {what}.")
    return found[1].strip()
