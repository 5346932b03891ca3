"""Pure decisions about numbers."""

from yesline.orgs.enums import NumberKind

# Lower is sooner. Beyond emergencies and trouble nothing outranks waiting time.
_ORDER = {NumberKind.EMERGENCY: 0, NumberKind.TROUBLE: 1, NumberKind.ORDERS: 2, NumberKind.PRESALE: 2}


def priority(kind: str) -> int:
    """Where a number's callers stand in the line, before waiting time decides."""
    return _ORDER[NumberKind(kind)]
