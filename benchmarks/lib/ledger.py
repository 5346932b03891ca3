"""What the tables say after a load."""

from pathlib import Path

from benchmarks.lib.recordings import Heard
from yesline.calls.enums import RecordingState
from yesline.calls.models import Recording
from yesline.contacts.enums import Event, State
from yesline.contacts.models import Contact, Fact


def all_converted() -> bool:
    """Whether every contact has ended and no recording waits for the worker any longer."""
    unfinished = [RecordingState.RUNNING, RecordingState.RAW]
    living = Contact.objects.exclude(state=State.ENDED).exists()
    return not living and not Recording.objects.filter(state__in=unfinished).exists()


def recordings(folder: Path) -> list[Heard]:
    """The kept ones of this place, each with how long its two were joined."""
    kept = Recording.objects.filter(state=RecordingState.KEPT, node="main").select_related("contact")
    return [
        Heard(path=folder / one.path, talked=one.contact.ended_at - one.contact.connected_at)
        for one in kept
        if one.contact.ended_at and one.contact.connected_at
    ]


def waiting() -> int:
    """How many callers are in line."""
    return Contact.objects.filter(state=State.WAITING).count()


def all_told() -> bool:
    """Whether everybody in line has been told how it stands; whoever was hears music from then on."""
    return not Contact.objects.filter(state=State.WAITING).exclude(facts__event=Event.TOLD).exists()


def tellings() -> int:
    """How often somebody was told how it stands, so far."""
    return Fact.objects.filter(event=Event.TOLD).count()
