"""The example as it was at first: what happened in its organisations is forgotten, its people and offices stay.

Run as the owner of the tables, by the process `yesline.example` alone.
"""

from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q

from yesline.calls.models import Recording
from yesline.cases.models import Paper
from yesline.contacts.enums import State
from yesline.contacts.models import Contact
from yesline.example import load, outbox
from yesline.kernel import clock, hints
from yesline.orgs.models import Organisation
from yesline.staff.enums import AgentState
from yesline.staff.models import Agent

KEPT = {"orgs", "staff", "knowledge", "kernel"}  # rooms of which nothing is forgotten


def reset() -> bool:
    """Forget and load anew; False, and nothing done, while somebody is on the line or if there is no example."""
    ours = list(Organisation.objects.filter(slug__in=load.NAMES).values_list("pk", flat=True))
    if not ours or somebody_is_on_the_line():
        return False
    files = _files(ours)
    clock.unwind()
    _forget(ours, at=clock.now())
    outbox.empty()
    for file in files:
        file.unlink(missing_ok=True)
    return True


def _files(ours: list[int]) -> list[Path]:
    """What was recorded, and what was sent to us."""
    recorded = Recording.objects.filter(organisation_id__in=ours).exclude(path="").values_list("path", flat=True)
    sent = Paper.objects.filter(organisation_id__in=ours).values_list("path", flat=True)
    return [Path(settings.RECORDINGS) / name for name in recorded] + [Path(settings.PAPERS) / name for name in sent]


def somebody_is_on_the_line() -> bool:
    """Whether anybody waits, rings or talks just now. Who left and shall be called back does not, until they are."""
    here = Q(left_at__isnull=True) | Q(state=State.CALLING)
    return Contact.objects.exclude(state=State.ENDED).filter(here).exists()


@transaction.atomic
def _forget(ours: list[int], *, at: datetime) -> None:
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"DELETE FROM {table} WHERE organisation_id = ANY (%s)", [ours])  # noqa: S608 - our own names
    people = Agent.objects.filter(organisation_id__in=ours)
    people.filter(state=AgentState.WRAP_UP).update(state=AgentState.BREAK, state_since=at)
    load.customers(at=at)
    hints.tell(*map(hints.agent, people.values_list("pk", flat=True)), *map(hints.organisation, ours))


def _tables() -> list[str]:
    """Tables of what happens, the latest in the story first: nothing points to what is gone already."""
    rooms = [app for app in apps.get_app_configs() if app.name == f"yesline.{app.label}" and app.label not in KEPT]
    ours: list[type[models.Model]] = [model for room in reversed(rooms) for model in reversed(list(room.get_models()))]
    facts = [model._meta for model in ours]  # noqa: SLF001 - Django's public name for what a table is
    return [one.db_table for one in facts if any(field.attname == "organisation_id" for field in one.concrete_fields)]
