"""From the inbox to a turn: every message is written down first, then answered in its conversation's order."""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta

from bot.arrivals import Arrival, Arrivals
from bot.conversation import Conversation
from bot.decisions import is_yes_or_no
from bot.directory import People
from bot.listening import Listening
from bot.report import Report
from bot.welcome import Welcome
from memory import approvals, inbox
from memory.clock import Clock
from memory.db import Store
from memory.errors import HomeOpsError
from memory.failpoints import failpoint
from memory.messages import Inbound, Kind, Outbound
from memory.people import Person

log = logging.getLogger(__name__)

STOP_WORDS = frozenset({"stop", "/stop", "stop it", "stop that", "cancel that", "never mind", "nevermind"})
STOPPING = "Stopping."
TOO_OLD = timedelta(hours=24)
NOT_SAID = ("webhook",)
"""Sources of what nobody said; others work it (bot/web/webhooks.py)."""
RETRY_SECONDS = (1.0, 5.0, 30.0)

Wake = Callable[[], None]


class Intake:
    """Takes messages in and has them answered: one at a time per conversation, conversations side by side.

    `platforms` are the sources on which people have chats of their own.
    """

    def __init__(
        self,
        *,
        store: Store,
        conversation: Conversation,
        people: People,
        welcome: Welcome,
        clock: Clock,
        wake: Wake,
        working: Callable[[str], Awaitable[None]],
        listening: Listening,
        platforms: Collection[str] = (),
    ) -> None:
        self._store = store
        self._people = people
        self._welcome = welcome
        self._clock = clock
        self._wake = wake
        self._working = working
        self._listening = listening
        self._platforms = platforms
        self._conversation = conversation
        self._queues: dict[str, deque[Inbound]] = defaultdict(deque)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._turns: set[asyncio.Task[Report]] = set()
        self._waiting: dict[tuple[str, str], asyncio.Future[Report]] = {}
        self._arrivals = Arrivals(store, clock, self._begin)
        self._closing = False

    async def start(self) -> None:
        """Go on with what an earlier process left; call it before the first `receive`."""
        async with self._store.fenced() as session:
            await inbox.reopen_stale(session)
        async with self._store.reading() as session:
            left = await inbox.unfinished(session)
        for inbound in left:
            if inbound.source not in NOT_SAID:
                self._enqueue(inbound)

    async def receive(self, inbound: Inbound) -> bool:
        """Write a message down; False if it was known. Never raises for what the message says."""
        stops = self._stops(inbound)
        answer = _stopping(inbound) if stops else None
        overtakes = not stops and await self._overtakes(inbound)
        return await self._arrivals.write_down(Arrival(inbound, answer, overtakes))

    def _begin(self, arrival: Arrival) -> None:
        """A message is written down: have it answered."""
        inbound = arrival.inbound
        if arrival.answer is None:
            self._enqueue(inbound, overtakes=arrival.overtakes)
            return
        self._conversation.stop(inbound.conversation)
        self._resolve(inbound, Report(reply=arrival.answer.text))
        self._wake()

    def _stops(self, inbound: Inbound) -> bool:
        """Whether somebody of the house ends what is at work there: a stranger in a group ends nothing."""
        if inbound.text.strip().casefold().strip(".!") not in STOP_WORDS:
            return False
        is_known = self._people.who(inbound.source, inbound.sender) is not None
        return is_known and self._conversation.is_working(inbound.conversation)

    async def _overtakes(self, inbound: Inbound) -> bool:
        """Whether it is handled beside a turn that runs, because it answers a question that is older (DESIGN §5)."""
        if inbound.conversation not in self._workers:
            return False
        if inbound.pressed is not None or not is_yes_or_no(inbound.text):
            return inbound.pressed is not None
        async with self._store.reading() as session:
            return bool(await approvals.pending(session, inbound.conversation, self._clock.now()))

    def _resolve(self, inbound: Inbound, report: Report) -> None:
        waiting = self._waiting.get((inbound.source, inbound.event_id))
        if waiting is not None and not waiting.done():
            waiting.set_result(report)

    async def answer_to(self, inbound: Inbound) -> Report:
        """Take a message in and wait for its answer."""
        answered: asyncio.Future[Report] = asyncio.get_running_loop().create_future()
        self._waiting[inbound.source, inbound.event_id] = answered
        try:
            await self.receive(inbound)
            return await answered
        finally:
            self._waiting.pop((inbound.source, inbound.event_id), None)

    async def stop(self, seconds: float = 5.0) -> None:
        """Let running turns end for a while; what does not is left to the next process."""
        self._closing = True
        workers = list(self._workers.values())
        if workers:
            await asyncio.wait(workers, timeout=seconds)
        for task in [*self._turns, *workers]:
            task.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    @property
    def busy(self) -> int:
        """How many turns run just now."""
        return len(self._turns)

    def _enqueue(self, inbound: Inbound, *, overtakes: bool = False) -> None:
        lane = f"{inbound.conversation}\n" if overtakes else inbound.conversation
        self._queues[lane].append(inbound)
        if lane not in self._workers:
            self._workers[lane] = asyncio.create_task(self._work(lane))

    async def _work(self, lane: str) -> None:
        queue = self._queues[lane]
        try:
            while queue and not self._closing:
                await self._handle(queue.popleft())
        finally:
            self._workers.pop(lane, None)
            if not queue:
                self._queues.pop(lane, None)

    async def _handle(self, inbound: Inbound) -> None:
        try:
            report = await self._answer(inbound)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.exception("message %s of %s was not handled", inbound.event_id, inbound.source)
            self._fail(inbound, error)
            return
        if report is None:
            return
        self._resolve(inbound, report)
        try:
            await self._conversation.tidy(inbound.conversation)
        except Exception:  # what was answered stays answered; the next turn tidies up for this one
            log.exception("the summary of %s was not made", inbound.conversation)

    async def _answer(self, inbound: Inbound) -> Report | None:
        person = self._people.who(inbound.source, inbound.sender)
        if person is not None:
            await self._working(inbound.conversation)
        async with self._store.fenced() as session:
            claim = await inbox.claim(session, inbound.source, inbound.event_id, epoch=self._store.epoch)
        failpoint("inbox.claimed")
        if claim is None:
            return None
        if person is None:
            return await self._turn_away(inbound)
        if inbound.source in self._platforms and not inbound.shared:
            await self._people.meet(inbound.source, inbound.sender, inbound.conversation)
        if self._welcome.is_late(inbound):
            return self._said(await self._welcome.answer_again(inbound, person))
        for pause in RETRY_SECONDS:
            try:
                return await self._hear_and_answer(inbound, claim.attempts, person)
            except HomeOpsError as error:  # the store is away: the turn goes on from what it wrote down
                log.warning("%s; tried again in %g s", error, pause)
                self._fail(inbound, error)
                await asyncio.sleep(pause)
        return await self._hear_and_answer(inbound, claim.attempts, person)

    async def _hear_and_answer(self, inbound: Inbound, attempts: int, person: Person) -> Report:
        heard = await self._listening.hear(inbound, person)
        if isinstance(heard, Report):
            return self._said(heard.reply)
        return await self._turn(heard, attempts, person)

    async def _turn_away(self, inbound: Inbound) -> Report:
        """Whoever is not of this house, or not any more, reaches no brain and no verb."""
        return self._said(await self._welcome.answer(inbound))

    def _said(self, text: str) -> Report:
        self._wake()
        return Report(reply=text)

    async def _turn(self, inbound: Inbound, attempts: int, person: Person) -> Report:
        is_stale = self._clock.now() - inbound.at > TOO_OLD
        turn = asyncio.create_task(self._conversation.answer(inbound, attempts, person, is_stale=is_stale))
        self._turns.add(turn)
        try:
            return await turn
        finally:
            self._turns.discard(turn)
            self._wake()

    def _fail(self, inbound: Inbound, error: Exception) -> None:
        """Tell a program that waits; the answer itself may still come to its conversation."""
        waiting = self._waiting.get((inbound.source, inbound.event_id))
        if waiting is not None and not waiting.done():
            waiting.set_exception(error)


def _stopping(inbound: Inbound) -> Outbound:
    """The answer to a "stop": at once, before what was stopped says what became of it."""
    return Outbound(
        key=f"stop:{inbound.source}:{inbound.event_id}",
        conversation=inbound.conversation,
        text=STOPPING,
        kind=Kind.NOTICE,
        reply_to=inbound.event_id,
    )
