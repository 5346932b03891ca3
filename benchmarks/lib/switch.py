"""Asking Asterisk itself, past the product: what it knows, for measurements only."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.lib.place import Place
from benchmarks.lib.trouble import CannotMeasure


def ask(place: Place, path: str) -> Any:
    """GET something of ARI; None when it is not there, or nobody answers."""
    url = f"{place.telephone.ari_url}/ari/{path}"
    request = urllib.request.Request(url)  # noqa: S310  our own loopback address
    key = f"?api_key=yesline:{place.telephone.ari_password}"
    try:
        with urllib.request.urlopen(request.full_url + key, timeout=5) as said:  # noqa: S310
            return json.load(said)
    except (urllib.error.URLError, OSError):
        return None


def until(what: str, is_so: Callable[[], bool], *, patience: float, look_every: float = 0.02) -> float:
    """Wait for something; returns how many seconds it took. Raises CannotMeasure when it does not come."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > patience:
            raise CannotMeasure(f"Waited {patience:.0f} s in vain until {what}.")
        time.sleep(look_every)
    return time.monotonic() - began


def knows(place: Place, phones: Sequence[str]) -> bool:
    """Whether Asterisk knows every one of these phones. The last one is asked for first: it is cheap."""
    if ask(place, f"endpoints/PJSIP/{phones[-1]}") is None:
        return False
    known = {endpoint["resource"] for endpoint in ask(place, "endpoints/PJSIP") or []}
    return known.issuperset(phones)
