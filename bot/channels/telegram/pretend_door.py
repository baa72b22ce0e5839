"""The control door of the pretend Telegram: people act and chats are read over HTTP, by programs outside its process.

`POST /_door/<action>` takes an `Order` as JSON and answers JSON; `GET /_door/chat/<id>` shows a chat, `GET /_door/state`
everything in short. A mistake in an order is answered with 400 and a sentence.
"""

from base64 import b64decode
from collections.abc import Callable

from aiohttp import web
from pydantic import BaseModel, ConfigDict, JsonValue

from bot.channels.telegram.pretend_acts import Acts
from bot.channels.telegram.pretend_changing import Changing
from bot.channels.telegram.pretend_days import BadDay, Limits, Weather
from bot.channels.telegram.pretend_files import FileKind
from bot.channels.telegram.pretend_people import Chat, Kind, Message, Person, Status
from bot.channels.telegram.pretend_wire import Object, Refused, Upload
from bot.channels.telegram.pretend_world import World


class Order(BaseModel):
    """What any action takes, each where it is needed; `chat`, `by` and `members` are ids, `content` is base64."""

    model_config = ConfigDict(extra="forbid")

    chat: int = 0
    by: int = 0
    text: str = ""
    message_id: int = 0
    reply_to: int = 0
    topic: int | None = None
    button: str = ""
    data: str = ""
    emoji: list[str] = []
    payload: str = ""
    first_name: str = ""
    username: str = ""
    number: int = 0
    is_bot: bool = False
    title: str = ""
    members: list[int] = []
    kind: Kind = "group"
    status: Status = "member"
    file: FileKind = "document"
    name: str = "file"
    mime: str = "application/octet-stream"
    content: str = ""
    duration: int = 0
    size: int | None = None
    on: bool = True


class Door:
    """Carries orders out."""

    def __init__(
        self,
        world: World,
        acts: Acts,
        changing: Changing,
        weather: Weather,
        limit: Callable[[Limits | None], None],
    ) -> None:
        self._world = world
        self._acts = acts
        self._changing = changing
        self._weather = weather
        self._limit = limit
        self._actions: dict[str, Callable[[Order], JsonValue]] = {
            "person": self._add_person,
            "group": self._add_group,
            "topic": lambda order: self._world.add_topic(self._chat(order), order.title),
            "say": self._say,
            "edit": self._edit,
            "send_file": self._send_file,
            "start": lambda order: self._acts.start(self._by(order), order.payload).as_json(),
            "press": self._press,
            "react": self._react,
            "block": self._block,
            "bot_status": self._set_bot_status,
            "migrate": lambda order: self._acts.migrate(self._chat(order)).as_json(),
            "limits": self._set_limits,
            "mend": self._mend,
        }

    def add_to(self, app: web.Application) -> None:
        """Hang the door into the server."""
        app.router.add_post("/_door/behave", self._behave)
        app.router.add_post("/_door/{action}", self._act)
        app.router.add_get("/_door/chat/{id}", self._show_chat)
        app.router.add_get("/_door/state", self._show_state)

    async def _act(self, request: web.Request) -> web.Response:
        action = self._actions.get(request.match_info["action"])
        if action is None:
            return web.json_response(
                {"mistake": f"no such action; there are {sorted(self._actions)}"}, status=404
            )
        try:
            return web.json_response(action(Order.model_validate_json(await request.read() or b"{}")))
        except (LookupError, ValueError, Refused) as mistake:
            return web.json_response({"mistake": str(mistake)}, status=400)

    async def _behave(self, request: web.Request) -> web.Response:
        try:
            self._weather.expect(BadDay.model_validate_json(await request.read()))
        except ValueError as mistake:
            return web.json_response({"mistake": str(mistake)}, status=400)
        return web.json_response(True)

    async def _show_chat(self, request: web.Request) -> web.Response:
        chat = self._world.chats.get(int(request.match_info["id"]))
        if chat is None:
            return web.json_response({"mistake": "no such chat"}, status=404)
        return web.json_response(show_chat(chat))

    async def _show_state(self, request: web.Request) -> web.Response:
        del request
        updates = self._world.updates
        return web.json_response(
            {
                "polls": updates.polls,
                "polling": updates.polling,
                "waiting": [each.as_json() for each in updates.waiting],
                "confirmed": updates.confirmed,
                "chats": {str(chat.id): chat.texts() for chat in self._world.chats.values()},
                "presses": [
                    {"data": each.data, "answer": each.answer, "alert": each.alert}
                    for each in self._changing.presses.values()
                ],
            }
        )

    def _add_person(self, order: Order) -> JsonValue:
        person = self._world.add_person(
            order.first_name, order.username, is_bot=order.is_bot, number=order.number
        )
        return person.as_json()

    def _add_group(self, order: Order) -> JsonValue:
        members = [self._world.people[each] for each in order.members]
        return self._world.add_group(order.title, members, order.kind).as_json()

    def _say(self, order: Order) -> JsonValue:
        chat = self._chat(order)
        by = None if chat.kind == "channel" else self._by(order)
        said = self._world.say(chat, by, order.text, reply_to=self._answered(order), topic=order.topic)
        return said.as_json()

    def _edit(self, order: Order) -> JsonValue:
        message = self._message(order)
        self._world.edit(message, order.text)
        return message.as_json()

    def _send_file(self, order: Order) -> JsonValue:
        upload = Upload(order.name, b64decode(order.content), order.mime)
        sent = self._acts.send_file(
            self._chat(order),
            self._by(order),
            order.file,
            upload,
            caption=order.text,
            duration=order.duration,
            size=order.size,
            reply_to=self._answered(order),
            topic=order.topic,
        )
        return sent.as_json()

    def _press(self, order: Order) -> JsonValue:
        message, by = self._message(order), self._by(order)
        if order.data:
            return self._acts.press_data(message, order.data, by).id
        return self._acts.press(message, order.button, by).id

    def _react(self, order: Order) -> JsonValue:
        self._acts.react(self._message(order), self._by(order), *order.emoji)
        return True

    def _block(self, order: Order) -> JsonValue:
        if order.on:
            self._acts.block(self._by(order))
        else:
            self._acts.unblock(self._by(order))
        return True

    def _set_bot_status(self, order: Order) -> JsonValue:
        self._acts.set_bot_status(self._chat(order), self._by(order), order.status)
        return True

    def _set_limits(self, order: Order) -> JsonValue:
        self._limit(Limits() if order.on else None)
        return True

    def _mend(self, order: Order) -> JsonValue:
        del order
        self._weather.mend()
        return True

    def _by(self, order: Order) -> Person:
        return self._world.people[order.by]

    def _chat(self, order: Order) -> Chat:
        """The chat of an order; without one, the private chat of who acts."""
        if order.chat > 0 or not order.chat:
            return self._world.private(self._world.people[order.chat or order.by])
        return self._world.chats[order.chat]

    def _message(self, order: Order) -> Message:
        chat = self._chat(order)
        for each in (*chat.messages.values(), *chat.deleted):
            if each.message_id == order.message_id:
                return each
        raise LookupError(f"no message {order.message_id}")

    def _answered(self, order: Order) -> Message | None:
        return self._chat(order).messages[order.reply_to] if order.reply_to else None


def show_chat(chat: Chat) -> Object:
    """A chat as a person sees it, with what passes by: actions and drafts."""
    told: Object = {
        "messages": [_show_message(each) for each in chat.shown()],
        "deleted": [each.message_id for each in chat.deleted],
        "actions": [*chat.actions],
        "drafts": [{"id": number, "text": text} for number, text in chat.drafts],
    }
    return chat.as_json() | told


def _show_message(message: Message) -> Object:
    reactions: Object = {str(who): [*emoji] for who, emoji in message.reactions.items()}
    told: Object = {"reactions": reactions, "versions": [*message.versions]}
    return message.as_json() | told
