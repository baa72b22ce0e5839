"""Why a download does not go on, and what could be done about it."""

from tools.media.downloads.models import Download, Reason

_EXPLAINED: dict[Reason, str] = {
    "no seeders": "Nobody who has all of it is online, so there is no one to fetch the rest from.",
    "no details yet": "Nobody has told it yet what the link holds; that needs at least one who has it.",
    "tracker": "Its tracker, which knows who has it, does not work.",
    "disk full": "The disk for downloads has no room for the rest.",
    "files gone": "What it had fetched was moved or deleted.",
    "missing articles": "Parts of it are no longer on the news servers, more than could be repaired.",
    "password": "The archive is locked with a password that nobody gave; that is often a fake.",
    "unpack": "All of it came, but the archive could not be unpacked; it is damaged.",
}
_PROPOSED: dict[Reason, str] = {
    "no seeders": "Wait a day, or delete it and search for another release.",
    "no details yet": "Wait an hour; if nothing comes, delete it and take another link.",
    "tracker": "Wait an hour; if it stays so, delete it and search for another release.",
    "disk full": "Free some space, then resume it.",
    "files gone": "Put the files back and resume it, or delete it from the list and add it again.",
    "missing articles": "Delete it and search for another release, best one posted lately.",
    "password": "Delete it and search for another release.",
    "unpack": "Delete it with its files and search for another release.",
}


def explain(download: Download) -> str:
    """One sentence on what keeps it; empty while it goes on."""
    if download.state not in ("stalled", "failed"):
        return ""
    if download.reason in _EXPLAINED:
        return _EXPLAINED[download.reason]
    if download.state == "stalled":
        return "Those who have it give nothing just now."
    return f"{download.client} does not say clearly why."


def propose(download: Download) -> str:
    """One sentence on what to do; empty while it goes on."""
    if download.state not in ("stalled", "failed"):
        return ""
    if download.reason in _PROPOSED:
        return _PROPOSED[download.reason]
    if download.state == "stalled":
        return "Wait an hour; if it stays so, look for a release that more people have."
    return f"Look into {download.client} itself, or delete it and search for another release."
