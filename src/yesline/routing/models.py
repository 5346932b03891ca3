from django.db import models
from django.db.models import Q

from yesline.contacts.models import Contact
from yesline.orgs.models import Organisation
from yesline.routing.enums import OfferState, SummonsState
from yesline.staff.models import Agent


class Offer(models.Model):
    """One agent is rung for one contact."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=OfferState.choices, default=OfferState.LIVE)
    why = models.CharField(max_length=20)  # rules.Why
    rejoin = models.BooleanField(default=False)
    # Rung because they are on duty, beside whoever is at work: the contact waits on meanwhile, or talks.
    duty = models.BooleanField(default=False, db_default=False)
    number = models.CharField(max_length=16, blank=True, default="", db_default="")  # the mobile that rings, E.164
    # What the agent was before, and is again if it comes to nothing. Empty: ready.
    agent_was = models.CharField(max_length=10, blank=True, default="", db_default="")
    agent_was_because = models.CharField(max_length=20, blank=True, default="", db_default="")
    offered_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent"], condition=Q(state=OfferState.LIVE), name="one_offer_an_agent"),
            models.UniqueConstraint(
                fields=["contact", "duty"], condition=Q(state=OfferState.LIVE), name="one_offer_a_contact"
            ),
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


class Summons(models.Model):
    """An agent asks whoever is on duty to join a conversation. One at a time in each."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=SummonsState.choices, default=SummonsState.RINGING)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(state=SummonsState.RINGING), name="one_summons_a_contact"
            ),
            models.CheckConstraint(condition=Q(state__in=SummonsState.values), name="summons_state_known"),
            models.CheckConstraint(
                condition=(Q(state=SummonsState.RINGING) & Q(ended_at__isnull=True))
                | (~Q(state=SummonsState.RINGING) & Q(ended_at__isnull=False)),
                name="summons_end_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state=SummonsState.RINGING), name="summons_ringing")]
