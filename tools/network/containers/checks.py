"""Whether Docker answers, and what runs in it is well."""

from memory.errors import HomeOpsError
from tools.contract import Check, Finding
from tools.network.docker_known import Known
from tools.network.words import join

_DOCKER = "Docker"


def checks(known: Known) -> tuple[Check, ...]:
    """What is asked about containers."""

    async def answers() -> Finding:
        try:
            everything = await known.all()
        except HomeOpsError as error:
            return Finding(ok=False, summary=error.sentence)
        return Finding(ok=True, summary=f"Docker answers, with {len(everything)} containers.")

    async def well() -> Finding:
        everything = await known.all()
        ill = [each for each in everything if each.runs and (not each.is_well or each.state == "restarting")]
        if not ill:
            return Finding(ok=True, summary="Every container that runs is well.")
        names = join([known.call(each, everything) for each in ill])
        first = known.call(ill[0], everything)
        remedy = f"Ask for the logs of {first}, or restart it."
        return Finding(ok=False, summary=f"Not well: {names}.", remedy=remedy)

    return (Check(_DOCKER, answers), Check("containers", well, depends_on=(_DOCKER,)))
