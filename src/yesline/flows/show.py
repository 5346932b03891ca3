"""What the customer sees of their case, by a link of their own: who has it, what is next, and what they say to that."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import gettext as _

from yesline.cases import actions as cases
from yesline.cases import queries as open_cases
from yesline.cases import rules
from yesline.cases.enums import CaseState, SaidKind
from yesline.cases.models import Case, Paper, Said
from yesline.cases.papers import actions as sent
from yesline.cases.papers import queries as papers
from yesline.cases.papers.rules import Received
from yesline.flows import close, follow, order
from yesline.flows.follow import File
from yesline.journal import queries as journal
from yesline.orgs import queries as orgs
from yesline.promises import actions as promises
from yesline.staff.models import Agent

LOOKS_TOLD_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Shown:
    """A case as its customer sees it."""

    file: File
    said: list[Said]
    papers: list[Paper]
    looked: list[tuple[datetime, str]]  # who opened their card, or a paper of theirs
    word: str  # whoever calls them from us can say it


def link(*, case: Case) -> str:
    """The secret part of the address of a case's page."""
    return Signer(salt="case").sign_object([case.pk])


def word(*, case: Case) -> str:
    """Four digits that only we and the customer's page know: whoever calls from us says them when asked."""
    made = hmac.new(settings.SECRET_KEY.encode(), f"word of case {case.pk}".encode(), hashlib.sha256).hexdigest()
    return f"{int(made[:8], 16) % 10_000:04d}"


@transaction.atomic
def case(*, slug: str, secret: str, at: datetime) -> Shown | None:
    """The case of this link; None if it is nobody's of this organisation, or was over too long ago."""
    found = _of(slug, secret, at=at)
    if found is None:
        return None
    whole = open_cases.whole(found)
    theirs = papers.of_cases(whole)
    return Shown(
        file=follow.told(case=found, at=at),
        said=list(Said.objects.filter(case_id__in=whole)),
        papers=theirs,
        looked=_looked(found, theirs, at=at),
        word=word(case=found),
    )


@transaction.atomic
def say(
    *, slug: str, secret: str, kind: str, text: str, key: UUID, received: Sequence[Received] = (), at: datetime
) -> list[Paper] | None:
    """What the customer says to it, and the papers they send. None if the link is nobody's; said twice, it is once.

    Returns the papers the case has from now on.

    "It works" ends the case unless something is still owed in it; "still broken" takes an ended one up again.
    """
    found = _of(slug, secret, at=at)
    if found is None:
        return None
    found = open_cases.held(found.pk)
    words = SaidKind.WORDS if kind == SaidKind.PAPERS else kind
    said = cases.said(found, kind=SaidKind.PAPERS if received else words, text=text, key=key, at=at)
    if said is None:
        return []
    taken = sent.add(found, received, said=said, by=None, at=at)
    if kind == SaidKind.WORKS and close.may_end(case=found):
        close.end(case=found, how=close.PAGE, by=None, at=at)
    elif kind != SaidKind.WORKS and found.state == CaseState.CLOSED:
        close.reopen(case=found, why=text or _("the customer says so on their page"), by=None, at=at)
    if kind == SaidKind.CALL:
        due_at = rules.after(at, rules.CALL_WITHIN, orgs.hours_of(found.organisation))
        promises.make(case=found, what=_("Call, as they asked on their page"), due_at=due_at, by=found.owner, at=at)
    return taken


@transaction.atomic
def confirm(*, slug: str, secret: str, read: str, at: datetime) -> bool:
    """They say yes to the terms of their order. False if the link is nobody's."""
    found = _of(slug, secret, at=at)
    if found is None:
        return False
    order.confirm(case=open_cases.held(found.pk), read=read, at=at)
    return True


def _of(slug: str, secret: str, *, at: datetime) -> Case | None:
    try:
        (case_id,) = Signer(salt="case").unsign_object(secret)
    except (BadSignature, ValueError, TypeError):
        return None
    organisation = orgs.act_as_visitor(slug)
    found = open_cases.of_page(organisation.pk, case_id, at=at) if organisation else None
    if found is None or (found.closed_at is not None and at > found.closed_at + rules.REOPEN_FOR):
        return None
    return found


def _looked(case: Case, theirs: list[Paper], *, at: datetime) -> list[tuple[datetime, str]]:
    looks = journal.done("paper.opened", "paper", {one.pk for one in theirs})
    if case.customer_id is not None:
        looks |= journal.done("customer.opened", "customer", {case.customer_id})
    rows = list(looks.filter(at__gt=at - LOOKS_TOLD_FOR)[:10])
    names = dict(Agent.objects.filter(pk__in={row.by_agent_id for row in rows}).values_list("pk", "name"))
    return [(row.at, names.get(row.by_agent_id or 0, "")) for row in rows]
