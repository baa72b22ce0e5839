"""Calls that wait for their time are handed in once, whatever dies in between."""

from datetime import timedelta
from pathlib import Path

import pytest

from memory import choices
from memory.later import Waiting
from tests.tools.worlds import NOON, open_world

HOURS = timedelta(hours=2)
UNBLOCK = Waiting(
    key="dns:block:example.com",
    due_at=NOON + HOURS,
    verb="network_allow_domain",
    args={"domains": ["example.com"]},
    label="The two hours are over",
    person="anna",
    conversation="ask:anna",
)


async def test_a_call_waits_for_its_time_and_comes_as_the_press_of_a_button(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.later.put(UNBLOCK)
        assert await world.later.due(NOON + HOURS - timedelta(seconds=1)) == ()
    async with open_world(tmp_path) as world:  # it survives a restart
        assert [each.key for each in await world.later.under("dns:")] == [UNBLOCK.key]
        ((key, press),) = await world.later.due(NOON + HOURS)
        ((_, again),) = await world.later.due(NOON + HOURS + timedelta(minutes=1))
        assert press.event_id == again.event_id, (
            "killed before it was written down, it is handed in as the same event"
        )
        assert (press.sender, press.conversation, press.text) == ("anna", "ask:anna", UNBLOCK.label)
        assert press.pressed is not None
        async with world.store.fenced() as session:
            carried = await choices.press(session, press.pressed, press.conversation, NOON + HOURS)
        assert carried == {"verb": UNBLOCK.verb, "args": {"domains": ["example.com"]}}
        await world.later.end(key, press.event_id)
        assert await world.later.due(NOON + 2 * HOURS) == ()


async def test_what_was_put_again_meanwhile_stays(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.later.put(UNBLOCK)
        ((key, press),) = await world.later.due(NOON + HOURS)
        await world.later.put(UNBLOCK)
        await world.later.end(key, press.event_id)
        assert await world.later.find(key) == UNBLOCK


@pytest.mark.parametrize("prefix", ["dns:%", "dns_", "other:"])
async def test_only_what_begins_so_is_found(tmp_path: Path, prefix: str) -> None:
    async with open_world(tmp_path) as world:
        await world.later.put(UNBLOCK)
        assert await world.later.under(prefix) == []
        assert await world.later.cancel(UNBLOCK.key)
        assert not await world.later.cancel(UNBLOCK.key)
