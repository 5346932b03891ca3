"""What a browser may say to the switch: one whole SIP message at a time (RFC 7118), as itself, and never a call.

The switch reads its stream more generously than we do, so whatever could be read in two ways is refused.
"""

import re
from dataclasses import dataclass

KEEPALIVE = "\r\n\r\n"  # RFC 5626 §3.5.1
REQUESTS = frozenset({"REGISTER", "ACK", "BYE", "CANCEL", "OPTIONS", "INFO", "PRACK"})
LONGEST = 64 * 1024
SHORT = {"f": "from", "t": "to", "l": "content-length", "i": "call-id", "v": "via"}
ONCE = ("from", "to", "call-id", "cseq", "content-length")
_REQUEST = re.compile(r"([A-Z]+) sips?:[^\s]+ SIP/2\.0")
_RESPONSE = re.compile(r"SIP/2\.0 [1-6]\d\d .*")
# One address and nothing beside it: `"Anna" <sip:anna-b@yesline>;tag=1`, or the same without brackets.
_ADDRESS = re.compile(
    r"""(?:"(?:[^"\\]|\\.)*"\s*|[\w.!%*+`'~ -]*)<sips?:(?P<user>[^@:;<>,\s]+)@[^<>,\s]+>(?:;[^<>,"]*)?"""
    r"""|sips?:(?P<bare>[^@:;<>,\s]+)@[^<>,;\s]+(?:;[^<>,"]*)?"""
)


class Refused(ValueError):
    """This message does not pass; the text says why, for the log."""


@dataclass(frozen=True)
class Message:
    method: str  # empty for a response
    headers: dict[str, list[str]]


def check(text: str, *, own: str) -> Message | None:
    """The message, if `own` (a SIP user) may send it; None for a keepalive. Raises Refused."""
    if text in {KEEPALIVE, "\r\n"}:
        return None
    message = parse(text)
    users = {user_of(message.headers["from"][0]), user_of(message.headers["to"][0])}
    if own not in users:
        raise Refused("it speaks for somebody else's phone")
    if message.method == "REGISTER" and users != {own}:
        raise Refused("it registers somebody else's phone")
    if message.method and message.method not in REQUESTS:
        raise Refused(f"browsers send no {message.method}")
    return message


def parse(text: str) -> Message:
    """One message, strictly: whole lines, no folding, each weighty header once, exactly its own length."""
    head, separator, body = text.partition("\r\n\r\n")
    if not separator or len(text) > LONGEST:
        raise Refused("not a whole message")
    if re.search(r"\r(?!\n)|(?<!\r)\n|\0", head):
        raise Refused("broken lines")
    first, *lines = head.split("\r\n")
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or line[:1].isspace():
            raise Refused("a folded or nameless header")
        name = name.strip().lower()
        headers.setdefault(SHORT.get(name, name), []).append(value.strip())
    for name in ONCE:
        if len(headers.get(name, [])) != 1:
            raise Refused(f"not exactly one {name}")
    if headers["content-length"][0] != str(len(body.encode())):
        raise Refused("its length is not what it says")
    return Message(method=_method(first), headers=headers)


def _method(first: str) -> str:
    if _RESPONSE.fullmatch(first):
        return ""
    found = _REQUEST.fullmatch(first)
    if found is None:
        raise Refused("neither a request nor a response")
    return found[1]


def user_of(address: str) -> str:
    """The user part of a From or To; "" if it names no user, or more than one address."""
    found = _ADDRESS.fullmatch(address.strip())
    return (found["user"] or found["bare"]) if found else ""


def forbidden(text: str) -> str | None:
    """The answer to a request that is not passed on; None if it is too broken to be answered, or an ACK."""
    try:
        message = parse(text)
    except Refused:
        return None
    if message.method in {"", "ACK"}:
        return None
    lines = [f"Via: {via}" for via in message.headers.get("via", [])]
    names = {"From": "from", "To": "to", "Call-ID": "call-id", "CSeq": "cseq"}
    lines += [f"{name}: {message.headers[key][0]}" for name, key in names.items()]
    return "\r\n".join(["SIP/2.0 403 Forbidden", *lines, "Content-Length: 0", "", ""])
