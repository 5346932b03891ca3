"""Where the example meets the pages: web knows nothing of the example, `config` knows both."""

from yesline.example import load
from yesline.example import people as cast
from yesline.orgs.enums import NumberKind
from yesline.web.gate.views import Person
from yesline.web.play.views import Front


def people() -> list[Person]:
    return load.people()


def front() -> Front:
    """The front page of the example's first organisation."""
    numbers = [(e164, str(NumberKind(kind).label)) for e164, kind in cast.NUMBERS[cast.NETWORK]]
    languages = {"ru": "русский", "uk": "українська", "bg": "български", "en": "English"}
    home = [one for one in cast.PEOPLE if cast.NETWORK in (one.organisation, *one.serves)]
    faces = [(one.name, ", ".join(languages[code] for code in one.languages)) for one in home]
    return Front(organisation=load.NAMES[cast.NETWORK], numbers=numbers, people=faces)


def call() -> str:
    """Start a demo caller; returns who is calling."""
    from yesline.example import caller  # noqa: PLC0415 - it needs a SIP port, which tests of pages don't have

    return caller.start_demo_call()
