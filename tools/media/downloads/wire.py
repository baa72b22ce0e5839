"""One request to a program that downloads, with its own time limit and plain errors."""

from collections.abc import Mapping

import httpx2

from memory.errors import Unavailable

ANSWER_SECONDS = 8.0


async def send(
    http: httpx2.AsyncClient,
    name: str,
    url: str,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx2.Response:
    """POST a form, or GET where there is none; the answer with whatever status below 429.

    Raises:
        Unavailable: No answer in time, or one that says that the program is busy or broken.
    """
    import asyncio

    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await http.request(
                "GET" if form is None else "POST",
                url,
                data=dict(form) if form is not None else None,
                headers=dict(headers or {}),
                timeout=ANSWER_SECONDS,
            )
    except (httpx2.HTTPError, TimeoutError) as error:
        raise Unavailable(f"{name} does not answer; look whether it runs, then try again.") from error
    if answer.status_code == 429:
        raise Unavailable(f"{name} is asked too much just now; try again in a minute.")
    if answer.status_code >= 500:
        raise Unavailable(f"{name} failed at that; try again in a minute, or restart it.")
    return answer


def nonsense(name: str) -> Unavailable:
    """What is raised when an answer can't be read."""
    return Unavailable(
        f"{name} answered something unreadable; check its address in the settings, then try again."
    )
