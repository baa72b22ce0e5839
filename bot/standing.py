"""How everything does: each domain's checks, each brain, the store; with the remedy where something is not well."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.brains.breaker import Standing as BreakerStanding
from bot.brains.chain import BrainState, ChainModel
from bot.channels.desk import Desk
from bot.house import Standing, Status
from bot.platforms import Platforms
from bot.settings import Settings
from bot.voice.ears import Ears
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
        self._platforms = Platforms()
        self._ears: Ears | None = None
        self._phrases = PhrasesCheck()

    def connect(
        self,
        domains: Sequence[Domain],
        chain: ChainModel,
        desk: Desk,
        platforms: Platforms,
        ears: Ears | None = None,
    ) -> None:
        """Learn what there is to ask, once it is made."""
        self._domains = domains
        self._chain = chain
        self._desk = desk
        self._platforms = platforms
        self._ears = ears

    async def status(self) -> Status:
        """Ask all parts side by side, each with a limit."""
        asked = [(domain, check) for domain in self._domains for check in domain.checks]
        findings, faults = await asyncio.gather(
            asyncio.gather(*(_ask(domain, check) for domain, check in asked)),
            self._phrases.faults(self._domains),
        )
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
                *([] if self._ears is None else [self._ears.standing()]),
                *faults,
                *_without_consequences(asked, findings),
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
        told = "1 terminal is connected." if count == 1 else f"{count or 'No'} terminals are connected."
        return [Standing(name="terminal", ok=True, summary=told), *self._platforms.standing()]


def _brain(state: BrainState) -> Standing:
    name = f"brain {state.name}"
    if state.standing is BreakerStanding.CLOSED and state.last_error is None:
        used = "is ready"
        if state.calls:
            used = f"has answered {state.calls} time{'' if state.calls == 1 else 's'}"
        who = "The offline brain" if state.name == "offline" else state.name
        return Standing(name=name, ok=True, summary=f"{who} {used}.", remedy=state.remark or "")
    again = f" It is asked again at {state.retry_at:%H:%M}." if state.retry_at is not None else ""
    summary = f"{state.last_error or f'{state.name} is resting.'}{again}"
    return Standing(name=name, ok=False, summary=summary, remedy="Until then the next brain answers.")


def _without_consequences(
    asked: Sequence[tuple[Domain, Check]], findings: Sequence[Standing]
) -> list[Standing]:
    """What was found, without what can't be well because something that it depends on is not."""
    bad = {
        (domain.name, check.name)
        for (domain, check), found in zip(asked, findings, strict=True)
        if not found.ok
    }
    return [
        found
        for (domain, check), found in zip(asked, findings, strict=True)
        if found.ok or all((domain.name, cause) not in bad for cause in check.depends_on)
    ]


async def _ask(domain: Domain, check: Check) -> Standing:
    name = check.name if check.name.startswith(domain.name) else f"{domain.name} {check.name}"
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            finding = await check.ask()
    except HomeOpsError as error:
        return Standing(name=name, ok=False, summary=error.sentence)
    except TimeoutError:
        return Standing(
            name=name,
            ok=False,
            summary=f"{name} did not answer within {CHECK_SECONDS:g} seconds.",
            remedy="Look whether it is switched on.",
        )
    summary = finding.summary if finding.ok else finding.summary[:1].upper() + finding.summary[1:]
    return Standing(name=name, ok=finding.ok, summary=summary, remedy=finding.remedy)


def _stumbled(count: int) -> list[Standing]:
    if not count:
        return []
    what = "1 message made" if count == 1 else f"{count} messages made"
    summary = f"{what} me fall over twice, so I left {'it' if count == 1 else 'them'}."
    return [Standing(name="inbox", ok=False, summary=summary, remedy="homeops.log says what happened.")]


class PhrasesCheck:
    """Whether what people may say can be read, before the first message needs it."""

    def __init__(self) -> None:
        self._read: tuple[object, tuple[Standing, ...]] = (None, ())

    async def faults(self, domains: Sequence[Domain]) -> tuple[Standing, ...]:
        """What is wrong with the phrase files, the first fault of each domain; read again only once they changed."""
        return await asyncio.to_thread(self._look, domains)

    def _look(self, domains: Sequence[Domain]) -> tuple[Standing, ...]:
        folders = [folder for domain in domains for folder in domain.phrases]
        files = [
            file
            for folder in folders
            for file in ([folder] if folder.is_file() else sorted(folder.glob("*.yaml")))
        ]
        stamp = [(file, file.stat().st_mtime_ns, file.stat().st_size) for file in files]
        if self._read[0] != stamp:
            self._read = (stamp, tuple(fault for domain in domains for fault in _phrase_faults(domain)))
        return self._read[1]


def _phrase_faults(domain: Domain) -> list[Standing]:
    from bot.brains.grammar.phrases import load

    try:
        load(domain)
    except HomeOpsError as error:
        remedy = "Until then the offline brain understands nothing."
        return [Standing(name=f"{domain.name} phrases", ok=False, summary=error.sentence, remedy=remedy)]
    return []
