"""A made-up domain, a garden, with phrase files of its own."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.brains.grammar.parse import Context, Parse, Turn
from bot.brains.grammar.understanding import Understanding
from tools.contract import Domain, Name, Risk, Verb

NOW = datetime(2026, 7, 15, 20, 30, tzinfo=ZoneInfo("Europe/Berlin"))
PHRASES = """
language: en
verbs:
  show_moisture:
    say:
      - "how (wet|dry|moist) is (the|my) {bed}"
      - "[<show>] (the|my) (moisture|soil moisture) [(of|in) [the] {bed}]"
      - "is the {bed} [too] (dry|wet)"
    ask: "Show how moist the soil is?"
    why: show_weather
  show_weather:
    say:
      - "(how is|what is) the (weather|forecast) [like] [in the garden]"
      - "is it going to rain"
    ask: "Show the garden's weather?"
  list_plants:
    say:
      - "[<show>] [the] [top] {count} [thirstiest] plants [by {by}]"
      - "[<show>] (my|the|all) plants [by {by}]"
      - sentence: "(what|which plants) (is|are) (drinking|guzzling|using) [up] [all] (my|the) water"
        args: {by: water}
    ask: "List the plants?"
  find_plant:
    say:
      - "(find|where is|look for) [the] {plant}"
      - "how is [the] {plant} [doing]"
    ask: "Look for {plant}?"
  show_history:
    say:
      - "how (was|has) the {metric} [been] {when}"
      - "[<show>] [the] {metric} (history|chart) [(for|of|over)] [{when}]"
    ask: "Show the history?"
  start_sprinkler:
    say:
      - "(turn|switch) on the (sprinkler|sprinklers) [in the {bed}] [for {minutes} minutes]"
      - "(turn|switch) the (sprinkler|sprinklers) on [in the {bed}]"
      - "(start|run) the (sprinkler|sprinklers) [in the {bed}] [for {minutes} minutes]"
      - "water the {bed}"
    ask: "Turn the sprinkler on?"
    opposite: stop_sprinkler
  stop_sprinkler:
    say:
      - "(turn|switch) off the (sprinkler|sprinklers) [in the {bed}]"
      - "(turn|switch) the (sprinkler|sprinklers) off [in the {bed}]"
      - "stop the (sprinkler|sprinklers) [in the {bed}]"
    ask: "Turn the sprinkler off?"
    opposite: start_sprinkler
  mow_lawn:
    say:
      - "mow the lawn [at {when_future}]"
    ask: "Mow the lawn?"
  remove_plant:
    say:
      - "(remove|dig up|pull out|get rid of) the {plant} [process[es]]"
    ask: "Remove {plant}?"
rules:
  show: "(show|show me|list|give me|tell me)"
slots:
  bed: {names: bed}
  plant: {names: plant}
  count: {number: [1, 20]}
  minutes: {number: [1, 60]}
  when: {time: past}
  when_future: {time: future}
  metric: {values: {temperature: [temperature, temp], rain: [rain, rainfall]}}
  by: {values: {water: [water, thirst], age: [age]}}
words: [garden, soil]
"""


async def show_moisture(bed: str | None = None) -> str:
    """How moist the soil is."""
    return str(bed)


async def show_weather() -> str:
    """The weather over the garden."""
    return ""


async def list_plants(by: str = "age", count: int = 5) -> str:
    """List plants, thirstiest or oldest first."""
    return f"{by}{count}"


async def find_plant(plant: str) -> str:
    """Where a plant stands and how it does."""
    return plant


async def show_history(
    metric: str, hours: float | None = None, start: str | None = None, end: str | None = None
) -> str:
    """How temperature or rain was over a time."""
    return f"{metric}{hours}{start}{end}"


async def start_sprinkler(bed: str | None = None, minutes: int = 10) -> str:
    """Turn a sprinkler on."""
    return f"{bed}{minutes}"


async def stop_sprinkler(bed: str | None = None) -> str:
    """Turn a sprinkler off."""
    return str(bed)


async def mow_lawn(at: str | None = None) -> str:
    """Send the mower out."""
    return str(at)


async def remove_plant(plant: str) -> str:
    """Take a plant out for good."""
    return plant


VERBS = (
    Verb(show_moisture),
    Verb(show_weather),
    Verb(list_plants),
    Verb(find_plant),
    Verb(show_history),
    Verb(start_sprinkler, risk=Risk.WRITE),
    Verb(stop_sprinkler, risk=Risk.WRITE),
    Verb(mow_lawn, risk=Risk.WRITE),
    Verb(remove_plant, risk=Risk.DANGER, keywords="weed uproot"),
)
WRITES = {"garden_start_sprinkler", "garden_stop_sprinkler", "garden_mow_lawn", "garden_remove_plant"}
OFFERED = frozenset(f"garden_{verb.name}" for verb in VERBS)


async def name_beds() -> list[Name]:
    return [
        Name("b1", "rose bed"),
        Name("b2", "vegetable patch"),
        Name("b3", "front lawn"),
        Name("b4", "back lawn"),
    ]


async def name_plants() -> list[Name]:
    return [Name("p1", "Tomatoes"), Name("p2", "Basil"), Name("p3", "Lemon tree"), Name("p4", "Photinia")]


def make_garden(folder: Path, phrases: str = PHRASES) -> Domain:
    (folder / "en.yaml").write_text(phrases)
    return Domain("garden", "The garden", VERBS, [folder], {"bed": name_beds, "plant": name_plants})


class Listener:
    """Says things and tells what was understood, one conversation."""

    def __init__(self, understanding: Understanding) -> None:
        self._understanding = understanding
        self.turns: list[Turn] = []

    async def hears(self, text: str, returns: str = "", offered: frozenset[str] = OFFERED) -> Parse:
        parse = await self._understanding.parse(text, Context(NOW, tuple(self.turns)), offered)
        texts = (returns,) if parse.calls else ()
        self.turns.append(Turn(text, parse.calls, texts, parse.choices))
        return parse

    async def does(self, text: str, returns: str = "") -> list[tuple[str, dict[str, object]]]:
        parse = await self.hears(text, returns)
        return [(call.verb.removeprefix("garden_"), dict(call.args)) for call in parse.calls]
