"""Which papers may come to a case."""

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yesline.kernel.errors import NotNow

LARGEST = 10_000_000  # bytes; a photo of a telephone has 2 to 8 million
MOST = 40  # of one case
AT_ONCE = 5
LONGEST_NAME = 120


@dataclass(frozen=True)
class Received:
    """A paper that lies on our disk, looked at; no case has it yet. `path`: beneath YESLINE_PAPERS."""

    name: str
    kind: str
    size: int
    sha256: str
    path: str


def name_of(given: str) -> str:
    """The name somebody's machine gave to a file, without folders and without anything that isn't shown."""
    last = given.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    words = " ".join(shown.split())
    stem, dot, ending = words.rpartition(".")
    if len(words) > LONGEST_NAME and stem and len(ending) <= 5:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"
    return words[:LONGEST_NAME] or _("without a name")


def check_size(*, name: str, size: int) -> None:
    if size == 0:
        raise NotNow(_("“%(name)s” is empty. Choose it once more.") % {"name": name})
    if size > LARGEST:
        raise NotNow(
            _("“%(name)s” is too large: at most %(most)d MB. Take the photo with fewer points, or send it in parts.")
            % {"name": name, "most": LARGEST // 1_000_000}
        )


def check_at_once(many: int) -> None:
    if many > AT_ONCE:
        raise NotNow(_("At most %(most)d at once. Send the others after these.") % {"most": AT_ONCE})


def check_room(*, has: int, come: int) -> None:
    if has + come > MOST:
        raise NotNow(_("%(most)d papers are all one case can have. Write what the others say.") % {"most": MOST})
