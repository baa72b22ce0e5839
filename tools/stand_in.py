"""Calls of something simulated that has no protocol of its own, such as the simulated house's PC or disk: JSON over HTTP."""

from typing import TypeVar

import httpx2
from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter, ValidationError

from memory.errors import Mistake, Unavailable

T = TypeVar("T")

ANSWER_SECONDS = 5.0


class _Answer(BaseModel):
    """A result, or why not in one sentence."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    result: JsonValue = None
    mistake: str | None = None


class StandIn:
    """Something that is simulated at `address`, each of its methods at a path below; `name` is said in errors.

    `http` belongs to the caller.
    """

    def __init__(
        self, http: httpx2.AsyncClient, address: str, name: str, seconds: float = ANSWER_SECONDS
    ) -> None:
        self._http = http
        self._address = address
        self._name = f"The simulated {name}"
        self._seconds = seconds

    async def ask(self, method: str, kind: TypeAdapter[T], **args: JsonValue) -> T:
        """What a method answers.

        Raises:
            Mistake: It will not, and says why.
            Unavailable: It does not answer, fails or talks nonsense.
        """
        try:
            response = await self._http.post(
                f"{self._address}/{method}", json=args, timeout=self._seconds, follow_redirects=False
            )
            if response.status_code not in {200, 409}:
                raise Unavailable(f"{self._name} failed at that; try again in a minute.")
            answer = _Answer.model_validate_json(response.content)
            if answer.mistake is not None:
                raise Mistake(answer.mistake)
            return kind.validate_python(answer.result, strict=False)
        except httpx2.TimeoutException as error:
            raise Unavailable(f"{self._name} does not answer; try again in a minute.") from error
        except httpx2.HTTPError as error:
            raise Unavailable(
                f"{self._name} can't be reached; start HomeOps again to bring it back."
            ) from error
        except ValidationError as error:
            raise Unavailable(f"{self._name} answered nonsense; try again in a minute.") from error
