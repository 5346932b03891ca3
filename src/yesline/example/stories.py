"""Callers to try one's hand at: real telephones with recorded sentences, and in words what each of them is about."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yesline.example import people as cast


@dataclass(frozen=True)
class Story:
    """Somebody who calls when asked to. `words`: what they want, for whoever plays the agent to find out."""

    key: str
    number: str
    dialled: str
    name: str
    language: str
    words: str | Promise


_NETWORK, _BANK, _COMMON = (cast.NUMBERS[slug][0][0] for slug in (cast.NETWORK, cast.BANK, cast.COMMON))

STORIES = (
    Story("tamara", "+79215550147", _NETWORK, "Тамара Ивановна Белова", "ru",
          _("No internet since yesterday. She has called before: Pavel owes her a call. She hears badly.")),
    Story("household", "+79215550163", _NETWORK, "Ирина или Артём Мальцевы", "ru",
          _("A mother and her son share a telephone: ask which of them it is.")),
    Story("gennady", "+79215550182", _NETWORK, "Геннадий Павлович Орлов", "ru",
          _("His internet is blocked and he is angry: the account is below zero.")),
    Story("oksana", "+380445550121", _NETWORK, "Оксана Шевчук", "uk",
          _("Speaks Ukrainian: Pavel, who does too, is rung if he is free.")),
    Story("viktor", "+79215550199", _BANK, "Виктор Андреевич Соколов", "ru",
          _("Calls the bank about his card: whoever is free answers in the bank's name.")),
    Story("stranger", "+79215550111", _NETWORK, "+7 921 555-01-11", "ru",
          _("Nobody knows this number. A new voice, and the first case of theirs.")),
    Story("common", "+79215550188", _COMMON, "+7 921 555-01-88", "ru",
          _("Rings the common number: find out together whose trouble it is.")),
)  # fmt: skip


def story(key: str) -> Story | None:
    return next((one for one in STORIES if one.key == key), None)
