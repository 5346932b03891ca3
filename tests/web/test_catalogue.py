"""Nothing is said to people that could not be said in their language."""

import re

import polib
import pytest
from django.conf import settings

from yesline.config import translations
from yesline.config.translations import Text

LANGUAGES = ["ru", "uk", "bg"]


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_pages_and_code_is_in_the_catalogue(language: str) -> None:
    """If not: `python -m yesline.config.translations`, then translate what is new."""
    known = {(entry.msgid, entry.msgctxt or None) for entry in catalogue(language)}
    assert {(text.one, text.context) for text in translations.gather()} == known


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_complete(language: str) -> None:
    found = catalogue(language)
    assert [entry.msgid for entry in found if not entry.translated() or entry.fuzzy] == []


@pytest.mark.parametrize(("language", "strange"), [("ru", "іїєґ'"), ("uk", "ыъэё'"), ("bg", "ыэёіїєґ'")])
def test_a_language_is_written_in_its_own_letters(language: str, strange: str) -> None:
    """Letters of a neighbour's, or a straight apostrophe within a word, are slips."""
    slips = [
        said
        for entry in catalogue(language)
        for said in [entry.msgstr, *entry.msgstr_plural.values()]
        if re.search(f"(?<=[а-яіїєґ])[{strange}]|[{strange}](?=[а-яіїєґ])", said.lower())
    ]
    assert slips == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_places_of_names_and_numbers(language: str) -> None:
    torn = [
        (entry.msgid, said)
        for entry in catalogue(language)
        for said in [entry.msgstr, *entry.msgstr_plural.values()]
        if said and set(placeholders(said)) != set(placeholders(entry.msgid))
    ]
    assert torn == []


def placeholders(text: str) -> list[str]:
    return [part.split(")")[0] for part in text.split("%(")[1:]]


def test_texts_are_found_in_code_and_in_templates() -> None:
    code = 'x = _("One"); y = ngettext("%(n)d call", "%(n)d calls", 2); z = pgettext("a key", "Space"); f("no")'
    assert list(translations.of_code(code)) == [
        Text("One"), Text("%(n)d call", plural="%(n)d calls"), Text("Space", context="a key"),
    ]  # fmt: skip
    template = (
        '{% load i18n %}{% if a %}{% translate "One" %}{% endif %}{% translate "Space" context "a key" %}'
        "{% blocktranslate count n=n %}{{ n }} call{% plural %}{{ n }} calls{% endblocktranslate %}"
    )
    assert list(translations.of_template(template)) == [
        Text("One"), Text("Space", context="a key"), Text("%(n)s call", plural="%(n)s calls"),
    ]  # fmt: skip
