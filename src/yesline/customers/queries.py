from yesline.customers.models import Contract, Customer


def with_number(organisation_id: int, e164: str) -> list[Customer]:
    """Everybody of this organisation who calls from this number; the longest with us first. One query."""
    if not e164:
        return []
    found = Customer.objects.filter(numbers__organisation_id=organisation_id, numbers__e164=e164)
    return list(found.order_by("id")[:20])


def contracts_of(customer: Customer) -> list[Contract]:
    """Contracts with their services: two queries, however many services."""
    return list(Contract.objects.filter(customer=customer).prefetch_related("services").order_by("id"))
