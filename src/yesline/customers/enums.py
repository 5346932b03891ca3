from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ServiceState(TextChoices):
    WORKING = "working", _("works")
    NO_SIGNAL = "no_signal", _("no signal")
    BLOCKED = "blocked", _("blocked")
