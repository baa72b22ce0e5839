"""What people may ask of Plex, Jellyfin and Emby."""

from collections.abc import Callable
from pathlib import Path

from memory.people import Role
from tools.contract import Args, Json, Risk, Verb
from tools.media.library.admitting import Admitting
from tools.media.library.shelves import Shelves, are_restored, is_marked
from tools.media.library.watching import Watching

PHRASES = Path(__file__).parent / "phrases"


def verbs(watching: Watching, admitting: Admitting, shelves: Shelves) -> tuple[Verb, ...]:
    """What can be done with them."""
    return (
        Verb(
            watching.now_playing,
            keywords="watching playing now who plex jellyfin emby stream streaming session film tv",
        ),
        Verb(
            shelves.on_deck,
            resolve=shelves.resolve_person,
            keywords="on deck continue watching next up episode series where was i left off plex jellyfin",
        ),
        Verb(
            shelves.recently_added,
            keywords="new recently added latest film movie series episode library plex",
        ),
        Verb(
            shelves.find_title,
            keywords="have got own is there film movie series show library plex jellyfin quality 4k watched seen",
        ),
        *_controls(watching, admitting),
        Verb(
            shelves.mark_watched,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=shelves.say_mark,
            observe=shelves.observe,
            happened=is_marked,
            resolve=shelves.resolve_mark,
            target=_whose,
            keywords="watched seen unwatched mark film series episode plex jellyfin",
        ),
        Verb(
            shelves.restore_marks,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=shelves.say_restore,
            observe=shelves.observe,
            happened=are_restored,
            target=_whose,
            model=False,
            keywords="undo watched",
        ),
    )


def _controls(watching: Watching, admitting: Admitting) -> tuple[Verb, ...]:
    def control(
        run: Callable[..., object], what: str, happened: Callable[[Args, Json], bool | None], keywords: str
    ) -> Verb:
        name = run.__name__
        return Verb(
            getattr(watching, name),
            risk=Risk.WRITE,
            role=Role.CHILD,
            escalate=admitting.risk if name == "stop_player" else None,
            card=admitting.saying(what),
            observe=admitting.observe,
            happened=happened,
            resolve=admitting.resolving(name),
            keywords=keywords,
        )

    watched = "film movie episode series show plex jellyfin emby player"
    return (
        Verb(
            watching.play_title,
            risk=Risk.WRITE,
            role=Role.TEEN,
            escalate=admitting.risk,
            card=admitting.say_play,
            observe=admitting.observe,
            happened=_plays,
            resolve=admitting.resolve_play,
            keywords=f"play watch start put on {watched} tv title next episode",
        ),
        control(watching.pause_player, "Pause", _paused(True), f"pause hold break {watched}"),
        control(
            watching.resume_player, "Go on with", _paused(False), f"resume continue unpause go on {watched}"
        ),
        control(
            watching.seek_player, "Jump in", _unknown, f"seek skip rewind forward back minutes jump {watched}"
        ),
        control(watching.stop_player, "Stop", _stopped, f"stop end quit turn off {watched}"),
        Verb(
            watching.restore_player,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=admitting.say_restore,
            observe=admitting.observe,
            happened=_restored,
            model=False,
            keywords="undo play stop",
        ),
    )


def _whose(args: Args) -> frozenset[str]:
    person = args.get("person")
    return frozenset({person}) if isinstance(person, str) else frozenset()


def _plays(args: Args, seen: Json) -> bool | None:
    return isinstance(seen, dict) and seen.get("title") == args.get("title")


def _paused(paused: bool) -> Callable[[Args, Json], bool | None]:  # noqa: FBT001 - one of the two verbs
    return lambda _, seen: isinstance(seen, dict) and seen.get("paused") is paused


def _stopped(args: Args, seen: Json) -> bool | None:
    del args
    return seen is None


def _restored(args: Args, seen: Json) -> bool | None:
    return _plays(args, seen) if args.get("title") else seen is None


def _unknown(args: Args, seen: Json) -> bool | None:
    """Where a film stands moves by itself."""
    del args, seen
    return None
