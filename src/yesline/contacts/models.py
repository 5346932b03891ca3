from django.db import models
from django.db.models import Q

from yesline.contacts.enums import Channel, Event, Outcome, State
from yesline.customers.models import Customer
from yesline.orgs.models import Number, Organisation, Pool, Topic
from yesline.staff.models import Agent


class Contact(models.Model):
    """One conversation, from the first ring to the last word."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="+")
    number = models.ForeignKey(Number, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.CALL)
    # What makes it the same contact when it is reported twice: "<node>/<channel id>".
    key = models.CharField(max_length=120, unique=True)

    customer_number = models.CharField(max_length=16, blank=True)  # E.164; empty: withheld or not a number
    number_shown = models.CharField(max_length=60, blank=True)  # what the trunk said, letter by letter
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=2)
    priority = models.PositiveSmallIntegerField()

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    arrived_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    held = models.BooleanField(default=False)
    # When the caller's line went away before they were helped; they are called back at their old place. None: they are
    # on the line, or it is over.
    left_at = models.DateTimeField(null=True)
    call_at = models.DateTimeField(null=True)  # when they may be called next
    # Who decides what becomes of a call that is owed and not made by itself any more.
    decider = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)

    agent = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    # A lost agent may come back (a reload): until then nobody else is offered this caller.
    kept_until = models.DateTimeField(null=True)
    wrapped_up_at = models.DateTimeField(null=True)
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="+")
    recording_refused = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="contact_state_known"),
            models.CheckConstraint(
                condition=(Q(state=State.ENDED) & Q(ended_at__isnull=False) & ~Q(outcome=""))
                | (~Q(state=State.ENDED) & Q(ended_at__isnull=True) & Q(outcome="")),
                name="contact_end_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.TALKING) | Q(answered_at__isnull=False, agent__isnull=False),
                name="talking_means_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.TALKED) | Q(answered_at__isnull=False),
                name="talked_means_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CALLING) | Q(left_at__isnull=False, agent__isnull=False),
                name="calling_means_somebody_calls_back",
            ),
            models.CheckConstraint(
                condition=Q(call_at__isnull=True) | Q(left_at__isnull=False), name="called_is_who_left"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WAITING)
                | Q(left_at__isnull=True)
                | Q(call_at__isnull=False)
                | Q(decider__isnull=False),
                name="owed_has_a_time_or_a_person",
            ),
            models.UniqueConstraint(
                fields=["agent"],
                condition=Q(state__in=[State.TALKING, State.CALLING]),
                name="an_agent_talks_to_one_caller",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pool", "priority", "arrived_at"],
                condition=Q(state=State.WAITING),
                name="contact_line",
            ),
            models.Index(fields=["customer", "-arrived_at"], name="contact_of_customer"),
            models.Index(fields=["organisation", "-arrived_at"], name="contact_of_organisation"),
            models.Index(fields=["customer_number"], condition=~Q(customer_number=""), name="contact_from_number"),
            models.Index(
                fields=["agent"],
                condition=Q(wrapped_up_at__isnull=True, agent__isnull=False),
                name="contact_in_hand",
            ),
            models.Index(fields=["state"], condition=~Q(state=State.ENDED), name="contact_living"),
            models.Index(
                fields=["organisation", "customer_number"],
                condition=~Q(state=State.ENDED) & Q(left_at__isnull=False),
                name="contact_owed",
            ),
            models.Index(
                fields=["organisation", "customer_number", "arrived_at"],
                condition=Q(state=State.TALKING) | Q(outcome=Outcome.TALKED),
                name="contact_talked_with",
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class Fact(models.Model):
    """What was reported about a contact, in the order it came; never edited."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="facts")
    event = models.CharField(max_length=20, choices=Event.choices)
    at = models.DateTimeField()
    agent = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["contact", "at"], name="fact_of_contact")]
        constraints = [models.CheckConstraint(condition=Q(event__in=Event.values), name="fact_event_known")]
