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

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=PromiseState.KEPT) & Q(kept_at__isnull=False))
                | (Q(state=PromiseState.DUE) & Q(kept_at__isnull=True)),
                name="promise_end_is_whole",
            )
        ]
        indexes = [
            models.Index(
                fields=["keeper", "due_at"], condition=Q(state=PromiseState.DUE), name="promise_due_of_keeper"
            ),
            models.Index(fields=["case"], name="promise_of_case"),
        ]

    def __str__(self) -> str:
        return self.what
