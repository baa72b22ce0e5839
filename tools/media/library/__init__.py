"""Plex, Jellyfin and Emby."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.media.libraries import Libraries
    from tools.media.library.settings import LibrarySettings
    from tools.parts import Part


def connect(settings: "LibrarySettings", world: "World", simulation: str | None) -> "tuple[Part, Libraries]":
    """Make the subject, and what other subjects ask of it. Nothing is asked of a server yet.

    Args:
        settings: The section `[media.library]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
    """
    from tools.media.libraries import Libraries
    from tools.parts import Part

    del settings, world, simulation
    return Part(), Libraries()
