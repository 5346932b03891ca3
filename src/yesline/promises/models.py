from django.db import models
from django.db.models import Q

from yesline.cases.models import Case
from yesline.customers.models import Customer
from yesline.orgs.models import Organisation
from yesline.promises.enums import PromiseState
from yesline.staff.models import Agent


class Promise(models.Model):
    """One thing somebody said we will do, by a time."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    keeper = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=PromiseState.choices, default=PromiseState.DUE)
    made_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)  # the keeper, when it fell due soon
    broken_at = models.DateTimeField(null=True)  # noticed when its time had passed; it is owed all the same
    lead = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")  # who sees to a broken one

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=PromiseState.KEPT) & Q(kept_at__isnull=False))
                | (~Q(state=PromiseState.KEPT) & Q(kept_at__isnull=True)),
                name="promise_end_is_whole",
            ),
            models.CheckConstraint(condition=Q(state__in=PromiseState.values), name="promise_state_known"),
            models.CheckConstraint(condition=Q(broken_at__gte=models.F("due_at")), name="promise_broken_when_late"),
            # Sent twice (a save under way, and the notes finished), it is one promise.
            models.UniqueConstraint(
                fields=["case", "what", "due_at"], condition=Q(state=PromiseState.DUE), name="promised_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["keeper", "due_at"], condition=Q(state=PromiseState.DUE), name="promise_due_of_keeper"
            ),
            models.Index(fields=["case"], name="promise_of_case"),
            models.Index(
                fields=["due_at"],
                condition=Q(state=PromiseState.DUE, broken_at__isnull=True),
                name="promise_not_late_yet",
            ),
            models.Index(
                fields=["lead"],
                condition=Q(state=PromiseState.DUE, broken_at__isnull=False),
                name="promise_broken_of_lead",
            ),
        ]

    def __str__(self) -> str:
        return self.what
