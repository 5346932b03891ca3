"""Pure decisions about agents and their phones."""

import hashlib
import hmac
from collections.abc import Mapping

from django.utils.translation import gettext as _

from yesline.kernel.errors import NotNow
from yesline.staff.enums import AgentState, Fluency, StateReason

# What an agent may choose; offered, talking and wrap-up come from facts.
CHOSEN_STATES = frozenset({AgentState.AVAILABLE, AgentState.BREAK, AgentState.OFFLINE})
BREAKS = (StateReason.REST, StateReason.LUNCH, StateReason.TRAINING, StateReason.PAPERWORK)
BUSY_STATES = frozenset({AgentState.OFFERED, AgentState.TALKING})


def phone_secret(key: str, *, sip_user: str, epoch: int) -> str:
    """The SIP password of a phone, derived (RFC 2104 HMAC) so that no table holds it.

    `epoch` grows whenever the phone is signed in anew: yesterday's password no longer registers.
    """
    return hmac.new(key.encode(), f"{sip_user}:{epoch}".encode(), hashlib.sha256).hexdigest()[:32]


def spoken_well(fluency: Mapping[str, str]) -> list[str]:
    """The languages in which callers may be given to somebody: the native one first."""
    well = [
        (level != Fluency.NATIVE, code) for code, level in fluency.items() if level in {Fluency.GOOD, Fluency.NATIVE}
    ]
    return [code for _, code in sorted(well)]


def check_may_choose(state: str, wanted: str) -> None:
    if wanted not in CHOSEN_STATES:
        raise NotNow(_("This state follows from your calls and can't be chosen."))
    if state in BUSY_STATES:
        raise NotNow(_("You have a caller. Finish the conversation first."))


def check_is_a_break(state: str, reason: str) -> None:
    if reason not in BREAKS:
        raise NotNow(_("This is no reason for a break that we know."))
    if state != AgentState.BREAK:
        raise NotNow(_("You are not on a break any more."))


def check_may_be_a_mobile(*, personal: bool, ours: bool) -> None:
    if ours:
        raise NotNow(_("This is a number people call us at: it would ring us. Write your own."))
    if not personal:
        raise NotNow(_("This is no ordinary telephone number. Write it in full: +7 921 555-01-47."))


def check_can_be_ready(*, has_phone: bool, reachable: bool) -> None:
    if not has_phone:
        raise NotNow(_("Choose a phone first: this browser or your desk phone."))
    if not reachable:
        raise NotNow(_("Your phone can't be reached yet. Wait until it shows “connected”, or choose another phone."))


def why_not_invited(state: str) -> str:
    """What whoever follows a link that is good no more is told."""
    if state == "used":
        return _("This invitation was used already. If it was you, sign in; if not, ask for a new one.")
    if state == "old":
        return _("This invitation is too old: they are good for a week. Ask for a new one.")
    return _("There is no such invitation any more: it was taken back, or the link is not whole. Ask for a new one.")


def check_has_joined(outcome: str) -> None:
    if outcome == "member":
        raise NotNow(_("You answer for this organisation already. The invitation is somebody else's, and still good."))
    if outcome == "elsewhere":
        raise NotNow(
            _("Your account is of organisations that don't share their people with this one. Make another for it.")
        )
    if outcome == "nobody":
        raise NotNow(_("This account is nobody's who answers. Sign out, and make one with this link."))


def check_has_come(outcome: str, email: str) -> None:
    """Whether a proven e-mail leads to exactly one person."""
    if outcome == "nobody":
        raise NotNow(_("Nobody here knows %(email)s. Ask an administrator to invite you.") % {"email": email})
    if outcome == "several":
        raise NotNow(_("Several accounts here have the e-mail %(email)s. Sign in by password.") % {"email": email})
