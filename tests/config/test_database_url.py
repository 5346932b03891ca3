"""What a database's URL asks for is what every connection of ours does, Django's and the listeners'."""

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from yesline.config import env
from yesline.kernel import bells

HERE = "YESLINE_DATABASE_URL"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://bo:p%40ss@db.example:6432/help", ("help", "bo", "p@ss", "db.example", "6432")),
        ("postgres://bo@db.example", ("yesline", "bo", "", "db.example", "")),
        ("postgresql://bo:x@/yesline?host=/run/ours&port=5544", ("yesline", "bo", "x", "/run/ours", "5544")),
        ("postgresql://bo:x@one,two:5433/help", ("help", "bo", "x", "one,two", ",5433")),
        ("", ("yesline", "", "", "", "")),
    ],
)
def test_a_url_names_a_place(monkeypatch: pytest.MonkeyPatch, url: str, place: tuple[str, ...]) -> None:
    monkeypatch.setenv(HERE, url)
    found = env.database(HERE)
    assert tuple(found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == place


def test_what_else_a_url_asks_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HERE, "postgresql://bo:x@/y?host=db.example&sslmode=verify-full&sslrootcert=/etc/ours%20ca.pem")
    assert env.database_options(HERE) == {"sslmode": "verify-full", "sslrootcert": "/etc/ours ca.pem"}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://bo:x@db/help", "must begin with postgresql://, not mysql://"),
        ("postgresql://bo:x@db/help?sslmod=require", 'can\'t be read: invalid URI query parameter: "sslmod"'),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str, sentence: str
) -> None:
    monkeypatch.setenv(HERE, url)
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.database(HERE)
    assert sentence in str(refusal.value)
    assert "x@db" not in str(refusal.value)


@pytest.mark.django_db
def test_a_listener_asks_for_the_same_as_django(settings: Settings) -> None:
    known = settings.DATABASES["default"]
    before = known["OPTIONS"]
    known["OPTIONS"] = {**before, "pool": {"min_size": 2}, "options": "-c statement_timeout=1234"}
    try:
        with psycopg.connect(bells.address(application_name="a listener")) as connection:
            shown = [
                connection.execute(f"SHOW {name}").fetchone() for name in ("statement_timeout", "application_name")
            ]
            assert (connection.info.dbname, shown) == (known["NAME"], [("1234ms",), ("a listener",)])
    finally:
        known["OPTIONS"] = before
