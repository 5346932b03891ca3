from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OfferState(TextChoices):
    """How one agent's ringing for one contact stands."""

    LIVE = "live", _("ringing")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    NOT_ANSWERED = "not_answered", _("not answered")
    UNREACHABLE = "unreachable", _("phone unreachable")
    WITHDRAWN = "withdrawn", _("withdrawn")


class SummonsState(TextChoices):
    """How an agent's asking for somebody on duty stands."""

    RINGING = "ringing", _("being rung")
    CAME = "came", _("came")
    NOBODY = "nobody", _("nobody came")
    OVER = "over", _("not needed any more")
