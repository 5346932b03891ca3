from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
