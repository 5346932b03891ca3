from django.db import models
from django.db.models import Q

from yesline.cases.enums import CaseState
from yesline.contacts.models import Contact
from yesline.customers.models import Customer
from yesline.orgs.models import Organisation, Topic
from yesline.staff.models import Agent


class Case(models.Model):
    """Work for one customer on one matter."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    owner = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    first_reported_at = models.DateTimeField()  # the clock: from the first word on any channel
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=CaseState.CLOSED) & Q(closed_at__isnull=False))
                | (Q(state=CaseState.OPEN) & Q(closed_at__isnull=True)),
                name="case_end_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=models.F("first_reported_at")), name="case_due_after_report"
            ),
        ]
        indexes = [
            models.Index(fields=["customer"], condition=Q(state=CaseState.OPEN), name="case_open_of_customer"),
            models.Index(fields=["owner", "due_at"], condition=Q(state=CaseState.OPEN), name="case_open_of_owner"),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk} {self.title}"


class CaseContact(models.Model):
    """A contact that was about a case, and what was said in it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="contacts")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    said = models.TextField(blank=True)
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "contact"], name="contact_once_a_case")]


class Letter(models.Model):
    """What somebody wrote to us from an organisation's page; it is a case from the moment it was sent."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, models.CASCADE, related_name="letter")
    key = models.UUIDField(unique=True)  # of the form they filled in: sent twice, it is one letter
    name = models.CharField(max_length=100, blank=True)
    answer_to = models.CharField(max_length=100)  # E.164 or an address of mail; claimed, not proven
    said = models.TextField()
    language = models.CharField(max_length=2)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Draft(models.Model):
    """What an agent has typed about a contact and not saved yet; it lives here, not on the screen."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "contact"], name="one_draft_a_contact")]
