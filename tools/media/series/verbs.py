"""The verbs about what is followed: their risks and roles, and how they are seen to be done."""

from memory.people import Role
from tools.contract import Args, Json, Risk, Verb
from tools.media.series.tools import MediaSeries


def verbs(subject: MediaSeries) -> tuple[Verb, ...]:
    """What `subject` can do."""
    return (
        Verb(
            subject.list_followed,
            keywords="series shows films movies followed monitored sonarr radarr watch list",
        ),
        Verb(
            subject.show_calendar,
            keywords="tonight today week new episode air airs comes out release when next",
        ),
        Verb(subject.list_missing, keywords="missing wanted episodes films not here not downloaded"),
        Verb(
            subject.explain_missing,
            keywords="why missing episode tonight not there not downloaded where is stalled indexer what happened",
        ),
        Verb(
            subject.search_again,
            risk=Risk.WRITE,
            role=Role.TEEN,
            card=subject.say_search,
            observe=_nothing,
            happened=_cannot_tell,
            resolve=subject.resolve_title,
            keywords="search again retry look once more find episode film missing",
        ),
        Verb(subject.show_quality, keywords="quality profile resolution 4k 1080p hd which"),
        Verb(
            subject.set_quality,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=subject.say_quality,
            observe=subject.observe_quality,
            happened=_is_profile,
            resolve=subject.resolve_title,
            keywords="quality profile resolution 4k 1080p hd change switch upgrade",
        ),
        Verb(subject.show_title_history, keywords="history found grabbed loaded failed deleted when came"),
    )


async def _nothing(args: Args) -> Json:
    """A search leaves nothing behind that could be looked at."""
    del args


def _cannot_tell(args: Args, seen: Json) -> bool | None:
    del args, seen


def _is_profile(args: Args, seen: Json) -> bool:
    return seen == args.get("profile")
