"""One run of the agent, step by step, with a checkpoint before any call is made."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_ai import Agent
from pydantic_ai.exceptions import UnexpectedModelBehavior, UsageLimitExceeded
from pydantic_ai.messages import (
    ModelMessage,
    ModelResponse,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ToolCallPart,
)
from pydantic_ai.models import Model
from pydantic_ai.run import AgentRun
from pydantic_ai.tools import DeferredToolRequests
from pydantic_ai.usage import RunUsage, UsageLimits

from bot.agent import TurnDeps, effect_key, keyed_calls
from bot.brains.chain import StreamBroken
from bot.brains.grammar.model import Speaking
from bot.checkpoint import Checkpoint, returns_of
from bot.offer import FIND_VERBS, REHEARSE
from bot.report import CallReport
from bot.spreading import spread as spread_calls
from bot.verbs import Verbs
from memory.failpoints import failpoint
from memory.people import Role
from tools.contract import Call, Outcome, State

Output = str | DeferredToolRequests
Save = Callable[[Checkpoint], Awaitable[None]]
Progress = Callable[[str], Awaitable[None]]

TOO_MUCH = "I went round in circles, so I stopped."
CONFUSED = "I could not make sense of the model's answers, so I stopped."

_RETURNED = {"success": State.DONE, "failed": State.FAILED, "denied": State.REFUSED}


@dataclass(frozen=True, slots=True)
class Pending:
    """A call that waits for a person: the card that code made for it, and the least role of who may decide."""

    call_id: str
    call: Call
    card: str
    decider: Role


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended: what it says, what it called, what waits, what it used."""

    reply: str
    checkpoint: Checkpoint
    brain: str
    calls: tuple[CallReport, ...]
    outcomes: tuple[Outcome, ...]
    pending: tuple[Pending, ...] = ()
    usage: RunUsage = field(default_factory=RunUsage)
    went_well: bool = True


@dataclass(slots=True)
class Running:
    """A run in progress: the messages before this turn, and those of the turn so far."""

    history: Sequence[ModelMessage]
    checkpoint: Checkpoint
    save: Save
    progress: Progress | None


class Runner:
    """Runs the agent within its limits."""

    def __init__(
        self, agent: Agent[TurnDeps, Output], offline: Model, verbs: Verbs, *, steps: int, calls: int
    ) -> None:
        self._verbs = verbs
        self._agent = agent
        self._offline = offline
        self._limits = UsageLimits(request_limit=steps, tool_calls_limit=calls)

    async def run(self, deps: TurnDeps, running: Running, prompt: str | None) -> Ran:
        """Answer `prompt`, or go on from the checkpoint where there is none.

        Never raises for what a model did; a model that can't be followed is stopped and the person told.
        """
        deps.start = len(running.history)
        usage = RunUsage()
        try:
            output = await self._steps_of(deps, running, prompt, usage)
        except UsageLimitExceeded:
            return self._stopped(deps, running, usage, TOO_MUCH)
        except UnexpectedModelBehavior:
            return self._stopped(deps, running, usage, CONFUSED)
        ran = _ran(deps, running.checkpoint, usage)
        if isinstance(output, str):
            return replace(ran, reply=output)
        own = running.checkpoint.messages
        pending = tuple(
            _pending(part.tool_call_id, deps.outcomes[effect_key(deps.turn, own, part.tool_call_id)])
            for part in output.approvals
        )
        return replace(ran, pending=pending)

    async def _steps_of(
        self, deps: TurnDeps, running: Running, prompt: str | None, usage: RunUsage
    ) -> Output:
        try:
            return await self._once(deps, running, prompt, usage)
        except StreamBroken:
            running.progress = None
            deps.seen.clear()  # calls whose results were not written down are asked of the ledger again
            return await self._once(deps, running, None if running.checkpoint.messages else prompt, usage)

    async def _once(self, deps: TurnDeps, running: Running, prompt: str | None, usage: RunUsage) -> Output:
        async with self._agent.iter(
            prompt,
            model=self._offline if running.checkpoint.offline else None,
            message_history=[*running.history, *running.checkpoint.messages],
            deferred_tool_results=running.checkpoint.deferred(),
            deps=deps,
            usage=usage,
            usage_limits=self._limits,
            model_settings=Speaking(
                homeops_rooms=list(deps.caller.person.rooms), homeops_room=deps.caller.room or ""
            ),
        ) as run:
            node = run.next_node
            while not Agent.is_end_node(node):
                if Agent.is_model_request_node(node) and running.progress is not None:
                    await _stream(node, run, running.progress)
                node = await run.next(node)
                spread = False
                if Agent.is_call_tools_node(node):
                    spread = await spread_calls(node.model_response, self._verbs, deps.caller)
                await self._keep(run, running, anew=spread)
            assert run.result is not None
            return run.result.output

    async def _keep(self, run: AgentRun[TurnDeps, Output], running: Running, *, anew: bool) -> None:
        """Write the turn's messages down once a model has answered, before its calls are made; `anew`: they were changed."""
        own = tuple(run.all_messages()[len(running.history) :])
        if own and isinstance(own[-1], ModelResponse) and (anew or own != running.checkpoint.messages):
            running.checkpoint = replace(running.checkpoint, messages=own)
            if own[-1].tool_calls:
                await running.save(running.checkpoint)
                failpoint("turn.checkpointed")
        elif own:
            running.checkpoint = replace(running.checkpoint, messages=own)

    def _stopped(self, deps: TurnDeps, running: Running, usage: RunUsage, why: str) -> Ran:
        ran = _ran(deps, running.checkpoint, usage)
        told = {State.DONE, State.UNKNOWN}
        done = [outcome.text for outcome in ran.outcomes if outcome.state in told]
        so_far = " What I found or did until then:\n" + "\n".join(done) if done else " Nothing was changed."
        return replace(ran, reply=why + so_far, went_well=False)


def _pending(call_id: str, outcome: Outcome) -> Pending:
    return Pending(call_id, outcome.call, outcome.text, outcome.decider)


async def _stream(node: Any, run: AgentRun[TurnDeps, Output], progress: Progress) -> None:
    written = ""
    async with node.stream(run.ctx) as events:
        async for event in events:
            match event:
                case PartStartEvent(part=TextPart(content=text)):
                    written += text
                case PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
                    written += text
                case _:
                    continue
            if written:
                await progress(written)


def _ran(deps: TurnDeps, checkpoint: Checkpoint, usage: RunUsage) -> Ran:
    responses = [message for message in checkpoint.messages if isinstance(message, ModelResponse)]
    brain = (responses[-1].model_name or "") if responses else ""
    return Ran(
        "",
        checkpoint,
        brain,
        report_calls(checkpoint.messages, deps),
        tuple(deps.outcomes.values()),
        usage=usage,
    )


def report_calls(messages: Sequence[ModelMessage], deps: TurnDeps) -> tuple[CallReport, ...]:
    """Every call of the turn in order, with how it ended; one that reached no verb was refused."""
    returns = returns_of(messages)
    reports: list[CallReport] = []
    for key, part in keyed_calls(deps.turn, messages):
        if part.tool_name == FIND_VERBS:
            continue
        outcome, returned = deps.outcomes.get(key), returns.get(part.tool_call_id)
        state = State.REFUSED
        if outcome is not None:
            state = outcome.state
        elif returned is not None:
            state = _RETURNED.get(returned.outcome, State.REFUSED)
        name, args = part.tool_name, _plain_args(part)
        if outcome is not None and name in {REHEARSE, outcome.call.verb}:  # with names resolved
            name, args = outcome.call.verb, dict(outcome.call.args)
        reports.append(CallReport(name=name, args=args, outcome=state.value))
    return tuple(reports)


def _plain_args(part: ToolCallPart) -> dict[str, Any]:
    try:
        return part.args_as_dict()
    except (ValueError, AssertionError):
        return {"unreadable": str(part.args)}
