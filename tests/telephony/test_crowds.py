"""Who calls too often and who tries to get in, counted."""

from collections import Counter

from yesline.telephony.crowds import A_MINUTE, Often, tries

CEM, DORA = "+79215550147", "+79215550163"
LINE = (
    '[2026-11-23 19:00:18.846] SECURITY[12318] res_security_log.c: SecurityEvent="{event}",EventTV="2026-11-23",'
    'Severity="Error",Service="PJSIP",EventVersion="1",AccountID="100",SessionID="x",'
    'LocalAddress="IPV4/UDP/127.0.0.1/5160",RemoteAddress="IPV4/UDP/{address}/53724"'
)


def test_a_person_who_redials_is_never_too_often() -> None:
    often = Often()
    assert not any(often.is_too_often(CEM, second) for second in range(0, 600, 5))


def test_the_twenty_first_call_within_a_minute_is_one_too_many() -> None:
    often = Often()
    assert [often.is_too_often(CEM, second) for second in range(A_MINUTE + 1)] == [False] * A_MINUTE + [True]


def test_what_was_turned_away_does_not_count() -> None:
    """Otherwise whoever goes on trying would never be heard again."""
    often = Often()
    taken = [second for second in range(121) if not often.is_too_often(CEM, second)]
    assert taken == [*range(20), *range(60, 80), 120]


def test_one_number_s_crowd_is_not_another_s() -> None:
    often = Often()
    for second in range(50):
        often.is_too_often(CEM, second)
    assert often.is_too_often(DORA, 50) is False


def test_withheld_numbers_are_nobody_in_particular() -> None:
    often = Often()
    assert not any(often.is_too_often("", 0) for _ in range(100))


def test_tries_are_counted_by_address_and_challenges_are_none() -> None:
    events = {
        "InvalidAccountID": "192.0.2.9",
        "InvalidPassword": "192.0.2.9",
        "ChallengeResponseFailed": "192.0.2.7",
        "ChallengeSent": "192.0.2.1",
    }
    lines = [LINE.format(event=event, address=address) for event, address in events.items()]
    assert tries([*lines, "half a li"]) == Counter({"192.0.2.9": 2, "192.0.2.7": 1})
