from django.contrib.postgres.indexes import GinIndex
from django.db import models

from yesline.customers.enums import ServiceState
from yesline.orgs.models import Organisation


class Customer(models.Model):
    """A person an organisation serves."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=60)
    patronymic = models.CharField(max_length=60, blank=True)
    family_name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=2, default="ru")
    since = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)  # what helps in talking: "hard of hearing"
    born_on = models.DateField(null=True)
    # The same person had two cards: everything was moved to the other one, and can be moved back (see Merge).
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.full_name

    @property
    def first_names(self) -> str:
        return f"{self.given_name} {self.patronymic}".strip()

    @property
    def full_name(self) -> str:
        return f"{self.first_names} {self.family_name}".strip()


class CustomerNumber(models.Model):
    """A telephone this customer calls from. Several customers may share one."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="numbers")
    e164 = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "e164"], name="customer_number_once"),
            models.CheckConstraint(
                condition=models.Q(e164__regex=r"^\+[1-9]\d{6,14}$"), name="customer_number_is_e164"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "e164"], name="customer_by_number")]

    def __str__(self) -> str:
        return self.e164


class Contract(models.Model):
    """What the customer has with the organisation, and the account behind it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contracts")
    number = models.CharField(max_length=30)
    address = models.CharField(max_length=200, blank=True)
    address_details = models.CharField(max_length=100, blank=True)
    balance = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="RUB")
    read_at = models.DateTimeField()  # when the system of record last said so

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="contract_number_once")]

    def __str__(self) -> str:
        return self.number


class Service(models.Model):
    """One thing the contract pays for, and whether it works."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, models.CASCADE, related_name="services")
    name = models.CharField(max_length=80)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    state = models.CharField(max_length=10, choices=ServiceState.choices, default=ServiceState.WORKING)
    state_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ServiceState.values), name="service_state_known")
        ]

    def __str__(self) -> str:
        return self.name


class Findable(models.Model):
    """What a customer is found by, folded so that spellings meet; the database writes it whenever a card changes.

    `words` are names and addresses, `digits` telephones and contracts, each between spaces. `place` is the address
    without the flat, as it is written; `home` the whole first address, folded: who shares it lives together.
    """

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    names = models.TextField()
    words = models.TextField()
    homes = models.TextField()
    digits = models.TextField()
    place = models.TextField()
    home = models.TextField()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="findable_words"),
            GinIndex(fields=["digits"], opclasses=["gin_trgm_ops"], name="findable_digits"),
            models.Index(fields=["organisation", "home"], condition=~models.Q(home=""), name="findable_home"),
        ]


class KnownWord(models.Model):
    """A word some card of this organisation holds, folded: what a mistyped word may have meant."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    word = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "word"], name="word_known_once")]
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="word_by_trigrams")]

    def __str__(self) -> str:
        return self.word


class Merge(models.Model):
    """Two cards were one person's: what was moved from the one to the other, so that it can be moved back."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    gone = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kept = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    moved = models.JSONField()  # what → ids of the rows that were moved
    by_agent_id = models.BigIntegerField()
    merged_at = models.DateTimeField()
    undone_by_agent_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_at__isnull=True), name="a_card_is_merged_once"
            ),
            models.CheckConstraint(condition=~models.Q(gone=models.F("kept")), name="merge_is_of_two_cards"),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by_agent_id__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by_agent_id__isnull=False),
                name="merge_end_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"
