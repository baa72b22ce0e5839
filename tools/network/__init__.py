"""The network: ad blockers, resolvers, who is on it, its speed, the VPN, containers."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import Domain, World
    from tools.network.settings import NetworkSettings


def connect(settings: "NetworkSettings", world: "World") -> "Domain":
    """Make the domain from the subjects that are configured. Nothing is asked of a server yet.

    Args:
        settings: The section `[network]` of homeops.toml.
        world: What the house gives.
    """
    from tools.network import containers, dns, failover, people, speed, vpn
    from tools.network.devices import Devices
    from tools.network.piholes import open_piholes
    from tools.parts import join_parts

    simulation = settings.simulation
    piholes = open_piholes(settings.dns.piholes, world, simulation)
    devices = Devices(piholes)
    known = containers.know_containers(settings.containers, world, simulation)
    parts = (
        dns.connect(settings.dns, world, piholes, devices),
        people.connect(settings.people, world, piholes, devices),
        failover.connect(settings.failover, world, simulation),
        speed.connect(settings.speed, world, simulation),
        vpn.connect(settings.vpn, world, simulation, known),
        containers.connect(settings.containers, world, known),
    )
    summary = "The network: Pi-hole, blocking, resolvers, devices, speed, VPN, containers."
    return join_parts("network", summary, parts, simulated=simulation is not None)
