"""Asterisk's configuration, written anew at each start from the templates in deploy/asterisk/etc."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from yesline.calls.ports import TrunkLine as Trunk
from yesline.running import asterisk_sounds as sounds
from yesline.telephony.switch.trunks import as_text

TEMPLATES = Path(__file__).resolve().parents[3] / "deploy" / "asterisk" / "etc"
# Files Asterisk's core complains about when they are missing; these features stay off.
_OFF = {
    "cdr.conf": "[general]\nenable = no\n",
    "cel.conf": "[general]\nenable = no\n",
    "manager.conf": "[general]\nenabled = no\n",
    "acl.conf": "",
    "ccss.conf": "[general]\n",
    "cli.conf": "",
    "cli_aliases.conf": "",
    "dnsmgr.conf": "[general]\n",
    "features.conf": "[general]\n",
    "pjproject.conf": "",
    "stasis.conf": "",
    "udptl.conf": "[general]\n",
    "websocket_client.conf": "",
}


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Where Asterisk listens: SIP over UDP, HTTP (ARI and the phones' websocket, loopback only), RTP over UDP."""

    sip: int = 5160
    http: int = 8188
    rtp_first: int = 21000
    rtp_last: int = 21999
    sip_address: str = "127.0.0.1"


# Whatever calls from this machine itself: the example's callers, a softphone beside it.
DEMO = Trunk(name="demo", addresses=("127.0.0.1", "127.0.0.2"))


def write(
    home: Path,
    prefix: Path,
    *,
    ports: Ports,
    trunks: Sequence[Trunk],
    ari_password: str,
    media_address: str | None,
) -> None:
    """Write every configuration file into `home`/etc. The on-duty list of the rescue plan is kept if there is one, and
    so are the trunks: `trunks` is what a home begins with.

    `media_address`: the only address offered for sound, instead of those of this host.
    """
    values = {
        "HOME": str(home),
        "DATA": str(sounds.data_folder(prefix)),
        "MODULES": str(sounds.modules_folder(prefix)),
        "SIP_ADDRESS": ports.sip_address,
        "SIP_PORT": str(ports.sip),
        "HTTP_PORT": str(ports.http),
        "RTP_FIRST": str(ports.rtp_first),
        "RTP_LAST": str(ports.rtp_last),
        "ARI_PASSWORD": ari_password,
        "ICE_CANDIDATES": _ice_candidates(media_address),
    }
    etc = home / "etc"
    for template in TEMPLATES.glob("*.conf"):
        if template.name != "trunk.conf":
            (etc / template.name).write_text(_filled(template, values))
    for name, text in _OFF.items():
        (etc / name).write_text(text)
    if not (etc / "rescue.conf").exists():
        (etc / "rescue.conf").write_text("; Whom to ring when Yesline is away. Written by the controller.\n[default]\n")
    if not (etc / "trunks.conf").exists():
        (etc / "trunks.conf").write_text(as_text(trunks))


def own_addresses() -> list[str]:
    """This host's IPv4 addresses, loopback left out: where browsers can send their sound."""
    try:
        known = Path("/proc/net/fib_trie").read_text()
    except FileNotFoundError:
        return []
    found = re.findall(r"\|-- ([\d.]+)\n\s+/32 host LOCAL", known)
    return [address for address in dict.fromkeys(found) if not address.startswith("127.")]


def _ice_candidates(media_address: str | None) -> str:
    """Asterisk offers browsers its own addresses and never loopback; here each can be given as another one."""
    if media_address is None:
        return ""
    return "\n".join(f"{address} => {media_address}" for address in own_addresses() if address != media_address)


def _filled(template: Path, values: Mapping[str, str]) -> str:
    return re.sub(r"@([A-Z_]+)@", lambda found: values[found[1]], template.read_text())
