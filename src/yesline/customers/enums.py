from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class ServiceState(TextChoices):
    WORKING = "working", _("works")
    NO_SIGNAL = "no_signal", _("no signal")
    BLOCKED = "blocked", _("blocked")


class Assurance(IntegerChoices):
    """How sure we are that this is the customer. A calling number selects the card; it proves little."""

    NONE = 0, _("nothing is proven")
    NUMBER = 1, _("the number is known")
    SAID = 2, _("said what only they know")
    PAGE = 3, _("signed in on the page")


class Personal(TextChoices):
    """What of a card is personal, each opened by a level of its own (rules.OPENS_AT)."""

    HOUSE = "house", _("street and house")
    BALANCE = "balance", _("balance")
    ADDRESS = "address", _("whole address")
    CONTRACT = "contract", _("contract")
    PHONE = "phone", _("phones")
    BORN = "born", _("birthday")
