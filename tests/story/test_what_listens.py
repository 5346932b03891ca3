"""Unless `--lan` is given, nothing of a whole Yesline can be reached from another machine."""

import pytest
from tests.listening import ears, outside
from tests.story.house import House, until

from yesline.running import descendants

pytestmark = pytest.mark.story


def test_nobody_outside_reaches_any_part_of_it(house: House) -> None:
    assert house.process is not None
    parts = [house.process.pid, *descendants.of(house.process.pid)]
    until(lambda: not outside(ears(parts)), what="every ear to be turned inwards")
    ports = {port for _, port in ears(parts)}
    assert {int(house.origin.rpartition(":")[2]), int(house.sip.rpartition(":")[2])} <= ports
