"""One side is silent: a fault, or a pause? The table of cases of silence.py, second by second."""

import pytest

from yesline.telephony.switch.silence import AFTER, How, Side


def side(**more: bool) -> Side:
    """Somebody who has just been joined with somebody else."""
    return Side(since=100.0, **more)


def sends(one: Side, *, until: float, packets_a_second: int = 50) -> None:
    """Their packets arrive and are counted every two seconds, as the switch is asked."""
    begun = one.packets_at
    for second in range(2, int(until - begun) + 1, 2):
        one.counted(max(one.packets, 0) + 2 * packets_a_second, begun + second)


def test_whoever_was_heard_may_be_silent_for_as_long_as_they_like() -> None:
    listener = side(heard=True)
    sends(listener, until=700.0)
    assert listener.unheard(700.0) is None


@pytest.mark.parametrize(("after", "is_told"), [(7.9, False), (8.0, True)])
def test_whoever_was_never_heard_is_told_after_eight_seconds(after: float, *, is_told: bool) -> None:
    dead = side()
    sends(dead, until=106.0)
    assert dead.unheard(100.0 + after) == (How.NO_SOUND if is_told else None)


def test_a_microphone_that_is_off_is_no_fault() -> None:
    off = side(muted=True)
    sends(off, until=160.0)
    assert off.unheard(160.0) is None


def test_a_microphone_that_is_on_again_has_eight_seconds_anew() -> None:
    off = side(muted=True)
    sends(off, until=160.0)
    off.muted = False
    off.begins_anew(160.0)
    sends(off, until=168.0)
    assert (off.unheard(167.0), off.unheard(168.0)) == (None, How.NO_SOUND)


@pytest.mark.parametrize("muted", [False, True])
def test_packets_that_stop_are_a_fault_even_of_somebody_who_was_heard(*, muted: bool) -> None:
    gone = side(heard=True, muted=muted)
    sends(gone, until=130.0)
    assert (gone.unheard(137.9), gone.unheard(138.0)) == (None, How.NO_PACKETS)


def test_nothing_that_ever_came_is_a_fault() -> None:
    assert side().unheard(100.0 + AFTER) == How.NO_PACKETS


def test_a_telephone_that_sends_no_silence_is_known_after_its_first_pause() -> None:
    thrifty = side(heard=True)
    thrifty.counted(100, 102.0)
    thrifty.counted(200, 106.0)
    assert thrifty.unheard(180.0) is None


def test_a_browser_that_stops_sending_has_no_such_excuse() -> None:
    browser = side(heard=True, always_sends=True)
    browser.counted(100, 102.0)
    browser.counted(200, 106.0)
    assert browser.unheard(114.0) == How.NO_PACKETS


def test_a_telephone_that_sends_no_silence_must_have_been_heard() -> None:
    never = side()
    never.counted(1, 102.0)
    never.counted(2, 106.0)
    assert never.unheard(114.0) == How.NO_PACKETS


def test_whoever_has_put_us_on_hold_may_send_nothing() -> None:
    assert side(heard=True, holds=True).unheard(400.0) is None


def test_after_hold_the_time_begins_anew() -> None:
    held = side(heard=True)
    held.begins_anew(400.0)
    assert (held.unheard(407.0), held.unheard(408.0)) == (None, How.NO_PACKETS)
