from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NumberKind(TextChoices):
    """What a number is for. Order of service: emergency, trouble, then the rest."""

    EMERGENCY = "emergency", _("emergency")
    TROUBLE = "trouble", _("trouble")
    ORDERS = "orders", _("orders")
    PRESALE = "presale", _("before buying")


class Situation(TextChoices):
    """When a caller meets nobody at once."""

    BUSY = "busy", _("open, and everybody is busy")
    CLOSED = "closed", _("closed")
    NOBODY = "nobody", _("nobody is signed in")


class Step(TextChoices):
    """What a plan adds after a while. Own people and the pool are rung all the time; nobody's place is taken away."""

    ROTA = "rota", _("the people on duty are rung too")
