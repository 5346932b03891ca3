"""What a visitor's browser may say to the switch: one call, to the number its ticket names, and what belongs to it.

Everything of `sip_rules` holds; beyond it a visitor may send an INVITE, but only with headers that are known to be
harmless, and after it nothing about any other call.
"""

from dataclasses import dataclass

from yesline.front import sip_rules
from yesline.front.sip_rules import Message, Refused

OWN = "page-visitor"  # the switch's name for them all (deploy/asterisk/etc/pjsip.conf)
TICKET = "X-Yesline-Ticket"
REQUESTS = frozenset({"INVITE", "ACK", "BYE", "CANCEL", "PRACK"})
HARMLESS = frozenset(
    {"via", "max-forwards", "from", "to", "call-id", "cseq", "contact", "content-type", "content-length", "allow",
     "supported", "user-agent"}
)  # fmt: skip


@dataclass
class Line:
    """One visitor's line to us. `call` is the Call-ID of the only call it may be about, once it is known."""

    number: str
    ticket: str
    may_begin: bool = True
    call: str = ""

    def passed(self, text: str) -> str | None:
        """The message as it goes to the switch, with the ticket on an INVITE; None for a keepalive. Raises Refused."""
        if text in {sip_rules.KEEPALIVE, "\r\n"}:
            return None
        message = sip_rules.parse(text)
        if message.method == "INVITE":
            self._begins(message, text)
            first, rest = text.split("\r\n", 1)
            return f"{first}\r\n{TICKET}: {self.ticket}\r\n{rest}"
        self._belongs(message)
        return text

    def _begins(self, message: Message, text: str) -> None:
        strange = set(message.headers) - HARMLESS
        if strange:
            raise Refused(f"an INVITE with {sorted(strange)}")
        (caller,), (called,) = message.headers["from"], message.headers["to"]
        dialled = sip_rules.user_of(f"<{text.split(' ', 2)[1]}>")
        if sip_rules.user_of(caller) != OWN or {sip_rules.user_of(called), dialled} != {self.number}:
            raise Refused("it calls somebody else")
        if ";tag=" in called.lower() or not self.may_begin or self.call:
            raise Refused("one ticket is one call")
        self.call = message.headers["call-id"][0]

    def _belongs(self, message: Message) -> None:
        users = {sip_rules.user_of(message.headers["from"][0]), sip_rules.user_of(message.headers["to"][0])}
        if OWN not in users or (message.method and message.method not in REQUESTS):
            raise Refused("visitors call, and nothing else")
        if not self.call or message.headers["call-id"][0] != self.call:
            raise Refused("it is about somebody else's call")
