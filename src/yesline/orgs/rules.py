"""Pure decisions about numbers, hours and the lines calls come by."""

import ipaddress
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from yesline.kernel.errors import NotNow
from yesline.orgs.enums import NumberKind, Situation, Step

# Lower is sooner. Beyond emergencies and trouble nothing outranks waiting time.
_ORDER = {NumberKind.EMERGENCY: 0, NumberKind.TROUBLE: 1, NumberKind.ORDERS: 2, NumberKind.PRESALE: 2}


def priority(kind: str) -> int:
    """Where a number's callers stand in the line, before waiting time decides."""
    return _ORDER[NumberKind(kind)]


@dataclass(frozen=True)
class Hours:
    """When an organisation is open, by its own clocks. `week` without anything at all means always."""

    zone: ZoneInfo
    week: tuple[tuple[int, time, time], ...] = ()  # weekday (Monday is 0), opens, closes (midnight: end of the day)
    holidays: tuple[tuple[date, time | None, time | None], ...] = ()

    def on(self, day: date) -> list[tuple[time, time]]:
        """The spans of one day of the organisation's calendar."""
        for holiday, opens, closes in self.holidays:
            if holiday == day:
                return [(opens, closes)] if opens is not None and closes is not None else []
        if not self.week:
            return [(time(0), time(0))]
        return sorted((opens, closes) for weekday, opens, closes in self.week if weekday == day.weekday())


def open_at(hours: Hours, moment: datetime) -> bool:
    """Whether somebody should be there at that moment (UTC): what the clock on the organisation's wall says, so that
    nine o'clock stays nine o'clock when the clocks are changed.
    """
    wall = moment.astimezone(hours.zone)
    now = wall.time()
    return any(opens <= now and (now < closes or closes == time(0)) for opens, closes in hours.on(wall.date()))


def next_change(hours: Hours, moment: datetime, *, within: timedelta = timedelta(days=14)) -> datetime | None:
    """When it opens if it is closed, or closes if it is open (in the organisation's zone); None: not so soon."""
    is_open = open_at(hours, moment)
    for edge in _edges(hours, moment, within):
        if edge > moment and open_at(hours, edge) != is_open:
            return edge.astimezone(hours.zone)
    return None


def _edges(hours: Hours, moment: datetime, within: timedelta) -> Iterator[datetime]:
    first = moment.astimezone(hours.zone).date()
    found = []
    for days in range(within.days + 1):
        day = first + timedelta(days=days)
        # Clocks are changed at a whole hour: an opening may lie in the hour that is left out.
        found += [datetime.combine(day, time(hour), UTC) for hour in range(24)]
        for opens, closes in hours.on(day):
            found += [datetime.combine(day, opens, hours.zone), datetime.combine(day, closes, hours.zone)]
    return iter(sorted(edge.astimezone(UTC) for edge in found))


# In seconds. Nobody has to set anything up: this is what happens.
USUAL: dict[str, dict[str, int | None]] = {
    Situation.BUSY: {Step.ROTA: 120},
    Situation.CLOSED: {Step.ROTA: 15},
    Situation.NOBODY: {Step.ROTA: 0},
}


def situation(*, is_open: bool, at_work: bool) -> Situation:
    """What a caller who meets nobody has met. `at_work`: somebody is signed in, busy or not."""
    if not at_work:
        return Situation.NOBODY
    return Situation.BUSY if is_open else Situation.CLOSED


def step_after(steps: Mapping[tuple[str, str], int | None], situation: str, step: str, *, kind: str) -> int | None:
    """After how many seconds of waiting a step is taken; None: never. For an emergency people on duty are rung at once.

    `steps`: what was set, by situation and step.
    """
    if step == Step.ROTA and kind == NumberKind.EMERGENCY:
        return 0
    return steps.get((situation, step), USUAL[situation][step])


PAGE = "page"  # by this name of a line the switch reports calls from organisations' pages


def check_names_a_line(name: str) -> None:
    if name == PAGE:
        raise NotNow(_("“page” is what calls from your page come by. Choose another name for the line."))


_HOST = re.compile(r"(?=.{1,100}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
_LARGEST = {4: 16, 6: 48}  # shortest prefix of a network: whoever is in it may call as this trunk


def address_of_a_trunk(written: str) -> str:
    """An address as the switch reads it: a host's name, an IP address, or a network. Refuses with a sentence."""
    text = written.strip().lower()
    if _HOST.fullmatch(text) and not re.fullmatch(r"[\d.]+", text):
        return text
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise NotNow(
            _("“%(address)s” is no address. Write 203.0.113.7, 203.0.113.0/28 or sip.carrier.example.")
            % {"address": written}
        ) from error
    if network.prefixlen < _LARGEST[network.version]:
        raise NotNow(
            _("The network %(address)s is too large: whoever is in it could call as this line.") % {"address": text}
        )
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)


def check_addresses_are_free(addresses: Sequence[str], *, taken: Collection[tuple[str, str]]) -> None:
    """One address means one trunk. `taken`: addresses of other trunks, with the trunk's name."""
    for address in addresses:
        for other, trunk in taken:
            if _meet(address, other):
                raise NotNow(
                    _("The address %(address)s belongs to the line “%(trunk)s” already.")
                    % {"address": address, "trunk": trunk}
                )


def _meet(one: str, other: str) -> bool:
    try:
        first, second = ipaddress.ip_network(one), ipaddress.ip_network(other)
    except ValueError:
        return one == other
    return first.version == second.version and first.overlaps(second)


# One letter, one sound, as on road signs. (The search folds the other way, Latin letters into Cyrillic ones.)
_SOUNDS = {"а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i",
           "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
           "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
           "э": "e", "ю": "yu", "я": "ya", "ґ": "g", "є": "ye", "і": "i", "ї": "yi", "ў": "u"}  # fmt: skip
_OTHERWISE = {"bg": {"х": "h", "щ": "sht", "ъ": "a", "ь": "y"}, "uk": {"г": "h", "и": "y", "ї": "i"}}
_LONGEST_SHORT_NAME = 40


def short_name(name: str, *, language: str) -> str:
    """A name as it can stand in an address: Latin letters, digits, hyphens. Empty if none of its letters are known."""
    sounds = _SOUNDS | _OTHERWISE.get(language, {})
    latin = "".join(sounds.get(letter, letter) for letter in re.sub("['ʼ’`]", "", name.lower()))
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SHORT_NAME].rstrip("-")


def language_of(country: str) -> str:
    """What the switch's own recorded words are said in to callers of a country's line."""
    return {"RU": "ru", "BY": "ru", "KZ": "ru", "UA": "uk", "BG": "bg"}.get(country, "en")
