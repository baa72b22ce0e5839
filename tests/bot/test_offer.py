"""However many domains are on, a turn offers a model at most 3,000 tokens, and the rest can be found."""

import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.agent import TurnDeps
from bot.brains.providers import ProviderSettings
from bot.checkpoint import Checkpoint
from bot.directory import open_people
from bot.offer import BYTES_PER_TOKEN, FIND_VERBS
from bot.running import Ran, Running
from bot.settings import Brain, Settings
from bot.standing import Inspector
from bot.thinking import Mind, make_mind
from memory.clock import Clock
from memory.db import Store
from memory.people import Person, Role
from tests.bot.house import LONDON, NOON
from tests.fakes.openai_plays import CallVerb, Say
from tests.fakes.openai_server import OpenAIServer
from tools.contract import Caller, Domain, Verb

BUDGET_TOKENS = 3000
SUBJECTS = {
    "kitchen": "oven kiln fridge freezer dishwasher kettle toaster hob hood scale",
    "garden": "pump mower hose greenhouse compost pond fountain hedge gate shed",
    "studio": "mixer amplifier microphone projector screen camera tripod lamp backdrop fogger",
    "cellar": "boiler sump dehumidifier winerack meter valve filter tank heater vent",
    "garage": "charger compressor lift door winch jack lathe drill saw vice",
    "attic": "skylight fan hatch trap solar inverter battery antenna insulation ladder",
}


def invent(noun: str) -> Verb:
    """A verb with arguments and words as real ones have them."""

    async def adjust(level: int, minutes: int = 10, note: str = "") -> str:
        del minutes, note
        return f"{noun} is at {level}."

    adjust.__name__ = f"adjust_{noun}"
    adjust.__doc__ = f"""Bring the {noun} to another level for a while and tell what was observed afterwards.

    Args:
        level: How far the {noun} is turned up, in percent, 0 to 100.
        minutes: For how long, 1 to 600 minutes; afterwards the {noun} returns to what it was before.
        note: Words for the family about why the {noun} was changed, shown when somebody asks; may be left out.
    """
    return Verb(adjust, keywords=f"{noun} level setting")


def invented_domain(name: str) -> Domain:
    verbs = tuple(invent(noun) for noun in SUBJECTS[name].split())
    return Domain(name=name, summary=f"What stands in the {name}.", verbs=verbs, phrases=())


@pytest.fixture
async def mind(tmp_path: Path, house_db: Path, model: OpenAIServer) -> AsyncGenerator[Mind]:
    """A mind over sixty invented verbs, with the scripted model."""
    shutil.copy(house_db, tmp_path / "homeops.db")
    store = await Store.open(None, tmp_path)
    provider = ProviderSettings(model="openai:scripted", base_url=model.base_url)
    settings = Settings(data=tmp_path, brain=Brain(chain=(provider,)))
    inspector = Inspector(store=store, settings=settings, data=tmp_path, told="", owner="Anna", version="0")
    domains = [invented_domain(name) for name in SUBJECTS]
    assert sum(len(domain.verbs) for domain in domains) == 60
    clock = Clock(LONDON, NOON)
    people = await open_people(store, (), "en_GB", clock)
    mind = make_mind(settings, store, clock, people, domains, inspector)
    yield mind
    await mind.chain.aclose()
    await store.close()


@pytest.fixture
def say(mind: Mind) -> Callable[[str], Awaitable[Ran]]:
    async def save(_: Checkpoint) -> None:
        return

    async def run(text: str) -> Ran:
        caller = Caller(Person("anna", "Anna", Role.OWNER), "ask:anna", text)
        with mind.chain.turn("anna"):
            return await mind.runner.run(TurnDeps(caller, "t"), Running((), Checkpoint(), save, None), text)

    return run


def tokens(model: OpenAIServer, place: int, text: str) -> float:
    """What a request cost beside the person's words."""
    return (model.requests[place].bytes - len(text.encode())) / BYTES_PER_TOKEN


@pytest.mark.parametrize(
    ("text", "verb"),
    [("turn the kiln up to 80", "kitchen_adjust_kiln"), ("the pond pump is too loud", "garden_adjust_pump")],
)
async def test_sixty_verbs_stay_within_the_budget_and_the_likely_one_is_among_them(
    say: Callable[[str], Awaitable[Ran]], model: OpenAIServer, text: str, verb: str
) -> None:
    model.script([CallVerb(verb, {"level": 80}), Say("Done.")])
    ran = await say(text)
    assert tokens(model, 0, text) <= BUDGET_TOKENS
    assert verb in model.requests[0].verbs
    assert 5 < len(model.requests[0].verbs) < 60
    assert FIND_VERBS in model.requests[0].verbs
    assert [call.outcome for call in ran.calls] == ["done"]


async def test_what_is_far_off_can_be_found_and_then_called(
    say: Callable[[str], Awaitable[Ran]], model: OpenAIServer
) -> None:
    far = "attic_adjust_antenna"
    model.script([CallVerb(FIND_VERBS, {"about": "antenna"}), CallVerb(far, {"level": 5}), Say("Done.")])
    text = "make the oven, the kiln and the fridge cosy"
    ran = await say(text)
    assert far not in model.requests[0].verbs
    assert far in model.requests[1].verbs
    assert far in model.requests[1].results[0]
    assert [(call.name, call.outcome) for call in ran.calls] == [(far, "done")]
    own = len(model.requests[1].results[0].encode()) + len("antenna") + 200  # the find and what it found
    assert tokens(model, 1, text) - own / BYTES_PER_TOKEN <= BUDGET_TOKENS
