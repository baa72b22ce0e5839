"""What changes to devices answer; `str()` is the chat answer."""

from collections.abc import Callable, Sequence
from typing import Self

from tools.home.models import Device, Home, Noun
from tools.home.words import be, capital, join_words, say_device, say_devices, say_state

_MOST_GROUPS = 8


class Standing(Noun):
    """How one device stands."""

    id: str
    name: str
    area: str | None
    state: str


class Changed(Noun):
    """How devices stand after an order, as seen; `stuck` are those that did not follow."""

    devices: tuple[Standing, ...]
    stuck: tuple[Standing, ...] = ()
    is_new: bool = True
    said: str

    @classmethod
    def of(
        cls,
        home: Home,
        *,
        followed: Sequence[Device],
        stuck: Sequence[Device] = (),
        is_new: bool = True,
        say: Callable[[Device], str] = say_state,
    ) -> Self:
        """Put together from the devices as they are now."""
        lines = [f"{capital(each)}." for each in say_standings(followed, home, say, already=not is_new)]
        for each in stuck:
            verb = be([each.name])
            did = f"did not follow and {verb} still {say_state(each)}"
            if not each.answers:
                did = "do not answer" if verb == "are" else "does not answer"
            lines.append(f"{capital(say_device(each, home))} {did}.")
        if len(lines) > _MOST_GROUPS:
            lines = [*lines[: _MOST_GROUPS - 1], f"… and {len(lines) - _MOST_GROUPS + 1} more."]
        return cls(
            devices=tuple(to_standing(each, home) for each in followed),
            stuck=tuple(to_standing(each, home) for each in stuck),
            is_new=is_new,
            said="\n".join(lines),
        )

    def __str__(self) -> str:
        """One line for each state that devices are in now."""
        return self.said


def to_standing(device: Device, home: Home) -> Standing:
    """A device as a model sees it."""
    area = home.area_of(device)
    return Standing(
        id=device.id, name=device.name, area=area.name if area is not None else None, state=say_state(device)
    )


def say_standings(
    devices: Sequence[Device],
    home: Home,
    say: Callable[[Device], str] = say_state,
    *,
    already: bool = False,
) -> list[str]:
    """Devices that stand the same together: "the hall lamp and the fan are off"."""
    groups: dict[str, list[Device]] = {}
    for each in devices:
        groups.setdefault(say(each), []).append(each)
    if already:
        groups = {
            f"already {state}" if "," in state else f"{state} already": each for state, each in groups.items()
        }
    return [
        f"{say_devices(each, home)} {be([one.name for one in each])} {state}"
        for state, each in groups.items()
    ]


def say_card(what: str, devices: Sequence[Device], home: Home) -> str:
    """A card: "Unlock the front door." Every device is named, since the card is all that a person sees."""
    named = join_words([say_device(each, home) for each in devices])
    return f"{what.format(named) if '{}' in what else f'{what} {named}'}."
