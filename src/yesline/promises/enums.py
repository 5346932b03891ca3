from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PromiseState(TextChoices):
    DUE = "due", _("due")
    KEPT = "kept", _("kept")
