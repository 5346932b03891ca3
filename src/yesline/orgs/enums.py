from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NumberKind(TextChoices):
    """What a number is for. Order of service: emergency, trouble, then the rest."""

    EMERGENCY = "emergency", _("emergency")
    TROUBLE = "trouble", _("trouble")
    ORDERS = "orders", _("orders")
    PRESALE = "presale", _("before buying")
