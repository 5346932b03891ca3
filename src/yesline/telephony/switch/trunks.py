"""Trunks as the switch reads them: each is known by its addresses, and may ring our numbers and do nothing else."""

import re
from collections.abc import Iterable
from pathlib import Path

from yesline.calls.ports import Outside, TrunkLine

TEMPLATE = Path(__file__).resolve().parents[4] / "deploy" / "asterisk" / "etc" / "trunk.conf"
_NAME = re.compile(r"[a-z0-9-]{1,50}")
_HOST = re.compile(r"[0-9a-zA-Z.-]{1,100}(:[0-9]{1,5})?")
_ADDRESS = re.compile(r"[0-9a-zA-Z.:/-]{1,100}")


def as_text(trunks: Iterable[TrunkLine]) -> str:
    """The switch's file of trunks. A name or an address that is not plain would be read as something else: left out."""
    plain = [trunk for trunk in trunks if _NAME.fullmatch(trunk.name) and any(_addresses(trunk))]
    return "; By which lines calls come in. Written by the controller.\n" + "\n".join(map(_trunk, plain))


def endpoint(outside: Outside) -> str:
    """What the switch dials to reach a telephone beyond a line. Raises ValueError for what is not plain."""
    number = outside.number.removeprefix("+")
    if not (number.isdigit() and _NAME.fullmatch(outside.trunk) and _HOST.fullmatch(outside.address)):
        raise ValueError(f"{outside.number} can't be reached by the line {outside.trunk} ({outside.address}).")
    return f"PJSIP/trunk-{outside.trunk}/sip:+{number}@{outside.address}"


def _trunk(trunk: TrunkLine) -> str:
    addresses = _addresses(trunk)
    loopback = all(address.startswith("127.") for address in addresses)
    values = {
        "NAME": trunk.name,
        "MATCH": "\n".join(f"match = {address}" for address in addresses),
        "LIMIT": str(int(trunk.max_calls)),
        "LANGUAGE": trunk.language if trunk.language.isalpha() else "en",
        "MEDIA_ADDRESS": "media_address = 127.0.0.1" if loopback else "",
    }
    return re.sub(r"@([A-Z_]+)@", lambda found: values[found[1]], TEMPLATE.read_text())


def _addresses(trunk: TrunkLine) -> list[str]:
    return [address for address in trunk.addresses if _ADDRESS.fullmatch(address)]
