"""How the scripted server reads requests and writes its plays on the wire (Chat Completions, plain and streamed)."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from tests.fakes.openai_plays import (
    CallVerb,
    CallVerbs,
    Cut,
    Hang,
    Html,
    NoChoices,
    Play,
    Say,
    Status,
    Truncated,
)


class Message(BaseModel):
    model_config = ConfigDict(extra="allow")
    role: str
    content: str | list[dict[str, object]] | None = None
    tool_call_id: str | None = None


class Function(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str
    description: str = ""
    parameters: dict[str, object] = {}


class Tool(BaseModel):
    function: Function


class Body(BaseModel):
    model_config = ConfigDict(extra="allow")
    model: str = ""
    messages: list[Message] = []
    tools: list[Tool] = []
    stream: bool = False


@dataclass(frozen=True)
class Asked:
    """One request for a completion."""

    body: Body
    headers: Mapping[str, str]
    bytes: int

    @property
    def said(self) -> list[str]:
        """The texts of the person's messages."""
        return [
            message.content if isinstance(message.content, str) else json.dumps(message.content)
            for message in self.body.messages
            if message.role == "user"
        ]

    @property
    def results(self) -> list[str]:
        """What verbs returned, as the model reads it."""
        return [str(message.content) for message in self.body.messages if message.role == "tool"]

    @property
    def verbs(self) -> list[str]:
        """Names of the verbs on offer."""
        return [tool.function.name for tool in self.body.tools]

    @property
    def key(self) -> str:
        """The key that came with it."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")


class Wire:
    """Writes HTTP answers."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def whole(
        self,
        text: str,
        *,
        code: int = 200,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        data = text.encode()
        lines = [f"HTTP/1.1 {code} X", f"Content-Type: {kind}", f"Content-Length: {len(data)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        await self.raw("\r\n".join([*lines, "Connection: close", "", ""]).encode() + data)

    async def begin(self) -> None:
        await self.raw(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        )

    async def event(self, data: str) -> None:
        line = f"data: {data}\n\n".encode()
        await self.raw(f"{len(line):x}\r\n".encode() + line + b"\r\n")

    async def end(self) -> None:
        await self.raw(b"0\r\n\r\n")

    async def raw(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    def drop(self) -> None:
        self._writer.transport.abort()


async def play(it: Play, asked: Asked, wire: Wire) -> None:
    """Answer one request."""
    match it:
        case Say() | CallVerb() | CallVerbs() | NoChoices():
            if asked.body.stream:
                await _stream(it, asked, wire)
            else:
                await wire.whole(json.dumps(_completion(it, asked)))
        case Hang(words):
            await _first_words(words, asked, wire)
            await asyncio.Event().wait()
        case Cut(words, clean):
            await _first_words(words, asked, wire)
            if clean:
                await wire.end()
            else:
                wire.drop()
        case Status(code, error, headers):
            body = {"error": {"message": "scripted", "code": error, "type": None}}
            await wire.whole(json.dumps(body), code=code, headers=headers)
        case Html():
            await wire.whole("<html><h1>Log in to the Wi-Fi</h1></html>", kind="text/html")
        case Truncated():
            if asked.body.stream:
                await wire.begin()
                await wire.event('{"id": "1", "choices": [{"ind')
                await wire.end()
            else:
                await wire.whole('{"id": "1", "choices": [{"ind')


def _completion(it: Say | CallVerb | CallVerbs | NoChoices, asked: Asked) -> dict[str, object]:
    text, calls, tokens, finish = _taken_apart(it)
    message: dict[str, object] = {"role": "assistant", "content": text or None}
    if calls:
        message["tool_calls"] = [_call(at, call) for at, call in enumerate(calls)]
    choices = [{"index": 0, "message": message, "finish_reason": finish}]
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": asked.body.model,
        "choices": [] if isinstance(it, NoChoices) else choices,
        **({"usage": _usage(tokens)} if tokens else {}),
    }


async def _stream(it: Say | CallVerb | CallVerbs | NoChoices, asked: Asked, wire: Wire) -> None:
    text, calls, tokens, finish = _taken_apart(it)
    await wire.begin()
    if not isinstance(it, NoChoices):
        for piece in it.streamed() if isinstance(it, Say) else filter(None, [text]):
            await wire.event(_chunk(asked, {"content": piece}))
            if isinstance(it, Say) and it.every_s:
                await asyncio.sleep(it.every_s)
        for at, call in enumerate(calls):
            whole = _call(at, call)
            await wire.event(
                _chunk(asked, {"tool_calls": [whole | {"function": {"name": call.name, "arguments": ""}}]})
            )
            words = call.arguments()
            for start in range(0, len(words), 5):  # arguments come in fragments
                fragment = {"index": at, "function": {"arguments": words[start : start + 5]}}
                await wire.event(_chunk(asked, {"tool_calls": [fragment]}))
        await wire.event(_chunk(asked, {}, finish))
    if tokens:
        await wire.event(json.dumps({"id": "c1", "choices": [], "usage": _usage(tokens)}))
    await wire.event("[DONE]")
    await wire.end()


async def _first_words(words: str, asked: Asked, wire: Wire) -> None:
    if words and asked.body.stream:
        await wire.begin()
        await wire.event(_chunk(asked, {"content": words}))


def _chunk(asked: Asked, delta: Mapping[str, object], finish: str | None = None) -> str:
    return json.dumps(
        {
            "id": "c1",
            "object": "chat.completion.chunk",
            "created": 1_700_000_000,
            "model": asked.body.model,
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
    )


def _taken_apart(
    it: Say | CallVerb | CallVerbs | NoChoices,
) -> tuple[str, Sequence[CallVerb], tuple[int, int] | None, str]:
    match it:
        case Say():
            return it.text, (), it.tokens, it.finish
        case CallVerb():
            return "", (it,), (100, 20), "tool_calls"
        case CallVerbs():
            return it.text, it.calls, it.tokens, "tool_calls"
        case NoChoices():
            return "", (), (100, 0), "stop"


def _call(at: int, call: CallVerb) -> dict[str, object]:
    function = {"name": call.name, "arguments": call.arguments()}
    return {"index": at, "id": f"call_{at}_{call.name}", "type": "function", "function": function}


def _usage(tokens: tuple[int, int]) -> dict[str, int]:
    return {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
