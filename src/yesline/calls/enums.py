from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Party(TextChoices):
    CALLER = "caller", _("caller")
    AGENT = "agent", _("agent")


class LegState(TextChoices):
    RINGING = "ringing", _("ringing")
    UP = "up", _("connected")
    GONE = "gone", _("gone")


class Verb(TextChoices):
    """What a person may ask of the switch."""

    HOLD = "hold", _("hold")
    TAKE_BACK = "take_back", _("take back")
    HANG_UP = "hang_up", _("hang up")
    DONT_RECORD = "dont_record", _("don't record")
    NOT_THERE = "not_there", _("nobody there")
    CALL_BACK = "call_back", _("call back")
    SETTLE = "settle", _("no call back")
    MUTED = "muted", _("the microphone is off")
    UNMUTED = "unmuted", _("the microphone is on")
    HAND_OVER = "hand_over", _("leave it to whoever joined")
    PUSH_PHONE = "push_phone", _("bring a phone into service")


class CommandState(TextChoices):
    ASKED = "asked", _("asking…")
    SENT = "sent", _("sent to the switch")
    DONE = "done", _("done")
    FAILED = "failed", _("not done")


class RecordingState(TextChoices):
    RUNNING = "running", _("being recorded")
    RAW = "raw", _("waiting to be converted")
    KEPT = "kept", _("kept")
    REFUSED = "refused", _("not recorded, by wish")
    FAILED = "failed", _("could not be kept")
    ERASED = "erased", _("erased")
