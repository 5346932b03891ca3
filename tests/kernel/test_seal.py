"""The seal, made in Python and checked in PostgreSQL without its crypto extension: both must be the same HMAC."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection

from yesline.kernel import seal


def in_the_database(words: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT yesline_sealed(%s)", [words])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "act as 7 at 1795436419", "Тамара Ивановна", "x" * 200])
def test_both_sides_make_the_same_seal(words: str) -> None:
    assert in_the_database(words) == seal.sealed(settings.SECRET_KEY, words)


@pytest.mark.django_db
def test_a_new_secret_key_replaces_the_old_one() -> None:
    seal.keep("another secret")
    assert in_the_database("words") == seal.sealed("another secret", "words")
    assert in_the_database("words") != seal.sealed(settings.SECRET_KEY, "words")


def test_a_proof_says_who_and_when() -> None:
    at = datetime(2026, 11, 19, 11, 47, tzinfo=UTC)
    made_at, proof = seal.proof("secret", user_id=7, at=at)
    assert made_at == int(at.timestamp())
    assert proof == seal.sealed("secret", f"act as 7 at {made_at}")
