from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgentState(TextChoices):
    """Where an agent stands."""

    OFFLINE = "offline", _("not working")
    AVAILABLE = "available", _("ready")
    OFFERED = "offered", _("ringing")
    TALKING = "talking", _("talking")
    WRAP_UP = "wrap_up", _("finishing notes")
    BREAK = "break", _("on a break")


class StateReason(TextChoices):
    """Why an agent is on a break or not working."""

    NONE = "", ""
    CHOSEN = "chosen", _("chosen by the agent")
    NOT_ANSWERING = "not_answering", _("let an offer ring")
    PHONE_LOST = "phone_lost", _("the phone could not be reached")
    # What a break is for, if the agent says so:
    REST = "rest", _("a rest")
    LUNCH = "lunch", _("lunch")
    TRAINING = "training", _("training")
    PAPERWORK = "paperwork", _("paperwork")


class Role(TextChoices):
    AGENT = "agent", _("agent")
    LEAD = "lead", _("lead")
    ADMIN = "admin", _("administrator")


class PhoneKind(TextChoices):
    BROWSER = "browser", _("this browser")
    SIP = "sip", _("desk phone")
    MOBILE = "mobile", _("mobile")


class Fluency(TextChoices):
    """How well somebody speaks a language."""

    LITTLE = "little", _("a little")
    GOOD = "good", _("well")
    NATIVE = "native", _("native")


class Purpose(TextChoices):
    """What somebody on duty is rung for."""

    ANYBODY = "anybody", _("any call nobody at work can take")
    FAULTS = "faults", _("ordinary faults: the technician")
    EMERGENCIES = "emergencies", _("emergencies")


class SwapState(TextChoices):
    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back")
