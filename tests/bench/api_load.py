"""`python -m tests.bench.api_load WHAT PORT TOKEN`: a program that uses the API hard, in a process of its own; prints JSON."""

import asyncio
import json
import sys
import time
from itertools import count

import httpx2
from websockets.asyncio.client import ClientConnection, connect

CONNECTIONS, SECONDS, WARM_UP = 16, 8.0, 0.5
SOCKETS, MESSAGES = 100, 20


async def ask_status(port: int, token: str) -> dict[str, object]:
    """As many GET /v1/status as go, over connections that stay open; how long each took, in milliseconds."""
    request = (
        f"GET /v1/status HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {token}\r\n\r\n"
    ).encode()
    took: list[float] = []
    until = time.perf_counter() + SECONDS

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (began := time.perf_counter()) < until:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
            if began > until - SECONDS + WARM_UP:
                took.append((time.perf_counter() - began) * 1000)
        writer.close()

    await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return {"took": took, "seconds": SECONDS - WARM_UP}


async def listen_to_events(port: int, token: str) -> dict[str, object]:
    """A hundred WebSockets that all hear the answers to messages; how long after the message each heard, in milliseconds."""
    shows = {"authorization": f"Bearer {token}"}
    began = time.perf_counter()
    opening = [
        connect(f"ws://127.0.0.1:{port}/v1/events", additional_headers=shows, proxy=None)
        for _ in range(SOCKETS)
    ]
    sockets = list(await asyncio.gather(*opening))
    opened = time.perf_counter() - began
    first, last = list[float](), list[float]()
    numbers = count()
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as http:
        for _ in range(MESSAGES + 1):
            said = time.perf_counter()
            headers = {**shows, "idempotency-key": f"bench-{next(numbers)}"}
            posting = http.post("/v1/messages", json={"text": "thanks"}, headers=headers)
            heard = await asyncio.gather(posting, *map(_next_message, sockets))
            at = sorted(each for each in heard if isinstance(each, float))
            first.append((at[0] - said) * 1000)
            last.append((at[-1] - said) * 1000)
    await asyncio.gather(*(each.close() for each in sockets))
    warm = slice(1, None)  # the first message of all wakes the brain
    return {"opened_seconds": opened, "first": first[warm], "last": last[warm]}


async def _next_message(socket: ClientConnection) -> float:
    while json.loads(await socket.recv())["type"] != "message":
        pass
    return time.perf_counter()


if __name__ == "__main__":
    load = {"status": ask_status, "sockets": listen_to_events}[sys.argv[1]]
    print(json.dumps(asyncio.run(load(int(sys.argv[2]), sys.argv[3]))))
