"""How everything does: each domain's checks, each brain, the store; with the remedy where something is not well."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.brains.breaker import Standing as BreakerStanding
from bot.brains.chain import BrainState, ChainModel
from bot.channels.desk import Desk
from bot.house import Standing, Status
from bot.settings import Settings
from memory import inbox, outbox
from memory.db import Store
from memory.errors import HomeOpsError
from memory.tables import InboxState
from tools.contract import Check, Domain

CHECK_SECONDS = 8.0


class Inspector:
    """Asks every part how it does."""

    def __init__(
        self, *, store: Store, settings: Settings, data: Path, told: str, owner: str, version: str
    ) -> None:
        self._store = store
        self._settings = settings
        self._data = data
        self._told = told
        self._owner = owner
        self._version = version
        self._domains: Sequence[Domain] = ()
        self._chain: ChainModel | None = None
        self._desk: Desk | None = None

    def connect(self, domains: Sequence[Domain], chain: ChainModel, desk: Desk) -> None:
        """Learn what there is to ask, once it is made."""
        self._domains = domains
        self._chain = chain
        self._desk = desk

    async def status(self) -> Status:
        """Ask all parts side by side, each with a limit."""
        asked = [(domain, check) for domain in self._domains for check in domain.checks]
        findings = await asyncio.gather(*(_ask(domain, check) for domain, check in asked))
        async with self._store.reading() as session:
            undelivered = await outbox.pending_count(session)
            by_state = await inbox.count_by_state(session)
        return Status(
            person=self._owner,
            version=self._version,
            data=str(self._data),
            database=self._store.url,
            simulated=self._told,
            parts=[
                *self._brains(),
                *self._channels(),
                *findings,
                *_stumbled(by_state.get(InboxState.DEAD, 0)),
            ],
            waiting_messages=by_state.get(InboxState.NEW, 0),
            undelivered=undelivered,
        )

    def _brains(self) -> list[Standing]:
        return [_brain(state) for state in self._chain.states()] if self._chain is not None else []

    def _channels(self) -> list[Standing]:
        if self._desk is None:
            return []
        count = self._desk.attached
        return [Standing(name="terminal", ok=True, summary=f"{count} attached.")]


def _brain(state: BrainState) -> Standing:
    name = f"brain {state.name}"
    if state.standing is BreakerStanding.CLOSED and state.last_error is None:
        used = f"answered {state.calls} times" if state.calls else "ready"
        return Standing(name=name, ok=True, summary=f"{used}.", remedy=state.remark or "")
    again = f" Asked again at {state.retry_at:%H:%M}." if state.retry_at is not None else ""
    summary = f"{state.last_error or 'resting'}{again}"
    return Standing(name=name, ok=False, summary=summary, remedy="Until then the next brain answers.")


async def _ask(domain: Domain, check: Check) -> Standing:
    name = check.name if check.name.startswith(domain.name) else f"{domain.name} {check.name}"
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            finding = await check.ask()
    except HomeOpsError as error:
        return Standing(name=name, ok=False, summary=error.sentence)
    except TimeoutError:
        return Standing(
            name=name, ok=False, summary="does not answer.", remedy="Look whether it is switched on."
        )
    return Standing(name=name, ok=finding.ok, summary=finding.summary, remedy=finding.remedy)


def _stumbled(count: int) -> list[Standing]:
    if not count:
        return []
    summary = f"{count} messages ended the program twice and were left."
    return [Standing(name="inbox", ok=False, summary=summary, remedy="See homeops.log for what happened.")]
