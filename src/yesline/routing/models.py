from django.db import models
from django.db.models import Q

from yesline.contacts.models import Contact
from yesline.orgs.models import Organisation
from yesline.routing.enums import OfferState
from yesline.staff.models import Agent


class Offer(models.Model):
    """One agent is rung for one contact."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=OfferState.choices, default=OfferState.LIVE)
    why = models.CharField(max_length=20)  # rules.Why
    rejoin = models.BooleanField(default=False)
    offered_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent"], condition=Q(state=OfferState.LIVE), name="one_offer_an_agent"),
            models.UniqueConstraint(fields=["contact"], condition=Q(state=OfferState.LIVE), name="one_offer_a_contact"),
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="offer_state_known"),
            models.CheckConstraint(
                condition=(Q(state=OfferState.LIVE) & Q(ended_at__isnull=True))
                | (~Q(state=OfferState.LIVE) & Q(ended_at__isnull=False)),
                name="offer_end_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(state=OfferState.LIVE), name="offer_due"),
            models.Index(fields=["contact"], name="offer_of_contact"),
        ]

    @property
    def channel(self) -> str:
        """The name of the agent's leg at the switch."""
        return f"offer-{self.pk}"
