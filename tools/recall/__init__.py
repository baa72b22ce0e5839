"""What HomeOps remembers of people and the household, told and changed in chat."""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import Domain, World
    from tools.recall.settings import RecallSettings


def connect(settings: "RecallSettings", world: "World") -> "Domain":
    """Make the domain. Nothing heavy is loaded yet.

    Args:
        settings: The section `[recall]` of homeops.toml.
        world: What the house gives.
    """
    from tools.contract import Domain, Job
    from tools.recall import checks, tools

    del settings
    memory = tools.Memory(world.memory, world.clock.now)
    return Domain(
        name="recall",
        summary="Long-term memory: what people asked to be remembered.",
        verbs=tools.verbs(memory),
        phrases=(tools.PHRASES,),
        checks=checks.checks(world.memory),
        jobs=(
            Job("erase what was forgotten long ago", timedelta(days=1), world.memory.erase_forgotten),
            Job("let go of what finds memories", timedelta(minutes=5), world.memory.rest),
        ),
        rehearses=True,
    )
