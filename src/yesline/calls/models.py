from django.db import models
from django.db.models import Q

from yesline.calls.enums import CommandState, LegState, Party, RecordingState, Verb
from yesline.contacts.models import Contact
from yesline.orgs.models import Organisation
from yesline.staff.models import Agent


class Leg(models.Model):
    """One party's connection within a call."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    party = models.CharField(max_length=10, choices=Party.choices)
    agent = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    node = models.CharField(max_length=40)
    channel = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=LegState.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "channel"], name="leg_of_one_channel"),
            models.CheckConstraint(
                condition=(Q(state=LegState.GONE) & Q(ended_at__isnull=False))
                | (~Q(state=LegState.GONE) & Q(ended_at__isnull=True)),
                name="leg_end_is_whole",
            ),
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(party=Party.CALLER) & ~Q(state=LegState.GONE),
                name="one_living_caller_leg",
            ),
        ]
        indexes = [
            models.Index(fields=["node"], condition=~Q(state=LegState.GONE), name="leg_living"),
            models.Index(fields=["contact"], name="leg_of_contact"),
        ]


class Command(models.Model):
    """What a person asked of the switch; done only when the switch said so."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    node = models.CharField(max_length=40)
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="+")
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    verb = models.CharField(max_length=20, choices=Verb.choices)
    state = models.CharField(max_length=10, choices=CommandState.choices, default=CommandState.ASKED)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["node", "id"], condition=Q(state=CommandState.ASKED), name="command_to_send"),
            models.Index(fields=["contact"], name="command_of_contact"),
        ]


class Recording(models.Model):
    """The sound of one conversation: two channels, the caller left, what the caller heard right.

    A contact whose line broke and that was called back has several.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="recordings")
    node = models.CharField(max_length=40)
    channel = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=RecordingState.choices, default=RecordingState.RUNNING)
    state_at = models.DateTimeField()
    path = models.CharField(max_length=200, blank=True)  # below the recordings' folder
    sha256 = models.CharField(max_length=64, blank=True)
    seconds = models.FloatField(null=True)
    # Work to be done: convert when RAW, erase when KEPT; attempts and lease belong to the worker.
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RecordingState.KEPT) | (~Q(path="") & Q(sha256__regex=r"^[0-9a-f]{64}$")),
                name="kept_recording_has_a_file",
            ),
            models.UniqueConstraint(fields=["node", "channel"], name="recording_of_one_channel"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[RecordingState.RAW, RecordingState.KEPT], due_at__isnull=False),
                name="recording_due",
            ),
            models.Index(fields=["contact"], condition=Q(state=RecordingState.RUNNING), name="recording_running"),
        ]


class Listening(models.Model):
    """Who listened to a recording, and why; visible to those who spoke."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="listenings")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="listening_has_a_reason")]
