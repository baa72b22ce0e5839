"""What the tests of every change need to know of the resolvers."""

from tests.bot.changes import Changes

CHANGES = Changes(
    make={
        "network_switch_resolver": lambda _: {"to": "Pi-hole two"},
        "network_set_failover": lambda _: {"on": False},
    },
    attack={
        "network_switch_resolver": {"to": "Pi-hole two"},
        "network_set_failover": {"on": False},
    },
)
