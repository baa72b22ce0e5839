"""A pretend Plex: XML, tokens by account, paging, commands to players by way of the server.

As the real one does, it answers a refused token with HTML and 401, an unknown key with HTML and 404, and a command with
an empty container whether or not the player obeys.
"""

from collections.abc import Awaitable, Callable, Sequence
from xml.etree.ElementTree import Element

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tools.media.library.fake.entries import Entry
from tools.media.library.fake.plex_answers import (
    NUMBERS,
    SECTIONS,
    TYPES,
    answer,
    container,
    machine_of,
    show,
    show_session,
)
from tools.media.library.fake.state import PretendShelf
from tools.media.titles import plain_title

Answer = Callable[[Request, str], Response]


class RefusalError(Exception):
    """An answer that is no XML."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.answer = Response(
            f"<html><head><title>{words}</title></head><body><h1>{status} {words}</h1></body></html>",
            status,
            media_type="text/html",
        )


class PretendPlex:
    """The server."""

    def __init__(self, shelf: PretendShelf) -> None:
        self._shelf = shelf
        self._machine = f"machine-{shelf.house.name.casefold()}"
        owner = shelf.house.accounts[0].name
        self._tokens = {each.token: each.name for each in shelf.house.accounts if each.token}
        self._tokens[shelf.house.token] = owner

    def routes(self) -> list[Route]:
        """Its paths, below its own."""
        told: list[tuple[str, Answer, Sequence[str]]] = [
            ("/", self._root, ("GET",)),
            ("/identity", self._root, ("GET",)),
            ("/accounts", self._accounts, ("GET",)),
            ("/clients", self._clients, ("GET",)),
            ("/status/sessions", self._sessions, ("GET",)),
            ("/status/sessions/history/all", self._history, ("GET",)),
            ("/status/sessions/terminate", self._terminate, ("GET",)),
            ("/hubs/search", self._search, ("GET",)),
            ("/hubs/continueWatching/items", self._deck, ("GET",)),
            ("/library", self._library, ("GET",)),
            ("/library/sections", self._library, ("GET",)),
            ("/library/sections/{section}/all", self._all, ("GET",)),
            ("/library/all", self._all, ("GET",)),
            ("/library/recentlyAdded", self._recent, ("GET",)),
            ("/library/onDeck", self._deck, ("GET",)),
            ("/library/metadata/{keys}", self._metadata, ("GET",)),
            ("/library/metadata/{keys}/{below}", self._below, ("GET",)),
            ("/:/scrobble", self._scrobble, ("GET", "PUT")),
            ("/:/unscrobble", self._scrobble, ("GET", "PUT")),
            ("/:/progress", self._progress, ("GET",)),
            ("/playQueues", self._queue, ("POST",)),
            ("/security/token", self._token, ("GET",)),
            ("/player/playback/{command}", self._command, ("GET",)),
        ]
        return [Route(path, self._guarded(give), methods=list(methods)) for path, give, methods in told]

    def _guarded(self, give: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            token = request.headers.get("x-plex-token") or request.query_params.get("X-Plex-Token", "")
            account = self._tokens.get(token)
            try:
                return RefusalError(401, "Unauthorized").answer if account is None else give(request, account)
            except RefusalError as refusal:
                return refusal.answer

        return guarded

    def _root(self, request: Request, account: str) -> Response:
        del request, account
        house = self._shelf.house
        return answer(
            container(
                friendlyName=house.name,
                machineIdentifier=self._machine,
                version=house.version,
                platform="Linux",
                myPlex=1,
                multiuser=1,
                transcoderActiveVideoSessions=sum(
                    each.converting for each in self._shelf.sessions().values()
                ),
            )
        )

    def _accounts(self, request: Request, account: str) -> Response:
        del request, account
        names = [each.name for each in self._shelf.house.accounts]
        nobody = Element("Account", {"id": "0", "key": "/accounts/0", "name": ""})
        made = [
            Element("Account", {"id": str(n), "key": f"/accounts/{n}", "name": name})
            for n, name in enumerate(names, 1)
        ]
        return answer(container([nobody, *made], identifier="com.plexapp.system.accounts"))

    def _clients(self, request: Request, account: str) -> Response:
        del request, account
        listening = [each for each in self._shelf.house.players if each.listens]
        return answer(
            container(
                Element(
                    "Server",
                    {
                        "name": each.name,
                        "host": "192.168.1.40",
                        "address": "192.168.1.40",
                        "port": "32500",
                        "machineIdentifier": machine_of(each.name),
                        "protocol": "plex",
                        "product": each.product,
                        "deviceClass": "stb",
                        "protocolCapabilities": "timeline,playback,navigation,mirror,playqueues",
                    },
                )
                for each in listening
            )
        )

    def _sessions(self, request: Request, account: str) -> Response:
        del request, account
        playing = sorted(self._shelf.sessions().items())
        return answer(container(show_session(self._shelf, player, each) for player, each in playing))

    def _history(self, request: Request, account: str) -> Response:
        asked, names = request.query_params, [each.name for each in self._shelf.house.accounts]
        since, item = float(asked.get("viewedAt>", "0")), asked.get("metadataItemID")
        rows: list[Element] = []
        for who, number, at in reversed(self._shelf.state.watched):
            entry = self._shelf.entries[number]
            if who not in names or at.timestamp() < since:
                continue
            if item not in (None, str(number), str(entry.series)):
                continue
            if asked.get("accountID") not in (None, str(names.index(who) + 1)):
                continue
            row = show(self._shelf, entry, account, whole=False)
            row.attrib.update({"viewedAt": str(int(at.timestamp())), "accountID": str(names.index(who) + 1)})
            rows.append(row)
        rows.sort(key=lambda each: int(each.get("viewedAt", "0")), reverse=True)
        return self._page(request, rows)

    def _terminate(self, request: Request, account: str) -> Response:
        del account
        wanted = request.query_params.get("sessionId", "")
        player = next(
            (name for name, each in self._shelf.sessions().items() if f"session{each.number}" == wanted), None
        )
        if player is None:
            raise RefusalError(404, "Not Found")
        self._shelf.stop(player)
        self._shelf.far.wrote("media", "terminate", {"player": player})
        return answer(container())

    def _search(self, request: Request, account: str) -> Response:
        words, most = request.query_params.get("query", ""), int(request.query_params.get("limit", "3"))
        hubs: list[Element] = []
        for kind in ("film", "series", "episode", "album"):
            found = self._shelf.search(words, {kind})[:most]
            hub = Element("Hub", {"type": TYPES[kind], "title": kind, "size": str(len(found))})
            hub.extend(show(self._shelf, each, account, whole=False) for each in found)
            hubs.append(hub)
        return answer(container(hubs))

    def _library(self, request: Request, account: str) -> Response:
        del request, account
        return answer(
            container(
                Element("Directory", {"key": key, "type": kind, "title": title})
                for key, kind, title in SECTIONS
            )
        )

    def _all(self, request: Request, account: str) -> Response:
        asked = request.query_params
        section = {"1": "1", "2": "2", "3": "9"}.get(str(request.path_params.get("section", "")), "1")
        kind = NUMBERS[asked.get("type", section)]
        found = (
            self._shelf.newest
            if asked.get("sort", "").startswith("addedAt")
            else self._shelf.entries.values()
        )
        part = plain_title(asked.get("title", ""))
        entries = [each for each in found if each.kind == kind and part in plain_title(each.title)]
        if "year" in asked:
            entries = [each for each in entries if str(each.year) == asked["year"]]
        start, size = self._span(request, len(entries))
        whole = asked.get("includeGuids") == "1"
        page = [show(self._shelf, each, account, whole=whole) for each in entries[start : start + size]]
        return answer(container(page, totalSize=len(entries), offset=start))

    def _recent(self, request: Request, account: str) -> Response:
        kinds = ("film", "season", "album")
        entries = [each for each in self._shelf.newest if each.kind in kinds]
        return self._page(request, [show(self._shelf, each, account, whole=False) for each in entries])

    def _deck(self, request: Request, account: str) -> Response:
        deck = [show(self._shelf, each, account, whole=False) for each in self._shelf.deck(account)]
        return self._page(request, deck)

    def _metadata(self, request: Request, account: str) -> Response:
        found = [self._find(key) for key in str(request.path_params["keys"]).split(",")]
        return answer(container(show(self._shelf, each, account) for each in found))

    def _below(self, request: Request, account: str) -> Response:
        entry = self._find(str(request.path_params["keys"]))
        leaves = request.path_params["below"] == "allLeaves" or entry.kind == "season"
        found = self._shelf.episodes(entry) if leaves else self._shelf.seasons(entry)
        return answer(container(show(self._shelf, each, account, whole=False) for each in found))

    def _scrobble(self, request: Request, account: str) -> Response:
        entry = self._find(request.query_params.get("key", ""))
        self._shelf.mark(account, entry, watched=not request.url.path.endswith("unscrobble"))
        return Response(b"", 200)

    def _progress(self, request: Request, account: str) -> Response:
        entry = self._find(request.query_params.get("key", ""))
        self._shelf.place(account, entry, int(request.query_params["time"]) // 1000)
        return Response(b"", 200)

    def _queue(self, request: Request, account: str) -> Response:
        del account
        self._find(request.query_params["uri"].rsplit("/", 1)[-1])
        return answer(container(playQueueID="77", playQueueVersion="1"))

    def _token(self, request: Request, account: str) -> Response:
        del request
        return answer(container(token=f"transient:{account}"))

    def _command(self, request: Request, account: str) -> Response:
        asked, shelf = request.query_params, self._shelf
        wanted = request.headers.get("x-plex-target-client-identifier", "")
        player = next((name for name in shelf.players if machine_of(name) == wanted), None)
        if player is None or not shelf.players[player].listens:
            raise RefusalError(404, "Not Found")
        command = str(request.path_params["command"])
        if command == "playMedia":
            who = asked.get("token", "").removeprefix("transient:") or account
            shelf.start(player, self._find(asked["key"].rsplit("/", 1)[-1]), who, int(asked["offset"]) / 1000)
        elif player in shelf.sessions():
            match command:
                case "pause" | "play":
                    shelf.move(player, paused=command == "pause")
                case "seekTo":
                    shelf.move(player, int(asked["offset"]) / 1000)
                case "stop":
                    shelf.stop(player)
                case _:
                    raise RefusalError(404, "Not Found")
        shelf.far.wrote("media", command, {"player": player, "key": asked.get("key", "")})
        # An Android player answers so, which is no XML.
        return (
            Response("OK", 200)
            if shelf.players[player].product == "Plex for Android (TV)"
            else answer(container())
        )

    def _find(self, key: str) -> Entry:
        entry = self._shelf.entries.get(int(key)) if key.isdecimal() else None
        if entry is None:
            raise RefusalError(404, "Not Found")
        return entry

    def _span(self, request: Request, total: int) -> tuple[int, int]:
        told = {**request.headers, **request.query_params}
        start = int(told.get("X-Plex-Container-Start", told.get("x-plex-container-start", "0")))
        size = int(told.get("X-Plex-Container-Size", told.get("x-plex-container-size", str(total))))
        return start, size

    def _page(self, request: Request, rows: Sequence[Element]) -> Response:
        start, size = self._span(request, len(rows))
        return answer(container(rows[start : start + size], totalSize=len(rows), offset=start))
