"""What holds for the client against any Pi-hole, pretended or real."""

import pytest

from memory.errors import Misconfigured
from tools.network.pihole import EVERYBODY, Pihole

DOMAIN = "homeops-trial.example"
PATTERN = r"(\.|^)homeops-trial\.example$"
CLIENT = "02:00:5e:10:00:01"
GROUP = "homeops:trial"
HOST = ("192.0.2.77", "homeops-trial.lan")


async def says_what_it_is(pihole: Pihole) -> None:
    """Version, figures, tops, log."""
    assert (await pihole.version()).startswith("v")
    summary = await pihole.summary()
    assert summary.queries.total >= summary.queries.blocked >= 0
    assert len(await pihole.top_clients(3)) <= 3
    assert len(await pihole.top_domains(3, blocked=True)) <= 3
    assert len(await pihole.recent_blocked(2)) <= 2
    assert len(await pihole.queries(5)) <= 5
    assert all(each.hwaddr for each in await pihole.devices())
    await pihole.gateways()
    await pihole.messages()
    await pihole.lists()
    await pihole.config.upstreams()
    await pihole.config.aliases()


async def pauses_and_resumes(pihole: Pihole) -> None:
    """Blocking."""
    paused = await pihole.set_blocking(False, 30)
    assert paused.blocking == "disabled"
    assert 25 < (paused.timer or 0) <= 30
    assert (await pihole.blocking()).blocking == "disabled"
    assert (await pihole.set_blocking(True)).blocking == "enabled"
    assert (await pihole.blocking()).timer is None


async def keeps_rules(pihole: Pihole) -> None:
    """Own domains: added, added again, found, removed, missing."""
    assert not await pihole.remove_rule("exact", "deny", DOMAIN)
    await pihole.add_rule("exact", "deny", DOMAIN, comment="a trial")
    try:
        (rule,) = [each for each in await pihole.rules() if each.domain == DOMAIN]
        assert rule.groups == (EVERYBODY,), "a rule without groups would hold for nobody"
        await pihole.add_rule("exact", "deny", DOMAIN, comment="again", enabled=False)
        (rule,) = [each for each in await pihole.rules() if each.domain == DOMAIN]
        assert (rule.comment, rule.enabled) == ("again", False)
        await pihole.add_rule("regex", "deny", PATTERN)
        found = await pihole.search(DOMAIN)
        assert {each.kind for each in found.domains} == {"exact", "regex"}
    finally:
        await pihole.remove_rule("regex", "deny", PATTERN)
        assert await pihole.remove_rule("exact", "deny", DOMAIN)
    assert not [each for each in await pihole.rules() if each.domain in {DOMAIN, PATTERN}]


async def keeps_groups_and_clients(pihole: Pihole) -> None:
    """A group, a client in it, a rule for it."""
    group = await pihole.add_group(GROUP, "a trial")
    try:
        assert await pihole.add_group(GROUP) == group
        await pihole.put_client(CLIENT, [EVERYBODY, group], "a trial")
        (client,) = [each for each in await pihole.clients() if each.client.casefold() == CLIENT]
        assert set(client.groups) == {EVERYBODY, group}
        await pihole.add_rule("exact", "deny", DOMAIN, groups=[group])
        (rule,) = [each for each in await pihole.rules() if each.domain == DOMAIN]
        assert rule.groups == (group,)
    finally:
        await pihole.remove_rule("exact", "deny", DOMAIN)
        await pihole.remove_client(CLIENT)
        assert await pihole.remove_group(GROUP)
    assert not await pihole.remove_group(GROUP)
    assert not [each for each in await pihole.clients() if each.client.casefold() == CLIENT]


async def keeps_local_names(pihole: Pihole) -> None:
    """Names of the house."""
    assert await pihole.config.add_local_name(*HOST)
    try:
        assert not await pihole.config.add_local_name(*HOST), "it is there already"
        assert " ".join(HOST) in await pihole.config.local_names()
    finally:
        assert await pihole.config.remove_local_name(*HOST)
    assert " ".join(HOST) not in await pihole.config.local_names()


async def refuses_a_wrong_password(pihole: Pihole) -> None:
    """With a wrong password nothing is told, and it is not shown again and again."""
    for _ in range(5):
        with pytest.raises(Misconfigured, match="password"):
            await pihole.summary()


BODIES = (says_what_it_is, pauses_and_resumes, keeps_rules, keeps_groups_and_clients, keeps_local_names)
