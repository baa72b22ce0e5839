"""The contract between a domain and the house: what a domain gets (`World`) and what it gives (`Domain`).

A verb is a typed async method; its docstring is the prompt of the model. Nothing here knows how a verb is called:
that is the door's business (bot/calls.py).
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from pydantic import JsonValue

from memory.errors import Mistake
from memory.messages import Attachment, KeptFile
from memory.people import Person, Role
from tools.trust import UNSEEN, Shown

if TYPE_CHECKING:
    import httpx2

    from memory.clock import Clock
    from memory.db import Store
    from memory.later import Later
    from memory.recall import Recall
    from memory.samples import Samples
    from tools.directory import Directory
    from tools.events import Events

Json = JsonValue
Args = Mapping[str, object]
"""Validated arguments of a verb, by parameter name."""

CALLER = "caller"
"""The parameter that the door fills in (see `Verb.run`)."""


class Unclear(Mistake):
    """Several things may be meant: a question, and what each of its buttons would do."""

    def __init__(self, sentence: str, options: "Sequence[tuple[str, Call]]") -> None:
        super().__init__(sentence)
        self.options = tuple(options)


class Risk(StrEnum):
    """What a verb can do to the house (DESIGN §3)."""

    READ = "read"
    WRITE = "write"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Call:
    """A verb with its arguments, as plain data: what is stored, approved, undone, planned."""

    verb: str
    args: Mapping[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class Irreversible:
    """Why a write can't be put back, in words for a person."""

    reason: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a write did.

    `answer` is a typed result whose `str()` is the chat answer, of the state *observed* after the write. `inverse`
    puts the house back to the state read before it. `left` is what the write left behind (compared with `observe`
    before an undo, so that someone else's later change is not trampled on).
    """

    answer: object
    inverse: Call | Irreversible
    left: Json = None


@runtime_checkable
class Charted(Protocol):
    """A result that can be shown as a picture too."""

    def chart(self) -> Attachment | None:
        """The picture, or None when there is too little to draw."""
        ...


@dataclass(frozen=True, slots=True)
class Expansion:
    """The call that another one stands for.

    `undoes` is the key of the effect that it puts back; `doubt` says why a person must be asked first, if so.
    """

    call: Call
    undoes: str | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that a domain can do.

    Attributes:
        run: The method; a `read` returns a result, a `write` or `danger` a `Done`. With a parameter `caller: Caller` it is
            told on whose behalf it runs; that parameter is filled in by the door alone, is never stored, and no model
            sees it. The functions below then find it in their arguments too, as `args["caller"]`.
        risk: Risk of its usual arguments.
        role: Least role that may use it.
        escalate: Risk of these arguments, where some are riskier than usual.
        card: What will happen, for the approval card and rehearsal, in one or two plain lines made from the exact
            arguments with names resolved. Every `write` and `danger` has one.
        observe: The present state that the verb would change, for undo and for a call whose outcome is doubtful.
        happened: From what `observe` says now, whether this call took effect; None when that can't be told.
        node: Whether it must run on the host it is about.
        resolve: The same arguments with names replaced by canonical ids, done on the way in, so that risk, card, approval,
            ledger and outcome all see exactly what is meant. Idempotent; raises Mistake where a name is not known or
            could mean several.
        expand: For a verb that stands for another call (undo): what to run in its place. The call it names goes through
            the whole door with its own risk, role and card.
        keywords: Words beside name and docstring by which people mean it; helps choose which verbs a model sees.
        target: What these arguments are about: areas ("kitchen"), or a person's id for an account of theirs. Where all of
            it is a person's own, a child may do what else takes an adult; a guest may act nowhere else. Sees the
            arguments after `resolve`; empty where it can't be told.
        spread: For a verb that stands for several calls: what a brain's call of it is replaced by, in order, before anything is
            written down or run. None of them, where it can't be told: then the verb itself runs, and says so.
        model: Whether a model may be offered it. What changes who may do what is for people's own words only.
    """

    run: Callable[..., Awaitable[object]]
    risk: Risk = Risk.READ
    role: Role = Role.CHILD
    escalate: Callable[[Args], Risk] | None = None
    card: Callable[[Args], Awaitable[str]] | None = None
    observe: Callable[[Args], Awaitable[Json]] | None = None
    happened: Callable[[Args, Json], bool | None] | None = None
    node: bool = False
    keywords: str = ""
    resolve: Callable[[Args], Awaitable[Args]] | None = None
    expand: "Callable[[Args, Caller], Awaitable[Expansion]] | None" = None
    target: Callable[[Args], frozenset[str]] | None = None
    model: bool = True
    spread: "Callable[[Args, Caller], Awaitable[Sequence[Call]]] | None" = None

    @property
    def name(self) -> str:
        """The method's name, without its domain."""
        return getattr(self.run, "__name__", "")

    @property
    def takes_caller(self) -> bool:
        """Whether the method is told on whose behalf it runs."""
        return CALLER in inspect.signature(self.run).parameters


@dataclass(frozen=True, slots=True)
class Name:
    """Something of the house that people call by a name: a disk, a process, a lamp.

    `id` is the canonical value that the verb's argument takes. `trusted` is False when an outsider chose the words.
    """

    id: str
    spoken: str
    trusted: bool = True
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether something is well: one sentence, and when it is not, what to do."""

    ok: bool
    summary: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A question about health, asked every half minute and by the doctor."""

    name: str
    ask: Callable[[], Awaitable[Finding]]
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """Housekeeping that a domain wants done again and again; losing one round loses nothing."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class World:
    """All that a domain gets, and nothing else."""

    clock: "Clock"
    http: "httpx2.AsyncClient"
    store: "Store"
    samples: "Samples"
    events: "Events"
    secrets: Callable[[str], Awaitable[str]]
    data: Path
    """A folder of the domain's own for files; made when the domain is connected."""
    memory: "Recall"
    later: "Later"
    """Calls that are to be made at a later time, such as the end of what was done for two hours."""
    directory: "Directory"
    """Every domain's servers; complete once all domains are connected."""


@dataclass(frozen=True, slots=True)
class Domain:
    """All that a domain gives, and nothing else.

    `phrases` are the folders of its sentence templates (one YAML file a language, such as en.yaml). `names` yields, by
    slot of those templates, what people may name right now. `endpoints` are the addresses of its servers, by the name of the
    integration as people say it ("Plex"). `rehearses` promises that all that its verbs change goes
    through places that hold it back in a rehearsal (memory/holding.py).
    """

    name: str
    summary: str
    verbs: Sequence[Verb]
    phrases: Sequence[Path]
    names: Mapping[str, Callable[[], Awaitable[Sequence[Name]]]] = field(
        default_factory=dict[str, Callable[[], Awaitable[Sequence[Name]]]]
    )
    checks: Sequence[Check] = ()
    jobs: Sequence[Job] = ()
    endpoints: Mapping[str, str] = field(default_factory=dict[str, str])
    simulated: bool = False
    close: Callable[[], Awaitable[None]] | None = None
    rehearses: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a verb runs, from where, and why.

    `shared` says that others read what is said there, so that nothing private may be told. `room` is where it was
    spoken, as whoever passed it on calls that room; None where nobody knows. `files` came with the message: a verb that
    wants one takes its handle as an argument and reads it by `memory.kept_files.read`.
    """

    person: Person
    conversation: str
    reason: str
    shared: bool = False
    room: str | None = None
    files: tuple[KeptFile, ...] = ()


class State(StrEnum):
    """How a call ended, in the words of `homeops ask --json`."""

    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    AWAITING = "awaiting"
    REHEARSED = "rehearsed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended and what there is to say about it.

    `text` is the chat answer or the sentence of an error; `fields` is what a model sees; `at` is when it ended; `chart`
    can draw the result, which whoever shows it does (drawing is slow); `decider` is the least role of who may say yes
    to a call that awaits. `shown` is what may be told of it in later turns. `options` are the
    buttons under a question.
    """

    call: Call
    state: State
    text: str
    at: datetime
    fields: Json = None
    chart: Charted | None = None
    undoable: bool = False
    decider: Role = Role.OWNER
    shown: Shown = UNSEEN
    options: tuple[tuple[str, Call], ...] = ()


class Act(Protocol):
    """The door, as seen by those who run verbs without a chat: scheduler, remedies, skills."""

    async def __call__(self, call: Call, *, on_behalf_of: Person, reason: str) -> Outcome:
        """Run `call` with the present role of `on_behalf_of`."""
        ...
