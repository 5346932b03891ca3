from django.db import models

from yesline.orgs.enums import NumberKind


class Pool(models.Model):
    """Organisations whose people may answer for each other."""

    name = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A provider, a bank, an intercom firm, an office."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="+")
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    timezone = models.CharField(max_length=40, default="Europe/Moscow")
    country = models.CharField(max_length=2, default="RU")
    language = models.CharField(max_length=2, default="ru")
    # What we promise at the latest for a case, and how long a recording is kept.
    case_due_for = models.DurationField()
    recordings_kept_for = models.DurationField()
    # A person's recorded notice (≤ 3 s) as a sound name Asterisk knows; empty: none is played.
    notice_sound = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Trunk(models.Model):
    """Where calls come from: a carrier's line, known by its address."""

    name = models.SlugField(unique=True)
    address = models.GenericIPAddressField()
    country = models.CharField(max_length=2, default="RU")
    answer_after = models.DurationField()
    max_calls = models.PositiveIntegerField(default=100)

    def __str__(self) -> str:
        return self.name


class Number(models.Model):
    """A number people dial."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    trunk = models.ForeignKey(Trunk, models.PROTECT, related_name="+")
    e164 = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=10, choices=NumberKind.choices, default=NumberKind.TROUBLE)
    language = models.CharField(max_length=2, blank=True)  # empty: the organisation's

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(e164__regex=r"^\+[1-9]\d{6,14}$"), name="number_is_e164"),
            models.CheckConstraint(condition=models.Q(kind__in=NumberKind.values), name="number_kind_known"),
        ]

    def __str__(self) -> str:
        return self.e164


class Topic(models.Model):
    """What a contact may have been about, in one click."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="topic_named_once")]

    def __str__(self) -> str:
        return self.name
