"""What an order needs before it is one, and before it is over."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from yesline.kernel.errors import NotNow

MOST_ITEMS = 30


@dataclass(frozen=True)
class Terms:
    """What is promised. `price` None: it costs nothing. `discount` and `billing` as they are told the customer."""

    wanted: str
    price: Decimal | None
    discount: str
    billing: str


def check_terms(terms: Terms) -> None:
    if not terms.wanted.strip():
        raise NotNow(_("Say what is ordered."))
    if terms.price is not None and terms.price < 0:
        raise NotNow(_("A price is a sum above zero, or none."))
    if terms.price and not terms.billing.strip():
        raise NotNow(_("Say how it is paid: when, and by what."))


def check_visit(*, begins: datetime | None, ends: datetime | None, visitor: str, badge: str, at: datetime) -> None:
    if begins is None or ends is None or not begins < ends:
        raise NotNow(_("Say from when until when somebody comes."))
    if begins <= at:
        raise NotNow(_("This time has passed already. Choose a later one."))
    if not visitor.strip() or not badge.strip():
        raise NotNow(_("Say who comes, and the number on their badge: the customer checks both at the door."))


def check_item(*, what: str, has: int) -> None:
    if not what.strip():
        raise NotNow(_("Say what is handed over."))
    if has >= MOST_ITEMS:
        raise NotNow(_("That is more than one order hands over."))


def check_is_the_same(*, read: str, agreed: str) -> None:
    """The customer confirms what they have read, and nothing else."""
    if read != agreed:
        raise NotNow(_("The terms have changed since you opened this page. Read them once more, please."))


def check_can_end(*, confirmed: bool, left: list[str]) -> None:
    if not confirmed:
        raise NotNow(_("The customer has not confirmed this order yet. They can on their page."))
    if left:
        raise NotNow(_("Not handed over yet: %(what)s.") % {"what": ", ".join(left)})
