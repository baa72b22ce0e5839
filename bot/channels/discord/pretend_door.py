"""The control door of the pretend Discord: what people do and what goes wrong, told by HTTP from another process.

    POST /_fake/people   {"name": "Anna"} → {"id", "dm"}       POST /_fake/channels {"name", "parent"?} → {"id"}
    POST /_fake/writes   {"by", "channel", "text"} → {"id"}    POST /_fake/presses  {"by", "channel", "message", "label"}
    POST /_fake/commands {"by", "channel", "name", "given"}    POST /_fake/days     a `Day`
    POST /_fake/gateway  {"how": "down|up|cut|reconnect|invalidate"}   POST /_fake/clock {"seconds"}
    GET  /_fake/messages?channel=ID&after=ID

Ids are text. It asks for no token, so it must stay on the loopback.
"""

from typing import Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from bot.channels.discord.pretend_days import Day, Days, Refused, json_response, refusal
from bot.channels.discord.pretend_gateway import Gateway
from bot.channels.discord.pretend_objects import Channel
from bot.channels.discord.pretend_people import People
from bot.channels.discord.pretend_world import World


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Person(_Told):
    name: str


class _Channel(_Told):
    name: str
    parent: int | None = None


class _Writes(_Told):
    by: int
    channel: int
    text: str


class _Presses(_Told):
    by: int
    channel: int
    message: int
    label: str


class _Command(_Told):
    by: int
    channel: int
    name: str
    given: dict[str, str] = {}


class _Line(_Told):
    how: Literal["down", "up", "cut", "reconnect", "invalidate"]


class _Clock(_Told):
    seconds: float


class Door:
    """See the module."""

    def __init__(self, world: World, people: People, days: Days, gateway: Gateway) -> None:
        self._world = world
        self._people = people
        self._days = days
        self._gateway = gateway

    def routes(self) -> list[web.RouteDef]:
        """The paths of the door."""
        return [
            web.post("/_fake/people", self._add_person),
            web.post("/_fake/channels", self._add_channel),
            web.post("/_fake/writes", self._write),
            web.post("/_fake/presses", self._press),
            web.post("/_fake/commands", self._command),
            web.post("/_fake/days", self._add_day),
            web.post("/_fake/gateway", self._line),
            web.post("/_fake/clock", self._pass_time),
            web.get("/_fake/messages", self._get_messages),
        ]

    async def _add_person(self, request: web.Request) -> web.Response:
        user = self._people.add(_Person.model_validate_json(await request.read()).name)
        return json_response({"id": str(user.id), "dm": str(self._world.dm(user).id)})

    async def _add_channel(self, request: web.Request) -> web.Response:
        told = _Channel.model_validate_json(await request.read())
        parent = None if told.parent is None else self._world.channels[told.parent]
        return json_response({"id": str(self._people.add_channel(told.name, parent).id)})

    async def _write(self, request: web.Request) -> web.Response:
        told = _Writes.model_validate_json(await request.read())
        written = self._people.write(self._world.users[told.by], self._channel(told.channel), told.text)
        return json_response({"id": str(written.id)})

    async def _press(self, request: web.Request) -> web.Response:
        told = _Presses.model_validate_json(await request.read())
        shown = self._world.find(told.channel, told.message)
        if shown is None or told.label not in shown.buttons.values():
            return refusal(404, 0, "there is no such button")
        asked = self._people.press(self._world.users[told.by], shown, told.label)
        return json_response({"id": str(asked.id)})

    async def _command(self, request: web.Request) -> web.Response:
        told = _Command.model_validate_json(await request.read())
        by, channel = self._world.users[told.by], self._channel(told.channel)
        return json_response({"id": str(self._people.command(by, channel, told.name, **told.given).id)})

    async def _add_day(self, request: web.Request) -> web.Response:
        self._days.coming.append(Day.model_validate_json(await request.read()))
        return json_response({"coming": len(self._days.coming)})

    async def _line(self, request: web.Request) -> web.Response:
        match _Line.model_validate_json(await request.read()).how:
            case "down":
                self._gateway.is_down = True
                await self._gateway.break_off()
            case "up":
                self._gateway.is_down = False
            case "cut":
                await self._gateway.break_off()
            case "reconnect":
                await self._gateway.ask_to_reconnect()
            case "invalidate":
                await self._gateway.invalidate()
        return json_response({"connected": self._gateway.connected})

    async def _pass_time(self, request: web.Request) -> web.Response:
        self._world.ahead += _Clock.model_validate_json(await request.read()).seconds
        return json_response({"now": self._world.now().isoformat()})

    async def _get_messages(self, request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        channel = self._channel(int(request.query["channel"]))
        found = [each for each in channel.messages if each.id > after]
        return json_response([{**each.json(channel.guild), "buttons": each.buttons} for each in found])

    def _channel(self, number: int) -> Channel:
        found = self._world.channels.get(number)
        if found is None:
            raise Refused(404, 10003, "Unknown Channel")
        return found
