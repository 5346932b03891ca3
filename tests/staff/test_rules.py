"""Pure decisions about agents and their phones."""

import pytest

from yesline.kernel.errors import NotNow
from yesline.staff import rules
from yesline.staff.enums import AgentState

CHOSEN = [AgentState.AVAILABLE, AgentState.BREAK, AgentState.OFFLINE]
FREE = [AgentState.OFFLINE, AgentState.AVAILABLE, AgentState.BREAK, AgentState.WRAP_UP]
BUSY = [AgentState.OFFERED, AgentState.TALKING]


@pytest.mark.parametrize("state", FREE)
@pytest.mark.parametrize("wanted", CHOSEN)
def test_a_free_agent_chooses(state: str, wanted: str) -> None:
    rules.check_may_choose(state, wanted)


@pytest.mark.parametrize("state", BUSY)
@pytest.mark.parametrize("wanted", CHOSEN)
def test_an_agent_with_a_caller_finishes_first(state: str, wanted: str) -> None:
    with pytest.raises(NotNow, match="You have a caller"):
        rules.check_may_choose(state, wanted)


@pytest.mark.parametrize("wanted", [*BUSY, AgentState.WRAP_UP, "asleep"])
def test_what_follows_from_calls_is_not_chosen(wanted: str) -> None:
    with pytest.raises(NotNow, match="follows from your calls"):
        rules.check_may_choose(AgentState.AVAILABLE, wanted)


def test_every_state_is_free_or_busy() -> None:
    assert {*FREE, *BUSY} == set(AgentState)


def test_ready_needs_a_phone_that_can_be_reached() -> None:
    rules.check_can_be_ready(has_phone=True, reachable=True)
    with pytest.raises(NotNow, match="Choose a phone first"):
        rules.check_can_be_ready(has_phone=False, reachable=False)
    with pytest.raises(NotNow, match="can't be reached"):
        rules.check_can_be_ready(has_phone=True, reachable=False)


def test_a_phones_secret_is_its_own_and_of_its_epoch() -> None:
    secrets = {
        rules.phone_secret(key, sip_user=user, epoch=epoch)
        for key in ("one key", "another key")
        for user in ("anna-b", "anna-s")
        for epoch in (1, 2)
    }
    assert (len(secrets), {len(secret) for secret in secrets}) == (8, {32})
    same = rules.phone_secret("one key", sip_user="anna-b", epoch=1)
    assert same == rules.phone_secret("one key", sip_user="anna-b", epoch=1)


def test_a_name_and_an_epoch_cannot_be_taken_for_others() -> None:
    """`anna:1` in epoch 1 is not `anna` in epoch 11, however they are written one after the other."""
    one = rules.phone_secret("key", sip_user="anna:1", epoch=1)
    assert one != rules.phone_secret("key", sip_user="anna", epoch=11)
