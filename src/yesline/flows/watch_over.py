"""Nothing is lost, and if it were, somebody would hear of it: the ledger of every organisation, for those who watch."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from yesline.reports import queries as reports

SINCE = timedelta(days=1)


@dataclass(frozen=True)
class Book:
    """One organisation's contacts of a day, and what must be nought."""

    organisation: str  # its short name
    parts: dict[str, int]  # talked, owed, waiting, on_duty, let_go
    came: int
    nobodys: int
    unheard: int

    @property
    def missing(self) -> int:
        """Contacts that came and are nowhere; below nought: some are in two places."""
        return self.came - sum(self.parts.values())

    @property
    def troubles(self) -> list[str]:
        """In sentences for a log; empty if all is well."""
        said = []
        if self.missing:
            said.append(f"{self.organisation}: the ledger does not balance, {self.missing} of {self.came} contacts")
        if self.nobodys:
            said.append(f"{self.organisation}: {self.nobodys} open contacts are with nobody")
        if self.unheard:
            said.append(f"{self.organisation}: {self.unheard} conversations have no recording")
        return said


@transaction.atomic
def books(*, at: datetime) -> list[Book]:
    """The ledger of each organisation over the last day."""
    rows = reports.balance_of_all(since=at - SINCE, at=at)
    return [
        Book(
            organisation=row["name"],
            parts={part: row[part] for part in reports.PARTS},
            came=row["came"],
            nobodys=row["nobodys"],
            unheard=row["unheard"],
        )
        for row in rows
    ]
