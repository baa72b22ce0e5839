"""A simulated household in place of the real one: its settings come from the house file, its data lie apart."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.setting_errors import complain
from bot.settings import House, PersonSettings, Settings
from memory.errors import Misconfigured
from memory.lock import is_held
from tools.catalog import catalog
from tools.house import AROUND_THIS_PC, BUILT_IN_HOUSE, read_house
from tools.simulation import ensure_simulation, house_settings, read_clock


@dataclass(frozen=True, slots=True)
class Simulated:
    """The settings that hold, the data folder that goes with them, and what to tell of it ("" for the real house).

    `url` is where the simulation answers, `now` what time it is there; both are None for the real house.
    """

    settings: Settings
    data: Path
    told: str = ""
    url: str | None = None
    now: datetime | None = None


def house_meant(settings: Settings, house_file: Path | None) -> Path | None:
    """Which simulated household is meant, or None for the real one.

    The one of `house_file`; without it the one that comes along, around the real PC, as long as nobody set up a home, a
    PC, people or a chat platform, and no real house is running that one could talk to.
    """
    if house_file is not None:
        return house_file
    own = {"people", "telegram", "discord", *(entry.name for entry in catalog())}
    is_set_up = settings.model_fields_set & own
    return None if is_set_up or is_held(settings.data) else AROUND_THIS_PC


def simulated_data(settings: Settings, house_file: Path) -> Path:
    """Where the data of the household in `house_file` lie: a folder for each file, also where two are named alike."""
    place = house_file.resolve()
    if place.parent == BUILT_IN_HOUSE.resolve().parent:
        return settings.data / "simulated" / place.stem
    mark = sha256(str(place).encode()).hexdigest()[:8]
    return settings.data / "simulated" / f"{place.stem}-{mark}"


async def simulate(settings: Settings, house_file: Path, now: datetime | None) -> Simulated:
    """Start (or find) the simulation of `house_file` and point the settings at it.

    Raises:
        Misconfigured: The house file is wrong.
        Unavailable: The simulation does not start.
    """
    data = simulated_data(settings, house_file)
    data.mkdir(parents=True, exist_ok=True)
    simulation = await ensure_simulation(house_file, data, now)
    file = read_house(house_file)
    given = house_settings(house_file, simulation)
    try:
        sections = {
            entry.name: entry.settings().model_validate(given[entry.name])
            for entry in catalog()
            if entry.name in given
        }
        people = TypeAdapter(tuple[PersonSettings, ...]).validate_python(file.get("people", []))
        house = House.model_validate(file.get("house", {}))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Misconfigured(f"{house_file}: {where} {complain(first)}.") from error
    changed = settings.model_copy(
        update={**sections, "people": people, "house": house, "data": data, "database": None}
    )
    parts = ", ".join(sorted(sections)) or "nothing"
    told = f"Simulated household “{house.name}”: {parts}. Nothing real is touched."
    return Simulated(changed, data, told, simulation.url, await read_clock(simulation))
