"""Changes of the VPN."""

from tests.bot.changes import Changes

CHANGES = Changes(
    make={
        "network_stop_vpn": lambda _: {},
        "network_start_vpn": lambda _: {},
        "network_restart_vpn": lambda _: {},
    },
    attack={"network_stop_vpn": {}, "network_start_vpn": {}, "network_restart_vpn": {}},
    idle=frozenset({"network_start_vpn"}),
    never=frozenset({"network_restart_vpn"}),
)
