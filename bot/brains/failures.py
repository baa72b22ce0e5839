"""What went wrong with a provider, in a sentence, and how long it is left alone for it."""

import json
from dataclasses import dataclass

from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelContextWindowExceededError,
    ModelHTTPError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelTimeoutError,
)
from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart

from bot.brains.providers import ProviderSettings
from memory.errors import HomeOpsError

NEEDS_A_PERSON_S = 600.0
"""How long a provider is left alone when its key, model name or account has to be mended first."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed request.

    Attributes:
        sentence: For /status and doctor, with the remedy where there is one.
        for_s: Seconds to leave the provider alone; None for its usual cool-down.
        blames_provider: False when another request might well succeed (too long, refused by a filter).
        billed: Whether the provider may charge for it.
    """

    sentence: str
    for_s: float | None = None
    blames_provider: bool = True
    billed: bool = False


class UnusableAnswerError(Exception):
    """A provider answered with something that is no answer; the message completes "NAME …"."""

    def __init__(self, what: str, *, blames_provider: bool = True) -> None:
        super().__init__(what)
        self.blames_provider = blames_provider


def check_answer(response: ModelResponse) -> None:
    """See that there are words or well-formed calls in an answer.

    Raises:
        UnusableAnswerError: There are none.
    """
    calls = [part for part in response.parts if isinstance(part, ToolCallPart)]
    for call in calls:
        if not _is_object(call.args):
            raise UnusableAnswerError("called a verb with arguments that are no JSON")
    if response.finish_reason == "error" or _finish_is_unknown(response):
        raise UnusableAnswerError("ended its answer for a reason that it did not explain")
    if calls or any(isinstance(part, TextPart) and part.content.strip() for part in response.parts):
        return
    if response.finish_reason == "content_filter":
        raise UnusableAnswerError("refused to answer this", blames_provider=False)
    if response.finish_reason == "length":
        raise UnusableAnswerError("ran out of tokens before it said anything", blames_provider=False)
    raise UnusableAnswerError("sent an empty answer")


def _is_object(args: object) -> bool:
    if args is None or args == "":
        return True  # a verb without arguments
    if isinstance(args, str):
        try:
            return isinstance(json.loads(args), dict)
        except json.JSONDecodeError:
            return False
    return isinstance(args, dict)


def _finish_is_unknown(response: ModelResponse) -> bool:
    said = (response.provider_details or {}).get("finish_reason")
    return bool(said) and response.finish_reason is None


def judge(error: Exception, settings: ProviderSettings) -> Failure:
    """Make out what an exception from a provider means."""
    name = settings.label
    if isinstance(error, UnusableAnswerError):
        return Failure(f"{name} {error}.", blames_provider=error.blames_provider, billed=True)
    if isinstance(error, HomeOpsError):
        return Failure(error.sentence, for_s=NEEDS_A_PERSON_S)
    if isinstance(error, TimeoutError | ModelTimeoutError):
        return Failure(f"{name} did not answer in time.", billed=True)
    if isinstance(error, ModelConnectionError):
        return _judge_connection(error, name)
    if isinstance(error, ModelAPIError):
        return _judge_answered(error, settings)
    return Failure(f"{name} sent something that can't be understood ({type(error).__name__}).", billed=True)


def _judge_connection(error: ModelConnectionError, name: str) -> Failure:
    if error.phase in {"connect", "pool"}:
        return Failure(f"{name} can't be reached; see whether it runs and its address is right.")
    return Failure(f"{name} broke the connection.", billed=True)


def _judge_answered(error: ModelAPIError, settings: ProviderSettings) -> Failure:
    name = settings.label
    wait = error.retry_after
    match error:
        case ModelAuthenticationError():
            return Failure(f"{name} refused {_say_key(settings)}; check that it is valid.", NEEDS_A_PERSON_S)
        case ModelNotFoundError():
            return Failure(
                f"{name} was not found there; check the model's name and address.", NEEDS_A_PERSON_S
            )
        case ModelQuotaExceededError():
            return Failure(f"The account of {name} has no credit left; top it up.", wait or NEEDS_A_PERSON_S)
        case ModelRateLimitError():
            return Failure(f"{name} is asked too often and wants a pause.", wait)
        case ModelContextWindowExceededError():
            return Failure(f"A conversation was too long for {name}.", blames_provider=False)
        case ModelHTTPError():
            return Failure(f"{name} answered with error {error.status_code}.", wait)
        case _:
            return Failure(f"{name} broke off or sent something that is no answer.", billed=True)


def _say_key(settings: ProviderSettings) -> str:
    # A reference may be shown, a key never.
    key = settings.key
    if isinstance(key, str) and key.partition(":")[0] in {"env", "file", "vault", "keyring"}:
        return f"the key {key}"
    return "its key"
