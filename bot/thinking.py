"""Makes what thinks: the door, the chain of brains and the agent that uses them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from pydantic_ai.messages import ModelMessage

from bot.admission import Leave
from bot.agent import make_agent
from bot.aliases import Aliases
from bot.brains.budget import Budget
from bot.brains.chain import ChainModel
from bot.brains.grammar.history import last_said
from bot.brains.grammar.model import GrammarModel
from bot.brains.grammar.ranking import VerbIndex
from bot.brains.grammar.understanding import Understanding
from bot.brains.providers import Provider
from bot.calls import Door
from bot.directory import People
from bot.household import Around, rooms_of
from bot.household import connect as connect_household
from bot.offer import Rank, narrow
from bot.rehearsing import rehearsal_clause
from bot.running import Runner
from bot.secrets import Secrets
from bot.settings import Settings
from bot.standing import Inspector
from bot.verbs import Verbs
from memory import spend
from memory.clock import Clock
from memory.db import Store
from tools.contract import Call, Domain


@dataclass(frozen=True, slots=True)
class Mind:
    """What answers a message."""

    door: Door
    chain: ChainModel
    offline: GrammarModel
    runner: Runner


LIKELY = 0.002
MOST_LIKELY = 10
"""Verbs that examples speak for are offered before those that only share words with what was said."""


def make_mind(
    settings: Settings,
    store: Store,
    clock: Clock,
    people: People,
    domains: Sequence[Domain],
    inspector: Inspector,
    aliases: Aliases | None = None,
    invitations: Callable[[str], Sequence[str]] = lambda _: (),
) -> Mind:
    """Make the door over all domains and the agent over the door; `invitations` say how a code brings somebody in."""
    aliases = aliases or Aliases(store, clock)
    leave = Leave(settings.rules.deny)

    async def understand(text: str) -> Sequence[Call]:
        return await offline.read_calls(text, {bound.name for bound in verbs})

    around = Around(
        store=store,
        verbs=lambda: verbs,
        status=inspector.status,
        people=people,
        clock=clock,
        leave=leave,
        understand=understand,
        rooms=lambda: rooms_of(domains),
        aliases=aliases,
        domains=domains,
        invitations=invitations,
    )
    everything = (*domains, connect_household(around))
    verbs = Verbs(everything)
    door = Door(verbs, store, clock, leave)
    offline = GrammarModel(everything, clock)

    def forget_names() -> None:
        offline.understanding = Understanding(everything)  # it believes live names for some seconds

    aliases.on_change(forget_names)
    index = cache(
        lambda: VerbIndex(everything)
    )  # made when a model is first asked: most households need none

    async def rank(text: str) -> Sequence[tuple[str, float]]:
        likely = [each for each in await offline.understanding.likely_verbs(text) if each[1] >= LIKELY]
        return [*likely[:MOST_LIKELY], *index().rank_verbs(text)]

    chain = _chain(settings, offline, verbs, rank, clock, _budget(settings, store, clock))
    agent = make_agent(chain, door, rank, clock, settings.house.name, has_models=bool(settings.brain.chain))
    limits = settings.limits
    runner = Runner(agent, offline, verbs, steps=limits.requests, calls=limits.calls)
    return Mind(door, chain, offline, runner)


def _chain(
    settings: Settings, offline: GrammarModel, verbs: Verbs, rank: Rank, clock: Clock, budget: Budget
) -> ChainModel:
    """The brains in order; what no model may be offered, and a person's words for it, are the offline brain's alone."""
    hidden = {bound.name for bound in verbs if not bound.verb.model}
    secrets = Secrets()

    async def is_reserved(messages: Sequence[ModelMessage]) -> bool:
        said = last_said(messages)
        return bool(await offline.read_calls(rehearsal_clause(said) or said, hidden))

    return ChainModel(
        [Provider(each, secrets) for each in settings.brain.chain],
        offline,
        clock=clock,
        budget=budget,
        narrow=narrow(rank, hidden),
        reserved=is_reserved,
    )


def _budget(settings: Settings, store: Store, clock: Clock) -> Budget:
    async def load(day: date) -> int:
        async with store.reading() as session:
            return (await spend.today(session, day)).cost_micro_usd

    async def save(day: date, person: str, tokens_in: int, tokens_out: int, micro_usd: int) -> None:
        async with store.fenced() as session:
            await spend.add(
                session, day, person, tokens_in=tokens_in, tokens_out=tokens_out, cost_micro_usd=micro_usd
            )

    return Budget(settings.brain.daily_cap_usd, clock=clock, load=load, save=save)
