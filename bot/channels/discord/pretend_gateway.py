"""The gateway of the pretend Discord: sessions over a WebSocket that begin, are told events, break off and go on."""

import secrets
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web
from pydantic import JsonValue, TypeAdapter, ValidationError

from bot.channels.discord.pretend_objects import Kind, Message, Object, guild_json
from bot.channels.discord.pretend_world import World

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15
MEMBERS, PRESENCES = 1 << 1, 1 << 8
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = (
    0,
    1,
    2,
    6,
    7,
    9,
    10,
    11,
)
UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED = 4001, 4002, 4003
AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014
_OBJECT = TypeAdapter(Object)


@dataclass(slots=True, eq=False)
class Session:
    """What one client is told; it outlives its connection, so that the client can resume."""

    id: str
    intents: int
    sent: list[tuple[int, str, Object]] = field(default_factory=list[tuple[int, str, Object]])
    line: "Line | None" = None

    async def tell(self, event: str, data: Object) -> None:
        """Tell an event now, or when the client resumes."""
        self.sent.append((len(self.sent) + 1, event, data))
        if self.line is not None:
            await self.line.send(DISPATCH, data, event, len(self.sent))


@dataclass(slots=True, eq=False)
class Line:
    """One connection; with `pack` everything on it is compressed as a single stream."""

    socket: web.WebSocketResponse
    request: web.Request
    pack: Callable[[bytes], bytes] | None = None

    async def send(
        self, op: int, data: JsonValue = None, event: str | None = None, number: int | None = None
    ) -> None:
        """Send one payload; to a connection that has just broken off it is lost."""
        payload = _OBJECT.dump_json({"op": op, "d": data, "s": number, "t": event})
        if self.socket.closed:
            return
        try:
            if self.pack is None:
                await self.socket.send_str(payload.decode())
            else:
                await self.socket.send_bytes(self.pack(payload))
        except ConnectionError:
            return


class Gateway:
    """See the module.

    `allowed` are the privileged intents that the application was granted; `is_down` refuses connections; `is_deaf` takes
    heartbeats without answering them.
    """

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self.token = token
        self.allowed = MESSAGE_CONTENT
        self.is_down = False
        self.is_deaf = False
        self.heartbeat_ms = 41_250
        self.identified = 0
        self.resumed = 0
        self.beats = 0
        self._sessions: dict[str, Session] = {}
        self._lines: set[Line] = set()

    @property
    def connected(self) -> int:
        """How many sessions are connected just now."""
        return sum(each.line is not None for each in self._sessions.values())

    def listeners(self, about: Message | None) -> Sequence[tuple[Session, bool]]:
        """The sessions that are told of a message, and whether each may read what it says."""
        if about is None:
            return [(each, True) for each in self._sessions.values()]
        channel = self._world.channels[about.channel]
        is_direct = channel.kind is Kind.DM
        wanted = DIRECT_MESSAGES if is_direct else GUILD_MESSAGES
        bot = self._world.bot
        open_to_us = is_direct or about.author == bot or bot in about.mentions
        return [
            (each, open_to_us or bool(each.intents & MESSAGE_CONTENT))
            for each in self._sessions.values()
            if each.intents & wanted
        ]

    async def break_off(self, code: int | None = None) -> None:
        """Break off all connections: with a close code, or as a cut line does."""
        for line in tuple(self._lines):
            if code is not None:
                await line.socket.close(code=code)
            elif line.request.transport is not None:
                line.request.transport.abort()

    async def ask_to_reconnect(self) -> None:
        """Send everybody away for a moment, as Discord does before it restarts a server."""
        for line in tuple(self._lines):
            await line.send(RECONNECT)

    async def invalidate(self) -> None:
        """End all sessions: what comes from now on is told to nobody until they begin anew."""
        sessions = tuple(self._sessions.values())
        self._sessions.clear()
        for each in sessions:
            if each.line is not None:
                await each.line.send(INVALID_SESSION, data=False)

    def forget(self) -> None:
        """Forget the sessions of those who are away just now."""
        self._sessions = {key: each for key, each in self._sessions.items() if each.line is not None}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection of a client."""
        if self.is_down:
            return web.Response(status=503)
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        line = Line(socket, request, _packing() if request.query.get("compress") == "zlib-stream" else None)
        self._lines.add(line)
        session: Session | None = None
        try:
            await line.send(HELLO, {"heartbeat_interval": self.heartbeat_ms})
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    session = await self._take(line, session, str(message.data))
        finally:
            self._lines.discard(line)
            self._leave(session, socket.close_code)
        return socket

    def _leave(self, session: Session | None, code: int | None) -> None:
        """The connection has ended: only whoever said goodbye has no session any more."""
        if session is None:
            return
        session.line = None
        if code in {1000, 1001}:
            self._sessions.pop(session.id, None)
        self._world.changed()

    async def _take(self, line: Line, session: Session | None, text: str) -> Session | None:
        try:
            payload = _OBJECT.validate_json(text)
        except ValidationError:
            await line.socket.close(code=DECODE_ERROR)
            return session
        data = payload.get("d")
        told = data if isinstance(data, dict) else {}
        match payload.get("op"):
            case 1:
                self.beats += 1
                if not self.is_deaf:
                    await line.send(HEARTBEAT_ACK)
                self._world.changed()
            case 2:
                return await self._identify(line, told)
            case 6:
                return await self._resume(line, told)
            case _ if session is None:
                await line.socket.close(code=NOT_AUTHENTICATED)
            case 3 | 4 | 8:
                pass  # presence, voice, members: nobody here asks what came of them
            case _:
                await line.socket.close(code=UNKNOWN_OPCODE)
        return session

    async def _identify(self, line: Line, told: Object) -> Session | None:
        intents = told.get("intents")
        if told.get("token") != self.token:
            await line.socket.close(code=AUTHENTICATION_FAILED)
            return None
        if not isinstance(intents, int) or intents & (MEMBERS | PRESENCES | MESSAGE_CONTENT) & ~self.allowed:
            await line.socket.close(code=DISALLOWED_INTENTS)
            return None
        self.identified += 1
        session = Session(secrets.token_hex(8), intents, line=line)
        world = self._world
        guilds: list[JsonValue] = [{"id": str(world.guild), "unavailable": True}]
        ready: Object = {
            "v": 10,
            "user": world.bot.json(),
            "guilds": guilds,
            "session_id": session.id,
            "resume_gateway_url": f"{world.address.replace('http', 'ws', 1)}/resume",
            "application": {"id": str(world.bot.id), "flags": 0},
            "private_channels": [],
        }
        await session.tell("READY", ready)
        if intents & GUILDS:
            guild = guild_json(
                world.guild, world.guild_name, world.channels.values(), [*world.users.values()]
            )
            await session.tell("GUILD_CREATE", guild)
        self._sessions[session.id] = session
        world.changed()
        return session

    async def _resume(self, line: Line, told: Object) -> Session | None:
        session = self._sessions.get(str(told.get("session_id")))
        after = told.get("seq")
        if told.get("token") != self.token:
            await line.socket.close(code=AUTHENTICATION_FAILED)
            return None
        if session is None or not isinstance(after, int) or after > len(session.sent):
            await line.send(INVALID_SESSION, data=False)
            return None
        self.resumed += 1
        for number, event, data in tuple(session.sent[after:]):
            await line.send(DISPATCH, data, event, number)
        session.line = line
        await session.tell("RESUMED", {})
        return session


def _packing() -> Callable[[bytes], bytes]:
    stream = zlib.compressobj()
    return lambda payload: stream.compress(payload) + stream.flush(zlib.Z_SYNC_FLUSH)
