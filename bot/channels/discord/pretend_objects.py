"""What the pretend Discord keeps, and how each thing is told in the JSON of its API (version 10)."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum

from pydantic import JsonValue

Object = dict[str, JsonValue]

EPOCH_MS = 1_420_070_400_000
"""Where Discord's ids begin to count."""

LOADING, VOICE, SUPPRESS_EMBEDS = 1 << 7, 1 << 13, 1 << 2
EVERYTHING_ALLOWED = str((1 << 50) - 1)

_FORWARDED = (
    "type",
    "content",
    "embeds",
    "attachments",
    "timestamp",
    "edited_timestamp",
    "flags",
    "components",
)
"""What a forwarded message keeps of itself."""


class Kind(IntEnum):
    """Kinds of channels."""

    TEXT = 0
    DM = 1
    GROUP = 3
    THREAD = 11


@dataclass(frozen=True, slots=True)
class User:
    """Somebody on Discord."""

    id: int
    name: str
    is_bot: bool = False

    def json(self) -> Object:
        """The user object."""
        return {
            "id": str(self.id),
            "username": self.name.lower(),
            "global_name": self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.is_bot,
        }


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a message; `url` is where it can be fetched."""

    id: int
    name: str
    media_type: str
    content: bytes
    url: str
    alt: str = ""
    seconds: float | None = None

    def json(self) -> Object:
        """The attachment object."""
        told: Object = {
            "id": str(self.id),
            "filename": self.name,
            "content_type": self.media_type,
            "size": len(self.content),
            "url": self.url,
            "proxy_url": self.url,
        }
        if self.alt:
            told["description"] = self.alt
        if self.seconds is not None:
            told |= {"duration_secs": self.seconds, "waveform": base64.b64encode(bytes(16)).decode()}
        return told


@dataclass(slots=True, eq=False)
class Message:
    """A message in a channel.

    `interaction` is the id of the interaction that it answers; `pings` are the kinds of mentions that it rings for
    ("users", "roles", "everyone"). `passes_on` is somebody's message that it forwards.
    """

    id: int
    channel: int
    author: User
    at: datetime
    content: str = ""
    edited_at: datetime | None = None
    uploads: Sequence[Upload] = ()
    flags: int = 0
    nonce: str | None = None
    answers: int | None = None
    components: list[JsonValue] = field(default_factory=list[JsonValue])
    interaction: int | None = None
    mentions: Sequence[User] = ()
    versions: list[str] = field(default_factory=list[str])
    pings: tuple[str, ...] = ()
    passes_on: "Message | None" = None

    @property
    def buttons(self) -> dict[str, str]:
        """What its buttons say, by their ids."""
        found: dict[str, str] = {}
        for row in self.components:
            for button in _objects(row, "components"):
                found[str(button["custom_id"])] = str(button["label"])
        return found

    @property
    def is_loading(self) -> bool:
        """Whether it only says that an answer is being thought about."""
        return bool(self.flags & LOADING)

    def json(self, guild: int | None, *, readable: bool = True, with_nonce: bool = False) -> Object:
        """The message object, without its content where the bot may not read it."""
        told: Object = {
            "id": str(self.id),
            "channel_id": str(self.channel),
            "author": self.author.json(),
            "content": self.content if readable else "",
            "timestamp": stamp(self.at),
            "edited_timestamp": None if self.edited_at is None else stamp(self.edited_at),
            "tts": False,
            "mention_everyone": False,
            "mentions": [each.json() for each in self.mentions],
            "mention_roles": [],
            "attachments": [each.json() for each in self.uploads] if readable else [],
            "embeds": [],
            "components": self.components if readable else [],
            "pinned": False,
            "type": 0 if self.answers is None else 19,
            "flags": self.flags,
        }
        if self.passes_on is not None:
            before = self.passes_on.json(guild, readable=readable)
            told["message_reference"] = {
                "type": 1,
                "message_id": before["id"],
                "channel_id": before["channel_id"],
            }
            told["message_snapshots"] = [{"message": {each: before[each] for each in _FORWARDED}}]
        if self.answers is not None:
            told["message_reference"] = {"message_id": str(self.answers), "channel_id": str(self.channel)}
        if self.interaction is not None:
            told["interaction_metadata"] = {
                "id": str(self.interaction),
                "type": 2,
                "user": self.author.json(),
                "authorizing_integration_owners": {},
            }
        if with_nonce and self.nonce is not None:
            told["nonce"] = self.nonce
        return told | ({} if guild is None else {"guild_id": str(guild)})


@dataclass(slots=True, eq=False)
class Channel:
    """A channel of the server, a thread, or a direct chat, which may have several people. `closed` is the error code that sending there gets."""

    id: int
    kind: Kind
    name: str = ""
    guild: int | None = None
    parent: int | None = None
    recipient: User | None = None
    closed: int = 0
    messages: list[Message] = field(default_factory=list[Message])
    typing: int = 0

    def json(self) -> Object:
        """The channel object."""
        last = str(self.messages[-1].id) if self.messages else None
        told: Object = {"id": str(self.id), "type": int(self.kind), "last_message_id": last}
        if self.recipient is not None:
            return {**told, "recipients": [self.recipient.json()]}
        told |= {
            "name": self.name,
            "guild_id": str(self.guild),
            "parent_id": self.parent and str(self.parent),
        }
        if self.kind is Kind.THREAD:
            metadata: Object = {
                "archived": False,
                "locked": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": stamp(at_of(self.id)),
            }
            more: Object = {"owner_id": str(self.id), "message_count": len(self.messages), "member_count": 2}
            return {**told, **more, "thread_metadata": metadata}
        more = {"position": 0, "permission_overwrites": [], "nsfw": False, "topic": None}
        return {**told, **more}


def guild_json(guild: int, name: str, channels: Iterable[Channel], members: Iterable[User]) -> Object:
    """A server, as it is told to a bot that has just come."""
    channels, members = list(channels), list(members)
    everyone: Object = {
        "id": str(guild),
        "name": "@everyone",
        "permissions": EVERYTHING_ALLOWED,
        "position": 0,
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "colors": {"primary_color": 0},
    }
    told: Object = {
        "id": str(guild),
        "name": name,
        "owner_id": str(members[0].id),
        "unavailable": False,
        "member_count": len(members),
        "large": False,
        "preferred_locale": "en-GB",
        "roles": [everyone],
        "channels": [each.json() for each in channels if each.kind is Kind.TEXT],
        "threads": [each.json() for each in channels if each.kind is Kind.THREAD],
        "members": [member_json(each) for each in members if each.is_bot],
    }
    none: Object = {key: [] for key in ("emojis", "stickers", "features", "voice_states", "presences")}
    return {**told, **none}


def member_json(user: User) -> Object:
    """Somebody as a member of a server."""
    told: Object = {
        "user": user.json(),
        "joined_at": stamp(at_of(user.id)),
        "permissions": EVERYTHING_ALLOWED,
    }
    nothing: Object = {"roles": [], "deaf": False, "mute": False, "flags": 0}
    return {**told, **nothing}


def stamp(at: datetime) -> str:
    """An instant as Discord writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def at_of(snowflake: int) -> datetime:
    """When an id was made."""
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MS) / 1000, UTC)


def _objects(value: JsonValue, key: str) -> list[Mapping[str, JsonValue]]:
    inner = value.get(key) if isinstance(value, dict) else None
    return [each for each in inner if isinstance(each, dict)] if isinstance(inner, list) else []
