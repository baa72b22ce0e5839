"""The way to a Plex server: requests by plexapi in threads, with time limits of our own."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, TypeVar
from xml.etree.ElementTree import Element, ParseError

from memory.errors import HomeOpsError, Misconfigured, Mistake, Unavailable
from memory.holding import hold

if TYPE_CHECKING:
    from plexapi.server import PlexServer

T = TypeVar("T")

ANSWER_SECONDS = 7.0
WHOLE_SECONDS = 9.0
PAGE = 200
_STATUS = re.compile(r"^\((\d{3})\)")


class PlexLink:
    """Requests to one Plex server, as several of its accounts.

    `token` yields the token of an account, asked for once and afresh after a 401. A hung thread ends by its own time
    limit; nobody waits for it longer than `WHOLE_SECONDS`.
    """

    def __init__(self, name: str, address: str, token: Callable[[str | None], Awaitable[str]]) -> None:
        self.name = name
        self.address = address
        self._token = token
        self._servers: dict[str | None, PlexServer] = {}

    async def get(self, key: str, account: str | None = None, **params: str) -> Element:
        """An answer; `account` None is the server's owner.

        Raises:
            Mistake: There is nothing under this key.
            Unavailable: No answer, an error or nonsense.
            Misconfigured: The token is refused.
        """
        answer = await self._ask(key, account, params)
        if answer is None or answer.tag != "MediaContainer":
            raise Unavailable(
                f"{self.name} answers nonsense; is that address really Plex? Try again in a minute."
            )
        return answer

    async def pages(
        self, key: str, account: str | None = None, most: int = 20_000, **params: str
    ) -> AsyncIterator[Element]:
        """The elements of a long list, page by page, `most` at most."""
        start = 0
        while start < most:
            size = min(PAGE, most - start)
            span = {"X-Plex-Container-Start": str(start), "X-Plex-Container-Size": str(size)}
            page = await self.get(key, account, **params, **span)
            for each in page:
                yield each
            # Plex tells totalSize only where it pages; a server that ignores paging has told all at once.
            total = page.get("totalSize", "")
            start += len(page)
            if len(page) < size or (total.isdigit() and start >= int(total)) or len(page) > size:
                return

    async def machine(self) -> str:
        """The server's own id."""
        return (await self._guard(lambda server: server.machineIdentifier, None)) or ""

    async def send(
        self,
        key: str,
        account: str | None,
        params: Mapping[str, str],
        *,
        post: bool = False,
        player: str = "",
    ) -> Element | None:
        """Have something changed. That it is answered says nothing: look at the state after it."""
        hold(f"Plex {key}")
        return await self._ask(key, account, params, post=post, player=player)

    async def _ask(
        self,
        key: str,
        account: str | None,
        params: Mapping[str, str],
        *,
        post: bool = False,
        player: str = "",
    ) -> Element | None:
        headers = {"X-Plex-Target-Client-Identifier": player} if player else {}

        def ask(server: "PlexServer") -> Element | None:
            method = server._session.post if post else None  # noqa: SLF001 - plexapi's own callers pass it so
            try:
                return server.query(
                    key, method=method, headers=headers, params=params, timeout=ANSWER_SECONDS
                )
            except ParseError:
                if player:
                    return None  # many players answer "OK", which is no XML
                raise

        return await self._guard(ask, account)

    async def _guard(self, ask: Callable[["PlexServer"], T], account: str | None) -> T:
        try:
            return await self._attempt(ask, account)
        except Misconfigured:
            # The token may have been renewed since it was read.
            self._servers.pop(account, None)
            return await self._attempt(ask, account)

    async def _attempt(self, ask: Callable[["PlexServer"], T], account: str | None) -> T:
        token = None if account in self._servers else await self._token(account)

        def work() -> T:
            if token is not None:
                self._servers[account] = self._connect(token)
            return ask(self._servers[account])

        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                return await asyncio.to_thread(self._translated, work)
        except TimeoutError as error:
            raise self._silent() from error

    def _connect(self, token: str) -> "PlexServer":
        import requests
        from plexapi.server import PlexServer

        session = requests.Session()
        session.trust_env = False
        return PlexServer(self.address, token, session=session, timeout=ANSWER_SECONDS)

    def _translated(self, work: Callable[[], T]) -> T:
        """What `work` yields; its errors become ours."""
        import requests
        from plexapi.exceptions import NotFound, PlexApiException, Unauthorized

        try:
            return work()
        except Unauthorized as error:
            raise Misconfigured(
                f"{self.name} refuses the token; put a current X-Plex-Token into the settings."
            ) from error
        except NotFound as error:
            raise Mistake(f"{self.name} does not have that any more; look for the title again.") from error
        except PlexApiException as error:
            raise self._refused(str(error)) from error
        except requests.RequestException as error:
            raise self._silent() from error
        # plexapi trips over answers that it does not expect in many ways, a status that has no name among them.
        except (ParseError, TypeError, ValueError, AttributeError, IndexError, KeyError) as error:
            logging.getLogger(__name__).info("%s answered nonsense: %r", self.name, error)
            raise Unavailable(
                f"{self.name} answers nonsense; is that address really Plex? Try again in a minute."
            ) from error

    def _refused(self, told: str) -> HomeOpsError:
        status = _STATUS.match(told)
        match status[1] if status else "":
            case "429":
                return Unavailable(f"{self.name} is asked too much right now; try again in a minute.")
            case "403":
                return Misconfigured(f"{self.name} does not let this account do that; use the owner's token.")
            case _:
                return Unavailable(f"{self.name} failed at that; try again in a minute.")

    def _silent(self) -> Unavailable:
        return Unavailable(f"{self.name} does not answer; check that the server is running.")
