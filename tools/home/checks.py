"""Whether the home is well: Home Assistant answers, and so do its devices."""

from memory.errors import HomeOpsError
from tools.contract import Check, Finding
from tools.home.homeassistant import HomeAssistant
from tools.home.models import Kind
from tools.home.words import be, say_devices

_MUST_ANSWER = (
    Kind.LIGHT,
    Kind.SWITCH,
    Kind.CLIMATE,
    Kind.COVER,
    Kind.GARAGE,
    Kind.LOCK,
    Kind.ALARM,
    Kind.VALVE,
)
_LOW = 15


def checks(client: HomeAssistant) -> tuple[Check, ...]:
    """What is asked about the home."""

    async def connected() -> Finding:
        try:
            home = await client.home()
        except HomeOpsError as error:
            return Finding(ok=False, summary=error.sentence)
        return Finding(ok=True, summary=f"Home Assistant answers, with {len(home.devices)} things.")

    async def devices() -> Finding:
        home = await client.home()
        lost = [each for each in home.of_kind(*_MUST_ANSWER) if not each.answers]
        if not lost:
            return Finding(ok=True, summary="Every device answers.")
        verb = "do" if be([each.name for each in lost]) == "are" else "does"
        summary = f"{say_devices(lost, home)} {verb} not answer."
        return Finding(
            ok=False, summary=summary, remedy="Look whether the power is on and the batteries are fresh."
        )

    async def batteries() -> Finding:
        home = await client.home()
        low = [
            each
            for each in home.of_kind(Kind.SENSOR)
            if each.text("device_class") == "battery"
            and (each.state == "on" or (each.state.replace(".", "").isdigit() and float(each.state) < _LOW))
        ]
        if not low:
            return Finding(ok=True, summary="No battery is low.")
        return Finding(ok=False, summary=f"Low: {say_devices(low, home)}.", remedy="Change these batteries.")

    return (
        Check("home connection", connected),
        Check("home devices", devices, depends_on=("home connection",)),
        Check("home batteries", batteries, depends_on=("home connection",)),
    )
