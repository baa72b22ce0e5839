"""Why the line is slow, from what was measured. Pure: the first cause that fits is the most likely one."""

from collections.abc import Sequence
from enum import StrEnum

from tools.network.speed.models import Figure
from tools.network.speed.words import say_figure


class Cause(StrEnum):
    """What makes things slow, from the house outwards."""

    HOME = "home"
    AWAY = "away"
    DNS = "dns"
    LINE = "line"
    THROUGHPUT = "throughput"
    NONE = "none"


VERDICTS: dict[Cause, str] = {
    Cause.HOME: "The trouble is inside the house: Wi-Fi, a cable or the router itself.",
    Cause.AWAY: "The internet is away: the router answers, but nothing beyond it does.",
    Cause.DNS: "Most likely it is DNS: names are looked up slowly or not at all, so pages hang before they load.",
    Cause.LINE: "Most likely it is the line to your provider: the house itself is quick, what lies beyond is not.",
    Cause.THROUGHPUT: "Answers are quick, but big things load slowly: something fills the line, or the provider gives less.",
    Cause.NONE: "Nothing is slow just now: everything is as usual.",
}
REMEDIES: dict[Cause, str] = {
    Cause.HOME: "Move closer to the router or use a cable; if that changes nothing, restart the router.",
    Cause.AWAY: "Restart the modem; if that doesn't help, it is the provider's to mend.",
    Cause.DNS: "Ask me how the DNS servers are; I can switch to the other one.",
    Cause.LINE: "Pause big downloads; if it stays so, restart the modem or ring the provider.",
    Cause.THROUGHPUT: "Pause big downloads and look again.",
    Cause.NONE: "",
}


def find_cause(
    home: Sequence[Figure], outside: Sequence[Figure], dns: Sequence[Figure], download: Figure | None
) -> Cause:
    """The most likely cause.

    Args:
        home: Latency and loss of what is in the house.
        outside: The same of what is on the internet.
        dns: How long names take, a figure a resolver.
        download: How fast something is fetched, where that is known.
    """
    if any(each.odd for each in home):
        return Cause.HOME
    answers = [each for each in outside if each.metric == "latency"]
    if answers and all(each.now is None for each in answers):
        return Cause.AWAY
    slow = any(each.odd for each in outside)
    sick = any(each.odd for each in dns)
    if slow and not (sick and not any(each.odd for each in answers)):
        return Cause.LINE
    if sick:
        return Cause.DNS
    if download is not None and download.odd:
        return Cause.THROUGHPUT
    return Cause.NONE


def tell_evidence(figures: Sequence[Figure], most: int) -> tuple[str, ...]:
    """What speaks for it: what is odd first, then what is not; losses of nothing, and of all, are left out."""
    told = [each for each in figures if each.metric != "loss" or (each.odd and (each.now or 0) < 100)]
    told.sort(key=lambda each: not each.odd)
    return tuple(say_figure(each) for each in told[:most])
