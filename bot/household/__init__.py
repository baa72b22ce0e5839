"""What people ask HomeOps about HomeOps: how it does, what it did, and to put the last thing back."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from memory.people import Role
from tools.contract import Domain, Risk, Verb

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.directory import People
    from bot.house import Status
    from bot.verbs import Verbs
    from memory.db import Store


def connect(
    store: "Store",
    verbs: "Callable[[], Verbs]",
    status: "Callable[[], Awaitable[Status]]",
    people: "People",
    zone: "ZoneInfo",
) -> Domain:
    """The domain of HomeOps itself.

    Args:
        store: Where effects are written down.
        verbs: All verbs, this domain's included; known once everything is connected.
        status: How everything does.
        people: Who is who.
        zone: The house's time zone.
    """
    from bot.household.tools import Household

    household = Household(store, verbs, status, people, zone)
    return Domain(
        name="household",
        summary="HomeOps itself: how it does, what it did, undo.",
        verbs=(
            Verb(household.show_status, role=Role.TEEN, keywords="status brain channels failures health"),
            Verb(household.show_recent, keywords="history what did you do changed log"),
            Verb(
                household.undo_last,
                risk=Risk.WRITE,
                expand=household.find_inverse,
                keywords="undo revert put back take back restore",
            ),
        ),
        phrases=(Path(__file__).parent / "phrases",),
    )
