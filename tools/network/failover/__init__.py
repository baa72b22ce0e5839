"""The watch over the resolvers: how each is, which one serves, and switching between them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.network.failover.settings import FailoverSettings
    from tools.parts import Part


def connect(settings: "FailoverSettings", world: "World", simulation: str | None) -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[network.failover]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
    """
    from datetime import timedelta

    from tools.contract import Check, Job
    from tools.network.failover.checks import check_resolvers
    from tools.network.failover.controller import Controller
    from tools.network.failover.hooks import make_switch
    from tools.network.failover.kept import Record
    from tools.network.failover.probing import Prober
    from tools.network.failover.tools import PHRASES, Failover, verbs
    from tools.network.resolving import Resolvers
    from tools.parts import Part

    if not settings.resolvers:
        return Part()
    prober = Prober(settings, Resolvers(world.http, simulation), world.clock.now)
    record = Record(world.data / "failover.json")
    switch = make_switch(settings, world, simulation)
    controller = Controller(settings, prober, switch, record, world)
    subject = Failover(controller, settings)
    return Part(
        verbs=verbs(subject),
        phrases=PHRASES,
        names={"resolver": subject.names},
        checks=[Check("DNS resolvers", lambda: check_resolvers(controller))],
        jobs=[Job("watch the DNS resolvers", timedelta(seconds=1), controller.watch)],
    )
