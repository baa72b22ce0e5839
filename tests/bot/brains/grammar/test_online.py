"""Hosts, lengths, moments and joined names: what sentences about a network are full of."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.brains.grammar.parse import Context
from bot.brains.grammar.understanding import Understanding
from bot.brains.grammar.words import HOST, tokenize
from tests.bot.brains.grammar.garden import NOW
from tools.contract import Domain, Name, Risk, Verb

PHRASES = """
language: en
verbs:
  block:
    say:
      - {sentence: "block {site} [for {length}]", slots: {site: what}}
      - {sentence: "block {service} [(for|on) {whom}] [(for {length}|{length}|(until|till) {until})]", slots: {service: what, whom: who}}
  curfew:
    say:
      - {sentence: "{whom} is offline from {start} to {end}", slots: {whom: who}}
  more:
    say:
      - {sentence: "give {whom} {more} more", slots: {whom: who}}
  rename:
    say:
      - {sentence: "call {whom} {new}", slots: {whom: who, new: name}, sure: true}
slots:
  site: {host: true}
  service: {names: service}
  whom: {names: whom}
  start: {time: moment}
  end: {time: moment}
  until: {time: future}
  length: {time: future}
  more: {time: length}
  new: {text: 4, verbatim: true}
"""


async def block(
    what: Sequence[str],
    who: tuple[str, ...] | None = None,
    minutes: int | None = None,
    until: str | None = None,
) -> str:
    """Block something."""
    return f"{what}{who}{minutes}{until}"


async def curfew(who: str, start: str, end: str) -> str:
    """Set a curfew."""
    return who + start + end


async def more(who: str, minutes: int) -> str:
    """Give more time."""
    return f"{who}{minutes}"


async def rename(who: str, name: str) -> str:
    """Name somebody."""
    return who + name


async def services() -> list[Name]:
    return [Name("chess", "Chess"), Name("poker", "Poker")]


async def people() -> list[Name]:
    return [Name("u", "Una"), Name("v", "Vic")]


VERBS = tuple(Verb(run, risk=Risk.WRITE) for run in (block, curfew, more, rename))


@pytest.fixture
def net(tmp_path: Path) -> Understanding:
    (tmp_path / "en.yaml").write_text(PHRASES)
    return Understanding([Domain("net", "Net", VERBS, [tmp_path], {"service": services, "whom": people})])


async def done(net: Understanding, said: str) -> dict[str, object]:
    offered = frozenset(f"net_{verb.name}" for verb in VERBS)
    now = NOW.replace(hour=15, tzinfo=ZoneInfo("UTC"))
    parse = await net.parse(said, Context(now), offered)
    assert not parse.unsure
    assert len(parse.calls) < 2
    return dict(parse.calls[0].args) if parse.calls else {}


@pytest.mark.parametrize("host", ["ads.example.com", "den-pc.lan", "a.b-c.example", "192.168.1.20"])
def test_a_host_is_one_word(host: str) -> None:
    assert tokenize(f"block {host}.") == ("block", host)
    assert HOST.fullmatch(host)


@pytest.mark.parametrize("word", ["pi-hole", "half-hour", "well", "10.5"])
def test_other_words_are_no_hosts(word: str) -> None:
    assert not any(HOST.fullmatch(each) for each in tokenize(word))


async def test_a_host_is_free_of_doubt(net: Understanding) -> None:
    assert await done(net, "block my-site.example for 20 minutes") == {
        "what": "my-site.example",
        "minutes": 20,
    }
    assert await done(net, "block everything for 20 minutes") == {}


async def test_joined_names_are_one_request(net: Understanding) -> None:
    assert await done(net, "block chess and poker for Una and Vic till 8 pm") == {
        "what": ["chess", "poker"],
        "who": ["u", "v"],
        "until": "2026-07-15T20:00:00+00:00",
    }


async def test_what_begins_later_is_not_from_now(
    net: Understanding,
) -> None:
    assert (await done(net, "block chess for today"))["until"] == "2026-07-16T00:00:00+00:00"
    assert await done(net, "block chess for the weekend") == {}
    assert await done(net, "block chess at 8 pm") == {}


async def test_moments_keep_their_order_and_lengths_are_no_times_of_the_day(net: Understanding) -> None:
    told = await done(net, "Una is offline from 8 pm to half past six in the morning")
    assert (told["start"], told["end"]) == ("2026-07-15T20:00:00+00:00", "2026-07-16T06:30:00+00:00")
    assert await done(net, "give Una half an hour more") == {"who": "u", "minutes": 30}
    assert await done(net, "give Una this evening more") == {}


async def test_a_name_stays_as_it_was_written(net: Understanding) -> None:
    assert await done(net, "call Una Vic's Little Sister") == {"who": "u", "name": "Vic's Little Sister"}
