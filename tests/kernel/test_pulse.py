"""A sign of life is the latest one, and none is no sign."""

import time
from pathlib import Path

from yesline.kernel import pulse


def test_the_last_sign_is_the_one_that_counts(tmp_path: Path) -> None:
    signs = pulse.Pulse(tmp_path / "it")
    signs.beat()
    between = time.monotonic()
    signs.beat()

    last = pulse.last(tmp_path / "it")
    assert last is not None
    assert between <= last <= time.monotonic()


def test_where_nothing_was_written_there_was_no_sign(tmp_path: Path) -> None:
    pulse.Pulse(tmp_path / "silent")

    assert (pulse.last(tmp_path / "silent"), pulse.last(tmp_path / "missing")) == (None, None)


def test_without_a_file_signs_go_nowhere() -> None:
    pulse.Pulse(None).beat()
