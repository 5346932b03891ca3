"""What the office knows, in sentences."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yesline.flows.foresee import Foreseen
from yesline.kernel import phone_numbers
from yesline.orgs.models import Organisation
from yesline.web import words


def seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


def foreseen(found: Foreseen, organisation: Organisation, *, now: bool, moment: datetime) -> list[str]:
    """What would become of a call, in the order in which the caller would notice."""
    if not found.e164:
        return [
            _("This is no telephone number. The call would ring the phones on duty: a person hears it all the same.")
        ]
    spoken = phone_numbers.spoken(found.e164)
    if found.number is None:
        return [
            _("This is %(number)s, which is none of your numbers.") % {"number": spoken},
            _("A number that is nobody's rings the phones on duty."),
        ]
    kind = found.number.get_kind_display()
    return [
        _("This is %(number)s: %(organisation)s, %(kind)s.")
        % {"number": spoken, "organisation": organisation.name, "kind": kind},
        _hours(found, moment),
        _who(found, now=now),
        *_duty(found),
        *([_("It is greeted with “%(words)s”.") % {"words": organisation.greeting}] if organisation.greeting else []),
        *([_("The caller hears your recorded notice while it rings.")] if organisation.notice_sound else []),
        _rescue(found),
    ]


def _hours(found: Foreseen, moment: datetime) -> str:
    if found.is_open and found.changes_at is None:
        return _("You are always open.")
    until = _moment(found.changes_at) if found.changes_at else ""
    if found.is_open:
        return _("At %(moment)s you are open, until %(until)s.") % {"moment": _moment(moment), "until": until}
    if not until:
        return _("At %(moment)s you are closed. Whoever is ready is rung all the same.") % {"moment": _moment(moment)}
    return _("At %(moment)s you are closed, until %(until)s. Whoever is ready is rung all the same.") % {
        "moment": _moment(moment),
        "until": until,
    }


def _who(found: Foreseen, *, now: bool) -> str:
    language = words.language(found.language)
    if not found.able:
        return _(
            "Nobody here speaks %(language)s well: the call would wait. Invite somebody, or say who speaks it."
        ) % {"language": language}
    if not now:
        return ngettext(
            "%(n)d person could be given it (%(language)s): whoever of them is ready then, the longest idle first.",
            "%(n)d people could be given it (%(language)s): whoever of them is ready then, the longest idle first.",
            len(found.able),
        ) % {"n": len(found.able), "language": language}
    if not found.ready:
        return _("Nobody is ready now. The caller would hear ringing and be first in line for whoever says “ready”.")
    names = ", ".join(agent.name for agent in found.ready)
    return _("Ready now: %(names)s. It would ring at once at whoever has been idle longest.") % {"names": names}


def _duty(found: Foreseen) -> list[str]:
    """Who is rung by the rota, in turn, and after how long; or that the caller would wait."""
    if found.rung_after is None and found.rung_after_alone is None:
        return [_("Your plan rings nobody on duty then: the caller stays in line until somebody is free.")]
    if not found.rung:
        return [_("Nobody is on duty then: the caller stays in line until somebody is free.")]
    desk = _("desk phone")
    names = ", ".join(f"{one.agent.name} ({one.by or desk})" for one in found.rung)
    said = [_("On duty, rung one after another and again from the start: %(names)s.") % {"names": names}]
    if found.rung_after is not None:
        said.append(_("They are rung after %(n)d s of waiting, if people are at work.") % {"n": found.rung_after})
    if found.rung_after_alone is not None:
        said.append(_("They are rung after %(n)d s of waiting, if nobody is.") % {"n": found.rung_after_alone})
    return [" ".join(said)]


def _rescue(found: Foreseen) -> str:
    if not found.on_duty:
        return _("If this server were away nobody would be rung: nobody is on duty.")
    names = ", ".join(phone.name for phone in found.on_duty)
    return _("If this server were away the switch would ring, in turn: %(names)s.") % {"names": names}


def _moment(when: datetime) -> str:
    local = timezone.localtime(when)
    return f"{words.dated(local, 'D, j E')}, {local:%H:%M}"
