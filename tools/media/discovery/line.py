"""One GET of a server of titles, with its bad days sorted by who can mend them."""

import asyncio
from collections.abc import Mapping

import httpx2

from memory.errors import Misconfigured, Unavailable

ANSWER_SECONDS = 8.0
MOST_BYTES = 8_000_000


class RefusedError(Exception):
    """The server does not take the key or the session (401)."""


class UnknownError(Exception):
    """The server knows no such thing (404)."""


async def send(
    http: httpx2.AsyncClient,
    name: str,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    json: Mapping[str, str] | None = None,
) -> bytes:
    """Ask a server called `name`; a POST where there is `json`.

    Raises:
        RefusedError, UnknownError: See there.
        Unavailable: No answer within 8 s, too many questions, an error of its own, or far too long an answer.
    """
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await http.request(
                "GET" if json is None else "POST",
                url,
                params=dict(params or {}),
                headers={"Accept": "application/json", **(headers or {})},
                json=None if json is None else dict(json),
                follow_redirects=False,
            )
    except (TimeoutError, httpx2.TimeoutException) as error:
        raise Unavailable(f"{name} does not answer; try again in a minute.") from error
    except httpx2.HTTPError as error:
        raise Unavailable(
            f"{name} can't be reached; check the internet connection and try again in a minute."
        ) from error
    match answer.status_code:
        case 200:
            pass
        case 401:
            raise RefusedError
        case 404:
            raise UnknownError
        case 429:
            raise Unavailable(f"{name} was asked too often; try again in a minute.")
        case status if 300 <= status < 400:
            raise Misconfigured(f"{name} has moved elsewhere; check its address in the settings.")
        case _:
            raise Unavailable(f"{name} failed at that; try again in a minute.")
    if len(answer.content) > MOST_BYTES:
        raise Unavailable(f"{name} answered far too much; try again later.")
    return answer.content
