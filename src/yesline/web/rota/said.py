"""Gaps in sentences. Times are shown in the zone that holds where this is called."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from yesline.flows.plan import Warnings
from yesline.web import words

_SHOWN = 3  # gaps named one by one


def warnings(found: Warnings) -> list[str]:
    """What will go wrong if nothing is done, the next first."""
    if found.nobody_planned:
        return [_("Nobody is on the rota: when nobody is at work, callers wait in line until somebody is.")]
    said = [
        _("From %(begins)s to %(ends)s nobody is on duty and you are closed: callers would wait.")
        % {"begins": moment(begins), "ends": moment(ends)}
        for begins, ends in found.gaps[:_SHOWN]
    ]
    said += [
        _("From %(begins)s to %(ends)s nobody is on duty for emergencies.")
        % {"begins": moment(begins), "ends": moment(ends)}
        for begins, ends in found.unmanned_emergencies[:_SHOWN]
    ]
    more = len(found.gaps) + len(found.unmanned_emergencies) - len(said)
    if more:
        said.append(_("Gaps like these within the next seven days besides: %(n)d.") % {"n": more})
    return said + [_phone(one.agent.name, one.number) for one in found.unproved]


def _phone(name: str, number: str) -> str:
    if number:
        return _("%(name)s has never answered on %(number)s by pressing a key: nobody knows whether it rings.") % {
            "name": name,
            "number": number,
        }
    return _("The desk phone of %(name)s, who is on the rota, can't be reached now.") % {"name": name}


def moment(when: datetime) -> str:
    local = timezone.localtime(when)
    return f"{words.dated(local, 'D, j E')}, {local:%H:%M}"
