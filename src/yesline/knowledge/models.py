from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat

from yesline.orgs.models import Organisation
from yesline.staff.models import Agent


class Fact(models.Model):
    """One thing an organisation knows, told by a person who answers for it being right."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    owner = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    valid_from = models.DateField()  # by the organisation's calendar, as is the next
    valid_until = models.DateField(null=True)  # the last day; empty: until somebody says otherwise
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="a_fact_ends_after_it_begins",
            )
        ]
        indexes = [models.Index(fields=["organisation", "id"], name="fact_of_organisation")]


def _folded(*columns: str) -> Concat:
    """As search compares words (see customers, migration 0003), a space at either end."""
    said = Concat(*(part for name in columns for part in (F(name), Value(" "))), output_field=models.TextField())
    return Concat(Value(" "), Func(said, function="yesline_fold"), Value(" "), output_field=models.TextField())


class Wording(models.Model):
    """A fact in one language: a title, and Markdown."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    fact = models.ForeignKey(Fact, models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    folded_title = models.GeneratedField(expression=_folded("title"), output_field=models.TextField(), db_persist=True)
    folded = models.GeneratedField(
        expression=_folded("title", "text"), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "language"], name="one_wording_for_a_language")]
        indexes = [GinIndex(fields=["folded"], name="wording_by_trigrams", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.title
