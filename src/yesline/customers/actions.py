"""What changes whose a card is. Names, telephones and contracts themselves come from the systems of record."""

from collections.abc import Mapping
from datetime import datetime

from yesline.customers import rules
from yesline.customers.models import Contract, Customer, CustomerNumber, Merge
from yesline.journal import actions as journal

NUMBERS, CONTRACTS = "numbers", "contracts"


def merge(
    *, gone: Customer, kept: Customer, also_moved: Mapping[str, list[int]], by_agent_id: int, at: datetime
) -> Merge:
    """Everything of `gone` is `kept`'s from now on. A telephone both have stays where it is: it would be there twice.

    `also_moved`: rows of later rooms that the flow has moved, by their name, to be kept for the way back.
    """
    rules.check_may_merge(
        same_card=gone.pk == kept.pk,
        gone_already=gone.merged_into_id is not None,
        kept_is_gone=kept.merged_into_id is not None,
    )
    both = kept.numbers.values("e164")
    numbers = list(CustomerNumber.objects.filter(customer=gone).exclude(e164__in=both).values_list("pk", flat=True))
    contracts = list(Contract.objects.filter(customer=gone).values_list("pk", flat=True))
    CustomerNumber.objects.filter(pk__in=numbers).update(customer=kept)
    Contract.objects.filter(pk__in=contracts).update(customer=kept)
    Customer.objects.filter(pk=gone.pk).update(merged_into=kept)
    made = Merge.objects.create(
        organisation_id=kept.organisation_id,
        gone=gone,
        kept=kept,
        moved={NUMBERS: numbers, CONTRACTS: contracts, **also_moved},
        by_agent_id=by_agent_id,
        merged_at=at,
    )
    _record("customer.merged", made, by_agent_id=by_agent_id, at=at)
    return made


def undo(merge: Merge, *, by_agent_id: int, at: datetime) -> bool:
    """Telephones and contracts go back, as far as they still are where they were moved to; False if undone already."""
    rules.check_may_undo(kept_is_gone=merge.kept.merged_into_id is not None)
    undone = Merge.objects.filter(pk=merge.pk, undone_at__isnull=True)
    if not undone.update(undone_at=at, undone_by_agent_id=by_agent_id):
        return False
    moved = merge.moved
    CustomerNumber.objects.filter(pk__in=moved[NUMBERS], customer=merge.kept).update(customer=merge.gone)
    Contract.objects.filter(pk__in=moved[CONTRACTS], customer=merge.kept).update(customer=merge.gone)
    Customer.objects.filter(pk=merge.gone_id).update(merged_into=None)
    _record("customer.unmerged", merge, by_agent_id=by_agent_id, at=at)
    return True


def _record(verb: str, merge: Merge, *, by_agent_id: int, at: datetime) -> None:
    """Written for both cards: whoever reads the history of either finds the other."""
    for card, other in ((merge.kept_id, merge.gone_id), (merge.gone_id, merge.kept_id)):
        journal.record(
            verb,
            noun="customer",
            noun_id=card,
            organisation_id=merge.organisation_id,
            by=by_agent_id,
            at=at,
            other=other,
            merge=merge.pk,
        )
