"""README's second conversation: what a family asks of the network and the media stack, without a model, and what the servers did."""

import re
from collections.abc import Sequence

from memory.later import Later
from tests.bot.house import Place

SAID: Sequence[tuple[str, str, str]] = (
    ("block tiktok for two hours", "network_block_domain", r"^TikTok is blocked for everyone until .* on both Pi-holes\.$"),
    ("why is the internet slow?", "network_explain_slowness", r"^Most likely it is the line to your provider"),
    ("get me Dune in 4K", "media_request_title", r"^Dune \(2021\) is asked for in 4K\."),
    ("what's on deck?", "media_on_deck", r"^On deck for Anna:\n• "),
    ("pause the downloads until midnight", "media_pause_downloads", r"^Paused: .*They go on tomorrow at 00:00\.$"),
)  # fmt: skip


async def test_the_servers_do_what_the_family_asks_in_plain_words(place: Place) -> None:
    told = place.all_settings()
    async with place.open(home=told["home"], network=told["network"], media=told["media"]) as house:
        before = len(house.far.writes)
        for text, verb, answer in SAID:
            report = await house.says(text)
            assert [(call.name, call.outcome) for call in report.calls] == [(verb, "done")], report.reply
            assert re.search(answer, report.reply, re.DOTALL), report.reply
        written = {write.domain for write in house.far.writes[before:]}
        assert {each.partition(".")[0] for each in written} == {"network", "media"}
        later = await Later(house.local.parts.store).under("")
        assert len(later) >= 2, "the block and the pause end by themselves"
