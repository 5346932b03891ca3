"""A process that is warm has read its addresses, catalogues and templates: the first visitor waits for none of them."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.template import engines
from django.template.base import Template
from django.test import Client
from django.urls import clear_url_caches, get_resolver
from django.utils.translation import trans_real
from tests.cast import Cast

from yesline.web import warm

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_new_process() -> Iterator[None]:
    """Nothing is kept from what was asked before."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    for loader in engines["django"].engine.template_loaders:  # type: ignore[attr-defined]
        loader.reset()
    clear_url_caches()
    trans_real._translations = {}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which templates are read from here on."""
    names: list[str] = []
    compiles = Template.compile_nodelist

    def noticed(template: Template) -> object:
        names.append(str(template.name))
        return compiles(template)

    monkeypatch.setattr(Template, "compile_nodelist", noticed)
    return names


def test_the_first_desk_of_a_cold_process_reads_its_templates(
    a_new_process: None, cast: Cast, client: Client, read: list[str]
) -> None:
    client.force_login(cast.anna.user)
    client.get("/desk/")
    assert "desk/desk.html" in read


def test_the_first_desk_of_a_warm_process_reads_nothing_any_more(
    a_new_process: None, cast: Cast, client: Client, read: list[str]
) -> None:
    warm.up()
    assert set(trans_real._translations) == {language for language, _ in settings.LANGUAGES}
    assert set(get_resolver()._reverse_dict) == {language for language, _ in settings.LANGUAGES}
    read.clear()
    client.force_login(cast.anna.user)
    assert client.get("/desk/").status_code == 200
    assert read == []
