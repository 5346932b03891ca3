"""Why they probably call, in one line for the ring: what is promised, how often today, what is broken, what is open.

Pure: the card and the count are given.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yesline.customers.enums import ServiceState
from yesline.flows.recognise import Card
from yesline.web import words

MOST = 2  # more would not be one line


def midnight(at: datetime) -> datetime:
    """When today began where the agent is."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def probably(card: Card, *, times: int, at: datetime) -> list[str]:
    """The most telling first; empty if nothing is known."""
    return list(islice(_all(card, times, at), MOST))


def _all(card: Card, times: int, at: datetime) -> Iterator[str]:
    for promise in card.promises[:1]:
        said = {"what": promise.what, "when": words.at_moment(promise.due_at, at)}
        late = promise.due_at < at
        yield _("promised %(when)s and late: %(what)s") % said if late else _("promised %(when)s: %(what)s") % said
    if times:
        yield ngettext("%(n)d call before this one today", "%(n)d calls before this one today", times) % {"n": times}
    services = (one for contract in card.contracts for one in contract.services.all())
    broken = (one for one in services if one.state != ServiceState.WORKING)
    yield from (f"{one.name}: {one.get_state_display()}" for one in islice(broken, 1))
    for case in card.cases[:1]:
        yield _("open case № %(number)d, %(title)s") % {"number": case.pk, "title": case.title}
