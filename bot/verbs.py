"""The verbs of all connected domains, by the name that a model and the ledger know them by."""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps

from pydantic import ValidationError
from pydantic_ai import Tool
from pydantic_ai.tools import ToolDefinition
from pydantic_core import to_jsonable_python

from memory.errors import Mistake
from tools.contract import CALLER, Args, Call, Caller, Domain, Json, Verb


@dataclass(frozen=True)
class BoundVerb:
    """A verb with its domain and the schema made of its signature and docstring.

    The schema is made when it is first wanted: those of all verbs together take longer than an answer may.
    """

    name: str
    domain: str
    verb: Verb
    rehearses: bool = False

    @cached_property
    def tool(self) -> Tool[None]:
        """The method with the schema of its arguments."""
        return Tool[None](
            _shown(self.verb),
            takes_ctx=False,
            name=self.name,
            docstring_format="google",
            require_parameter_descriptions=True,
        )

    @cached_property
    def bare(self) -> ToolDefinition:
        """Its name alone, for the offline brain, which knows by its phrases what a verb takes."""
        return ToolDefinition(name=self.name)

    @property
    def spoken(self) -> str:
        """Its name in a sentence, where nothing better is known: "clean up"."""
        return self.verb.name.replace("_", " ")

    @property
    def definition(self) -> ToolDefinition:
        """What a model is told of this verb."""
        return self.tool.tool_def

    @property
    def who(self) -> str:
        """Who may use it, in words."""
        return f"people with the role {self.verb.role.spoken} or above"

    def check_args(self, call: Call, caller: Caller) -> dict[str, object]:
        """The arguments as the method takes them, with `caller` where it wants to know.

        Raises:
            Mistake: They don't fit; the sentence names the first that does not.
        """
        known = self.definition.parameters_json_schema.get("properties", {})
        for key in call.args:
            if key not in known:
                raise Mistake(
                    f"{self.name} takes no argument {key!r}; it takes {', '.join(known) or 'none'}."
                )
        try:
            checked: dict[str, object] = self.tool.function_schema.validator.validate_python(dict(call.args))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the arguments"
            raise Mistake(f"{where} can't be {first['input']!r}: {first['msg'].lower()}.") from error
        return {**checked, CALLER: caller} if self.verb.takes_caller else checked

    async def run(self, args: Args) -> object:
        """Run the method; only the door does."""
        return await self.verb.run(**args)


class Verbs:
    """A look-up table of bound verbs."""

    def __init__(self, domains: Sequence[Domain]) -> None:
        self.domains = tuple(domains)
        self._verbs = {bound.name: bound for domain in domains for bound in _bind(domain)}

    def __getitem__(self, name: str) -> BoundVerb:
        """The verb called `name`; raises Mistake where there is none."""
        try:
            return self._verbs[name]
        except KeyError:
            raise Mistake(f"There is nothing called {name!r} that I could do.") from None

    def __contains__(self, name: str) -> bool:
        """Whether there is a verb of that name."""
        return name in self._verbs

    def __iter__(self) -> Iterator[BoundVerb]:
        """All verbs, in the order of the domains."""
        return iter(self._verbs.values())


def _bind(domain: Domain) -> Iterator[BoundVerb]:
    for verb in domain.verbs:
        yield BoundVerb(f"{domain.name}_{verb.name}", domain.name, verb, domain.rehearses)


def _shown(verb: Verb) -> Callable[..., Awaitable[object]]:
    """The method as a model may see it: without `caller`."""
    if not verb.takes_caller:
        return verb.run

    @wraps(verb.run)
    async def shown(**args: object) -> object:
        return await verb.run(**args)

    signature = inspect.signature(verb.run)
    kept = [each for each in signature.parameters.values() if each.name != CALLER]
    shown.__dict__["__signature__"] = signature.replace(parameters=kept)
    return shown


def as_fields(result: object) -> Json:
    """A result as plain data for a model and the ledger."""
    fields: Json = to_jsonable_python(result, fallback=str)
    return fields


def as_plain(args: Args, *, of: Args) -> dict[str, Json]:
    """Those of `args` that were given in `of`, as plain data for a call."""
    plain: dict[str, Json] = to_jsonable_python({key: args[key] for key in of if key in args})
    return plain
