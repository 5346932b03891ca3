from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PromiseState(TextChoices):
    DUE = "due", _("due")
    KEPT = "kept", _("kept")
    RELEASED = "released", _("no longer wanted")


class Told(TextChoices):
    """How the customer was told of a change."""

    CALL = "call", _("in a call")
    MESSAGE = "message", _("by a message")
    PAGE = "page", _("on their page")
