"""Who sends our mail, from one address in the environment."""

import pytest

from yesline.config import env


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("", ("localhost", 25, "", False, False)),
        ("smtp://me:a%40b@mail.example", ("mail.example", 587, "a@b", False, True)),
        ("smtps://me:x@mail.example", ("mail.example", 465, "x", True, False)),
    ],
)
def test_who_sends_mail_is_one_address(monkeypatch: pytest.MonkeyPatch, url: str, settings: tuple[object, ...]) -> None:
    monkeypatch.setenv("YESLINE_SMTP", url)
    read = env.mail_server("YESLINE_SMTP")
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_PASSWORD", "EMAIL_USE_SSL", "EMAIL_USE_TLS")
    assert tuple(read[name] for name in names) == settings
