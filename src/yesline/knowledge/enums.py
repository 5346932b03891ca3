from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Standing(TextChoices):
    """Whether a fact may be said to a caller now; computed, never stored."""

    HOLDS = "holds", _("holds")
    UNCHECKED = "unchecked", _("long not looked through")  # it may have become otherwise meanwhile
    NOT_YET = "not_yet", _("not yet")
    OVER = "over", _("no longer")
