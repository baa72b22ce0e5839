"""Webhooks: signed, never too old, taken in once, acknowledged at once and worked later.

Signed as Standard Webhooks are (standardwebhooks.com): `webhook-signature` holds `v1,` and the base64 of the HMAC-SHA256,
with the source's secret, over "id.timestamp." and the raw body, so that neither id nor time can be changed to send a body
again. Several signatures may stand there, one of which must be good. What was taken in waits in the inbox; its event is
published until every subscriber has taken it, three times at most.
"""

import asyncio
import base64
import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.web.settings import WebhookSettings
from memory import inbox
from memory.clock import Clock
from memory.db import Store
from memory.errors import HomeOpsError, Misconfigured
from memory.failpoints import failpoint
from memory.messages import Attachment, Inbound
from tools.events import Events, Hooked

log = logging.getLogger(__name__)

SOURCE = "webhook"
TOLERANCE = timedelta(minutes=5)
SHORTEST_SECRET = 24
MOST_TRIES = 3
AGAIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a webhook says beside its body."""

    id: str
    timestamp: str
    signature: str
    media_type: str


async def read_secrets(
    settings: Mapping[str, WebhookSettings], look_up: Callable[[str], Awaitable[str]]
) -> Mapping[str, bytes]:
    """The secret of each source.

    Raises:
        Misconfigured: One is missing, or could be guessed.
    """
    found: dict[str, bytes] = {}
    for source, each in settings.items():
        secret = await look_up(each.secret)
        if len(secret) < SHORTEST_SECRET:
            raise Misconfigured(
                f"The secret of the webhook “{source}” is too short; make one of {SHORTEST_SECRET} characters or more."
            )
        found[source] = secret.encode()
    return found


def sign(secret: bytes, delivery: str, timestamp: str, body: bytes) -> str:
    """The signature of a webhook, as it stands in its header."""
    digest = hmac.digest(secret, f"{delivery}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


class Webhooks:
    """Takes webhooks in, and works them one after the other."""

    def __init__(self, store: Store, clock: Clock, events: Events, secrets: Mapping[str, bytes]) -> None:
        self._store = store
        self._clock = clock
        self._events = events
        self._secrets = secrets
        self._wake = asyncio.Event()

    def is_genuine(self, source: str, head: Letterhead, body: bytes) -> bool:
        """Whether a source that we know has signed exactly this, just now."""
        secret = self._secrets.get(source)
        if secret is None or not head.timestamp.isascii() or not head.timestamp.isdecimal():
            return False
        if abs(self._clock.now().timestamp() - int(head.timestamp[:12])) > TOLERANCE.total_seconds():
            return False
        good = sign(secret, head.id, head.timestamp, body).encode()
        shown = head.signature.encode().split()[:5]
        return any(hmac.compare_digest(good, each) for each in shown)

    async def take(self, source: str, head: Letterhead, body: bytes) -> bool:
        """Write a genuine webhook down; False if it was known already."""
        inbound = Inbound(
            source=SOURCE,
            event_id=f"{source}:{head.id}",
            conversation=f"{SOURCE}:{source}",
            sender=source,
            text="",
            at=self._clock.now(),
            attachments=(Attachment(head.id, head.media_type, body),),
        )
        async with self._store.fenced() as session:
            is_new = await inbox.accept(session, inbound)
        failpoint("webhook.accepted")
        self._wake.set()
        return is_new

    async def work(self) -> None:
        """Hand on what waits, until cancelled; begins with what an earlier process left."""
        while True:
            self._wake.clear()
            try:
                is_done = await self._work_all()
            except HomeOpsError as error:
                log.warning("webhooks: %s", error)
                is_done = False
            try:
                async with asyncio.timeout(None if is_done else AGAIN_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def _work_all(self) -> bool:
        async with self._store.reading() as session:
            waiting = await inbox.unfinished(session, SOURCE)
        return all([await self._hand_on(each) for each in waiting])

    async def _hand_on(self, inbound: Inbound) -> bool:
        key = (inbound.source, inbound.event_id)
        async with self._store.fenced() as session:
            await inbox.reopen(session, *key)
            claim = await inbox.claim(session, *key, epoch=self._store.epoch)
        if claim is None:
            return True
        failpoint("webhook.claimed")
        went_wrong = await self._events.publish(_hooked(claim.inbound, claim.inbound.at))
        for error in went_wrong:
            log.error("a webhook of %s failed", inbound.sender, exc_info=error)
        if went_wrong and claim.attempts < MOST_TRIES:
            return False
        async with self._store.fenced() as session:
            await (inbox.bury if went_wrong else inbox.finish)(session, *key)
        return True


def _hooked(inbound: Inbound, at: datetime) -> Hooked:
    file = inbound.attachments[0]
    return Hooked(
        source=inbound.sender, delivery=file.name, media_type=file.media_type, body=file.content, at=at
    )
