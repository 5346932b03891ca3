from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models

from yesline.orgs.enums import NumberKind, Situation, Step
from yesline.orgs.rules import PAGE


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
    # Between these hours of its own clocks nobody is called back, but who has just rung.
    quiet_from = models.TimeField(default=time(21), db_default=time(21))
    quiet_until = models.TimeField(default=time(9), db_default=time(9))
    # What the agent says first; shown at the ring. Empty: whatever they like.
    greeting = models.CharField(max_length=200, blank=True, db_default="")
    colour = models.CharField(max_length=7, blank=True, db_default="")  # #rrggbb; empty: ours
    logo = models.BinaryField(null=True)  # a PNG, at most LOGO_BYTES
    # The one number for any trouble with anybody: who calls here is nobody's customer until an agent finds out whose.
    common = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(colour__regex=r"^(#[0-9a-f]{6})?$"), name="colour_is_a_colour"),
            models.UniqueConstraint(
                fields=["pool"], condition=models.Q(common=True), name="one_common_organisation_of_a_pool"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormerSlug(models.Model):
    """An address an organisation's page once had: whoever has it written down finds the page still.

    Written by the database itself when the short name changes; no other organisation gets the name any more.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    slug = models.SlugField(unique=True)

    def __str__(self) -> str:
        return self.slug


class Trunk(models.Model):
    """Where calls come from: a carrier's line, known by its addresses (hosts, IP addresses or networks)."""

    name = models.SlugField(unique=True)
    # Whose administrators look after it; empty: those who run this Yesline.
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    addresses = ArrayField(models.CharField(max_length=100))
    country = models.CharField(max_length=2, default="RU")
    answer_after = models.DurationField()
    max_calls = models.PositiveIntegerField(default=100)
    sends_to = models.CharField(max_length=100, blank=True, db_default="")  # host:port for our calls; empty: the first

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(addresses__len__gt=0), name="trunk_has_an_address"),
            models.CheckConstraint(condition=models.Q(name__regex=r"^[a-z0-9-]+$"), name="trunk_name_is_plain"),
            models.CheckConstraint(condition=~models.Q(name=PAGE), name="trunk_name_is_not_the_pages"),
        ]

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


class Opening(models.Model):
    """From when to when an organisation is open on one day of the week, by its own clocks. No row at all: always."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # Monday is 0
    opens = models.TimeField()
    closes = models.TimeField()  # midnight: the end of the day

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="opening_on_a_weekday"),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")) | models.Q(closes=time(0)),
                name="opens_before_it_closes",
            ),
            models.UniqueConstraint(fields=["organisation", "weekday", "opens"], name="opens_once_at_a_time"),
        ]


class Holiday(models.Model):
    """A day with hours of its own; without hours: closed all day."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    day = models.DateField()
    name = models.CharField(max_length=60)
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "day"], name="one_holiday_a_day"),
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True, closes__isnull=True)
                | models.Q(opens__isnull=False, closes__isnull=False),
                name="holiday_hours_are_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Phrase(models.Model):
    """Words of an organisation's people that its callers hear while they wait; `routing.telling` knows the names."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    language = models.CharField(max_length=2)
    name = models.CharField(max_length=10)
    sound = models.CharField(max_length=200)  # a sound name Asterisk knows

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "language", "name"], name="a_phrase_once_in_a_language"),
            models.CheckConstraint(condition=~models.Q(sound=""), name="a_phrase_has_a_sound"),
        ]


class PlanStep(models.Model):
    """What is added, after so many seconds of waiting, in one situation; without `after` it is not. A situation without
    steps has those of `rules.USUAL`.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    situation = models.CharField(max_length=10, choices=Situation.choices)
    step = models.CharField(max_length=10, choices=Step.choices)
    after = models.PositiveIntegerField(null=True)  # seconds

    class Meta:
        ordering = ["situation", "after", "step"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "situation", "step"], name="a_step_once_in_a_situation"),
            models.CheckConstraint(condition=models.Q(situation__in=Situation.values), name="situation_known"),
            models.CheckConstraint(condition=models.Q(step__in=Step.values), name="step_known"),
        ]


class Outsider(models.Model):
    """An organisation that is not with us: how it is reached, for those who call us about it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")  # who keeps this entry
    name = models.CharField(max_length=100)
    e164 = models.CharField(max_length=16)
    hours = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="outsider_named_once"),
            models.CheckConstraint(
                condition=models.Q(e164__regex=r"^\+[1-9]\d{6,14}$"), name="outsider_number_is_e164"
            ),
        ]

    def __str__(self) -> str:
        return self.name
