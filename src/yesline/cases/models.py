from django.db import models
from django.db.models import Q

from yesline.cases.enums import CaseKind, CaseState, HandOverState, PaperKind, SaidKind
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
    kind = models.CharField(max_length=10, choices=CaseKind.choices, default=CaseKind.TROUBLE, db_default="trouble")
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    # Who answers for it now. The database keeps it to people who serve the organisation (see migration 0004).
    owner = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    owner_by_at = models.DateTimeField(null=True)  # only held: by then one of the organisation's own has it
    # What the clock says as far as the journal goes (see machine.py); asked_at: it stands still since.
    first_reported_at = models.DateTimeField()
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    # What happens next and by when, as the customer reads it; without one it is the owner's answer by `due_at`.
    next_step = models.CharField(max_length=200, blank=True, default="", db_default="")
    next_step_at = models.DateTimeField(null=True)
    # How often they were asked whether it is over and said nothing; asked twice, their silence ends it then.
    silences = models.PositiveSmallIntegerField(default=0, db_default=0)
    silent_since = models.DateTimeField(null=True)  # asked the last time
    ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, closed_at__isnull=True, merged_into__isnull=True)
                | Q(state=CaseState.CLOSED, closed_at__isnull=False, merged_into__isnull=True)
                | Q(state=CaseState.MERGED, closed_at__isnull=True, merged_into__isnull=False),
                name="case_end_is_whole",
            ),
            models.CheckConstraint(condition=Q(kind__in=CaseKind.values), name="case_kind_known"),
            models.CheckConstraint(
                condition=Q(next_step="", next_step_at__isnull=True)
                | (~Q(next_step="") & Q(next_step_at__isnull=False)),
                name="a_next_step_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(silences=0, silent_since__isnull=True) | Q(silences__gt=0, silent_since__isnull=False),
                name="silence_has_begun",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(state=CaseState.OPEN, silences=2),
                name="only_silence_asked_twice_ends_it",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=models.F("first_reported_at")), name="case_due_after_report"
            ),
        ]
        indexes = [
            models.Index(fields=["customer"], condition=Q(state=CaseState.OPEN), name="case_open_of_customer"),
            models.Index(fields=["owner", "due_at"], condition=Q(state=CaseState.OPEN), name="case_open_of_owner"),
            models.Index(fields=["merged_into"], condition=Q(state=CaseState.MERGED), name="case_taken_in_by"),
            models.Index(fields=["ends_at"], condition=Q(ends_at__isnull=False), name="case_ends"),
            models.Index(
                fields=["owner_by_at"], condition=Q(state=CaseState.OPEN, owner_by_at__isnull=False), name="case_held"
            ),
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


class Term(models.Model):
    """By when an organisation answers for one kind of work, or for one topic of it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=CaseKind.choices)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    due_for = models.DurationField()
    working = models.BooleanField(default=False)  # counted in the organisation's open hours, not by the wall

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "topic"], nulls_distinct=False, name="one_term_a_kind_and_topic"
            ),
            models.CheckConstraint(condition=Q(kind__in=CaseKind.values), name="term_kind_known"),
        ]


class Question(models.Model):
    """What we need to know from the customer, where they can see it: the clock stands still meanwhile."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="questions")
    text = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(replied_at__isnull=True), name="one_question_stands_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.text


class HandOver(models.Model):
    """Somebody is asked to own a case. Until they accept, it stays whose it is; unanswered, a lead has it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="hand_overs")
    to = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer_by_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=HandOverState.choices, default=HandOverState.ASKED)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="asked"), name="one_hand_over_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="hand_over_end_is_whole",
            ),
            models.CheckConstraint(condition=Q(state__in=HandOverState.values), name="hand_over_state_known"),
        ]
        indexes = [
            models.Index(fields=["answer_by_at"], condition=Q(state="asked"), name="hand_over_due"),
            models.Index(fields=["to"], condition=Q(state="asked"), name="hand_over_to_answer"),
        ]


class Said(models.Model):
    """What the customer said on the page of their case."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="said")
    kind = models.CharField(max_length=10, choices=SaidKind.choices)
    text = models.TextField(blank=True)
    key = models.UUIDField(unique=True)  # of the form they sent: sent twice, it is said once
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SaidKind.values), name="said_kind_known"),
            models.CheckConstraint(condition=~Q(kind="words") | ~Q(text=""), name="words_say_something"),
        ]


class Paper(models.Model):
    """A photo or a document that belongs to a case. The file lies outside what is served, under a name of our own."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="papers")
    said = models.ForeignKey(Said, models.PROTECT, null=True, related_name="papers")  # with which words it came
    name = models.CharField(max_length=120)  # as whoever sent it calls it; shown, never used as a path
    kind = models.CharField(max_length=10, choices=PaperKind.choices)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100, unique=True)  # beneath YESLINE_PAPERS
    by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")  # None: the customer
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sha256"], name="a_paper_once_a_case"),
            models.CheckConstraint(condition=Q(kind__in=PaperKind.values), name="paper_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Complaint(models.Model):
    """A formal complaint: it has a number of its own, and ends with a written answer that nobody changes any more."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, models.CASCADE, related_name="complaint")
    year = models.PositiveSmallIntegerField()  # by the organisation's calendar
    number = models.PositiveIntegerField()  # in that year, without gaps
    registered_at = models.DateTimeField()
    draft = models.TextField(blank=True, default="", db_default="")  # of the answer, as it is being written
    answer = models.TextField(blank=True, default="", db_default="")
    answered_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    # Recalculation: without service from when until when, at which price a month; what follows, what was granted.
    dead_from = models.DateTimeField(null=True)
    dead_until = models.DateTimeField(null=True)
    monthly = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    proposed = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    granted = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    granted_why = models.CharField(max_length=200, blank=True, default="", db_default="")
    currency = models.CharField(max_length=3, default="RUB", db_default="RUB")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="complaint_number_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="a_written_answer_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(proposed__isnull=True) | Q(dead_until__gt=models.F("dead_from"), monthly__gt=0),
                name="a_proposal_has_its_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


class Order(models.Model):
    """What a customer orders: the terms as somebody promised them, the visit, and whether the customer agrees."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, models.CASCADE, related_name="order")
    wanted = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True)  # in all or a month: see `billing`
    currency = models.CharField(max_length=3, default="RUB", db_default="RUB")
    discount = models.CharField(max_length=200, blank=True)  # how much, on what, until when
    billing = models.CharField(max_length=200, blank=True)  # how it is paid
    agreed_by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)  # the customer read these very terms and said yes
    visit_from = models.DateTimeField(null=True)
    visit_until = models.DateTimeField(null=True)
    visitor = models.CharField(max_length=100, blank=True)
    badge = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(visit_from__isnull=True, visit_until__isnull=True, visitor="", badge="")
                | (Q(visit_until__gt=models.F("visit_from")) & ~Q(visitor="") & ~Q(badge="")),
                name="a_visit_has_a_window_and_a_visitor",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=models.F("agreed_at")),
                name="what_is_confirmed_was_agreed",
            ),
        ]

    def __str__(self) -> str:
        return self.wanted


class OrderItem(models.Model):
    """Something that is handed over with an order: a contract, a router, access data (never the data themselves)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, models.CASCADE, related_name="items")
    what = models.CharField(max_length=120)
    handed_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "what"], name="an_item_once_an_order"),
            models.CheckConstraint(
                condition=Q(handed_by__isnull=True, handed_at__isnull=True)
                | Q(handed_by__isnull=False, handed_at__isnull=False),
                name="somebody_handed_it_over",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Absence(models.Model):
    """Somebody is away for a while, and who stands in for them."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    deputy = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(agent=models.F("deputy")), name="nobody_is_their_own_deputy"),
            models.CheckConstraint(condition=Q(until_at__gte=models.F("from_at")), name="absence_has_an_end"),
        ]
        indexes = [
            models.Index(fields=["agent", "until_at"], name="absence_of_agent"),
            models.Index(fields=["deputy", "until_at"], name="absence_of_deputy"),
        ]
