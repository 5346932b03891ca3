"""A caller for those who have no phone: a real telephone that rings our line and speaks recorded sentences."""

import itertools
import os
import random
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings

from yesline.example import people as cast
from yesline.example import tones
from yesline.example.sip_phone import PhoneTrouble, SipPhone

_AT_ONCE = 20  # demo callers one process may have on the line
_RINGS_FOR = 180.0  # seconds before a caller gives up
_TALKS_FOR = 600.0  # seconds after which even a patient caller says goodbye
_SPEAKS_FOR = 660.0  # seconds of speech a caller has to say
_PAUSE = 2.5  # seconds between two sentences, for the other side to speak


@dataclass(frozen=True, kw_only=True)
class Demo:
    """Somebody who calls: a customer of the example, or any number."""

    name: str
    number: str
    language: str = "ru"


class TooManyCallers(Exception):
    """So many demo callers are on the line already that another would only hear a busy tone."""


_on_the_line: dict[str, threading.Thread] = {}
_phones: set[SipPhone] = set()  # of those who are on the line
_waiting_turn = threading.Lock()


def somebody(number: str | None = None, *, busy: frozenset[str] = frozenset()) -> Demo:
    """The caller with that number, or one of the example who is not calling just now."""
    known = [
        Demo(name=" ".join(filter(None, one.names)), number=each, language=one.language)
        for one in itertools.chain(*cast.NEIGHBOURS.values())
        for each in one.numbers
    ]
    if number is not None:
        named = [one for one in known if one.number == number]
        return named[0] if named else Demo(name="", number=number)
    free = [one for one in known if one.number not in busy]
    if free:
        return random.choice(free)
    # Everybody we know is calling: strangers call too.
    return Demo(name="", number=f"+7921555{random.randrange(2000, 9999)}")


def start_demo_call(number: str | None = None, *, dialled: str | None = None) -> str:
    """Let somebody call in the background, from this process; returns who it is.

    Raises TooManyCallers, or PhoneTrouble if the telephone can't be started.
    """
    with _waiting_turn:
        for each in [each for each, thread in _on_the_line.items() if not thread.is_alive()]:
            del _on_the_line[each]
        if len(_on_the_line) >= _AT_ONCE:
            raise TooManyCallers(f"{_AT_ONCE} demo callers are on the line already. Answer one first.")
        one = somebody(number, busy=frozenset(_on_the_line))
        prefix = Path(os.environ.get("YESLINE_PARTS", settings.HOME / "parts")) / "asterisk"
        if not (prefix / "bin" / "baresip").exists():
            raise PhoneTrouble("There is no telephone on this machine: bin/up says why it could not be installed.")
        words = {
            "prefix": prefix,
            "server": settings.SIP_ADDRESS,
            "dialled": dialled or cast.NUMBERS[cast.NETWORK][0][0],
        }
        thread = threading.Thread(target=_quietly, args=(one,), kwargs=words, name=f"caller {one.number}", daemon=True)
        _on_the_line[one.number] = thread
        thread.start()
    return f"{one.name}, {one.number}" if one.name else one.number


def call(
    one: Demo,
    *,
    prefix: Path,
    server: str,
    dialled: str,
    say: Callable[[str], None] = lambda _sentence: None,
    talks_for: float = _TALKS_FOR,
) -> bool:
    """Call, speak until somebody hangs up or `talks_for` seconds are over. Whether a person answered.

    Every step is told to `say` in a sentence.
    """
    who = one.name or one.number
    with _speech(prefix, one.language) as sentences, _on_the_phone(one, prefix, server, sentences) as phone:
        phone.dial(dialled)
        say(f"{who} rings {dialled}.")
        answered = phone.wait("CALL_ESTABLISHED", "CALL_CLOSED", timeout=_RINGS_FOR).type == "CALL_ESTABLISHED"
        if not answered:
            say(f"{who} was not put through: {phone.ended_because()}.")
            return False
        say(f"{who} is answered, and speaks.")
        try:
            phone.wait("CALL_CLOSED", timeout=talks_for)
            say(f"{who}: the conversation is over.")
        except PhoneTrouble:
            say(f"{who} has said everything, and hangs up.")
    return True


def all_hang_up() -> None:
    """Whoever of this process's callers waits or talks says goodbye."""
    for phone in list(_phones):
        with suppress(PhoneTrouble, OSError):  # theirs is over already
            phone.hang_up()


def _quietly(one: Demo, *, prefix: Path, server: str, dialled: str) -> None:
    try:
        call(one, prefix=prefix, server=server, dialled=dialled)
    except PhoneTrouble as trouble:
        print(f"The demo caller {one.number} gave up: {trouble}", flush=True)


@contextmanager
def _on_the_phone(one: Demo, prefix: Path, server: str, sentences: Path) -> Iterator[SipPhone]:
    hears = sentences.with_name("heard.wav")  # nobody listens to it; it goes with the sentences
    with SipPhone(prefix, user=one.number, name=one.name, server=server, plays=sentences, hears=hears) as phone:
        _phones.add(phone)
        try:
            yield phone
        finally:
            _phones.discard(phone)


@contextmanager
def _speech(prefix: Path, language: str) -> Iterator[Path]:
    """Whole sentences recorded by people, in some order, with time to answer between them."""
    root = prefix / "root" / "usr" / "share" / "asterisk" / "speech"
    folder = root / (language if (root / language).is_dir() else "ru")
    files = sorted(folder.glob("*.wav"))
    random.shuffle(files)
    silence = np.zeros(int(_PAUSE * tones.RATE))
    parts, seconds = [silence[: tones.RATE]], 0.0
    for file in itertools.cycle(files) if files else ():
        said = tones.read(file)[0][:, 0]
        parts += [said, silence]
        seconds += len(said) / tones.RATE + _PAUSE
        if seconds > _SPEAKS_FOR:
            break
    with tempfile.TemporaryDirectory(prefix="yesline-speech-") as scratch:
        yield tones.write(Path(scratch) / "speech.wav", np.concatenate(parts))
