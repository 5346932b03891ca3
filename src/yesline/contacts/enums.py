from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a contact stands. The table of moves is in machine.py."""

    WAITING = "waiting", _("waiting")
    OFFERED = "offered", _("ringing at an agent")
    CALLING = "calling", _("being called back")
    TALKING = "talking", _("talking")
    RESCUED = "rescued", _("with the on-duty people")
    ENDED = "ended", _("over")


class Outcome(TextChoices):
    """How a contact ended."""

    NONE = "", ""
    TALKED = "talked", _("talked to a person")
    ABANDONED = "abandoned", _("left before a person answered")
    SETTLED = "settled", _("settled without a call")


class Event(TextChoices):
    """What happened to a contact: reported by the switch, decided by matching, or done by a person."""

    ARRIVED = "arrived", _("arrived")
    OFFERED = "offered", _("offered to an agent")
    DECLINED = "declined", _("declined by the agent")
    NOT_ANSWERED = "not_answered", _("not answered by the agent")
    UNREACHABLE = "unreachable", _("the agent's phone could not be reached")
    ANSWERED = "answered", _("answered")
    AGENT_LOST = "agent_lost", _("the agent's phone was lost")
    AGENT_HUNG_UP = "agent_hung_up", _("ended by the agent")
    CALLER_HUNG_UP = "caller_hung_up", _("ended by the caller")
    CALLER_LOST = "caller_lost", _("the caller's line was lost")
    RESCUE_TOOK = "rescue_took", _("handed to the rescue plan")
    RETURNED = "returned", _("came back from the rescue plan")
    HELD = "held", _("put on hold")
    TAKEN_BACK = "taken_back", _("taken back from hold")
    CONNECTED = "connected", _("both can hear each other")
    AGENT_UNHEARD = "agent_unheard", _("the agent is not heard")
    AGENT_HEARD = "agent_heard", _("the agent is heard again")
    CALLER_UNHEARD = "caller_unheard", _("the caller is not heard")
    CALLER_HEARD = "caller_heard", _("the caller is heard again")
    CROWDED = "crowded", _("further calls of the same number heard the busy tone")
    OWED = "owed", _("is owed a call back")
    RANG_AGAIN = "rang_again", _("rang again")
    CALLING = "calling", _("their phone is rung")
    REACHED = "reached", _("picked up")
    NOT_REACHED = "not_reached", _("was not reached")
    SETTLED = "settled", _("needs no call back any more")
    DUTY_RUNG = "duty_rung", _("somebody on duty is rung")
    DUTY_NOT_TAKEN = "duty_not_taken", _("not taken by somebody on duty")
    JOINED = "joined", _("somebody on duty joined")
    PARTED = "parted", _("one of several left")
    HANDED_OVER = "handed_over", _("handed over")
    TOLD = "told", _("was told place and wait")


class Channel(TextChoices):
    CALL = "call", _("call")
    PAGE = "page", _("call from our page")
