from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yesline.orgs.models import Organisation, Pool
from yesline.staff.enums import AgentState, PhoneKind, Purpose, Role, StateReason, SwapState


class Agent(models.Model):
    """A person who helps. `organisation` is home; memberships say for whom else they may answer."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    languages = ArrayField(models.CharField(max_length=2))  # in which callers are given to them
    # How well: language → Fluency. Holds those of `languages`, and what they know only a little of.
    fluency = models.JSONField(default=dict, db_default={})
    state = models.CharField(max_length=10, choices=AgentState.choices, default=AgentState.OFFLINE)
    state_reason = models.CharField(max_length=20, choices=StateReason.choices, blank=True, default="")
    state_since = models.DateTimeField()
    # Since when ready: the longest idle is next. Kept while reachability flickers.
    available_since = models.DateTimeField(null=True)
    reachable = models.BooleanField(default=False)  # of the phone in use, proved by the server

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AgentState.values), name="agent_state_known"),
            models.CheckConstraint(
                condition=~Q(state=AgentState.AVAILABLE) | Q(available_since__isnull=False),
                name="available_agent_has_a_since",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pool", "available_since"],
                condition=Q(state=AgentState.AVAILABLE, reachable=True),
                name="agent_next_of_pool",
            ),
            models.Index(
                fields=["organisation", "available_since"],
                condition=Q(state=AgentState.AVAILABLE, reachable=True),
                name="agent_next_of_own",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2])


class Membership(models.Model):
    """For which organisation an agent may answer, and as what."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "organisation"], name="member_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="member_role_known"),
        ]


class Phone(models.Model):
    """A telephone an agent may use; the one in use rings."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="phones")
    kind = models.CharField(max_length=10, choices=PhoneKind.choices)
    sip_user = models.CharField(max_length=40, unique=True)
    number = models.CharField(max_length=16, blank=True)  # of a mobile, E.164; rung by the line the caller came by
    epoch = models.PositiveIntegerField(default=1)  # see rules.phone_secret
    in_use = models.BooleanField(default=False)
    reachable = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent"], condition=Q(in_use=True), name="one_phone_in_use"),
            models.CheckConstraint(condition=Q(kind__in=PhoneKind.values), name="phone_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=PhoneKind.MOBILE, number__startswith="+") | (~Q(kind=PhoneKind.MOBILE) & Q(number="")),
                name="a_mobile_has_a_number",
            ),
        ]

    @property
    def endpoint(self) -> str:
        return f"PJSIP/{self.sip_user}"


class DutyPhone(models.Model):
    """Who is rung, in turn, when nobody of ours can be asked (the switch's rescue plan)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    endpoint = models.CharField(max_length=100)  # what Asterisk dials: PJSIP/…

    class Meta:
        ordering = ["organisation_id", "position"]
        constraints = [models.UniqueConstraint(fields=["organisation", "position"], name="duty_order")]


class Turn(models.Model):
    """Somebody's turn of duty: on a day of every week, or on one date, by the clocks of the organisation.

    A date with turns of its own for a purpose has those instead of the week's.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    position = models.PositiveSmallIntegerField(default=1)  # 1 is rung first
    weekday = models.PositiveSmallIntegerField(null=True)  # on which it begins; Monday is 0
    day = models.DateField(null=True)
    begins = models.TimeField()
    ends = models.TimeField()  # not after `begins`: on the next day
    number = models.CharField(max_length=16, blank=True)  # a mobile, E.164; empty: their desk phone

    class Meta:
        ordering = ["purpose", "weekday", "day", "begins", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="turn_purpose_known"),
            models.CheckConstraint(
                condition=Q(weekday__isnull=True, day__isnull=False)
                | Q(weekday__isnull=False, weekday__lte=6, day__isnull=True),
                name="turn_of_the_week_or_of_a_date",
            ),
            models.CheckConstraint(condition=Q(number="") | Q(number__startswith="+"), name="turn_number_is_e164"),
            models.CheckConstraint(condition=Q(position__gte=1), name="turn_has_a_place"),
        ]
        indexes = [models.Index(fields=["organisation"], name="turn_of_organisation")]


class Swap(models.Model):
    """One turn on one day, asked of a colleague; accepted, it is theirs, by the phone they say."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    turn = models.ForeignKey(Turn, models.CASCADE, related_name="+")
    day = models.DateField()  # on which this turn begins
    asked_by = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    asked_of = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    number = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=10, choices=SwapState.choices, default=SwapState.ASKED)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["turn", "day"], condition=Q(state=SwapState.ACCEPTED), name="a_turn_is_taken_over_once"
            ),
            models.UniqueConstraint(
                fields=["turn", "day", "asked_of"], condition=Q(state=SwapState.ASKED), name="asked_once"
            ),
            models.CheckConstraint(condition=Q(state__in=SwapState.values), name="swap_state_known"),
            models.CheckConstraint(
                condition=(Q(state=SwapState.ASKED) & Q(ended_at__isnull=True))
                | (~Q(state=SwapState.ASKED) & Q(ended_at__isnull=False)),
                name="swap_end_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "day"], name="swap_of_organisation")]


class Invitation(models.Model):
    """A link that makes whoever follows it an agent of an organisation, once.

    Without an organisation it makes the first administrator of a new one. The link's secret is not kept, only its hash.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    fluency = models.JSONField(default=dict)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    agent = models.ForeignKey(Agent, models.CASCADE, null=True, related_name="+")  # who accepted

    class Meta:
        ordering = ["-invited_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, agent__isnull=True)
                | Q(accepted_at__isnull=False, agent__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(role=Role.ADMIN), name="a_founder_is_an_administrator"
            ),
        ]

    def __str__(self) -> str:
        return self.name
