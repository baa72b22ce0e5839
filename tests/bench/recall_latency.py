"""How long a look into 10,000 and 100,000 memories takes, and what they cost in memory (RSS).

Texts and vectors are invented: embedding as many sentences would take an hour. The questions are real, each new, so that
embedding it is part of the time. Each size runs in a process of its own.
"""

import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import psutil

from memory import remembered
from memory.clock import Clock
from memory.db import Store
from memory.embed import Embedder, pack
from memory.migrate import migrate
from memory.owners import HOUSEHOLD, owner_of
from memory.recall import Recall
from memory.remembered import Kind, Memory, Source
from tests.bench.figures import Figure, percentile

SIZES = (10_000, 100_000)
QUESTIONS = 60
_ROOT = Path(__file__).parents[2]
_ANNA = owner_of("anna")
_SOURCE = Source("anna", "bench:recall")
_WORDS = 8


def measure() -> list[Figure]:
    """Both sizes."""
    figures: list[Figure] = []
    for size in SIZES:
        command = [sys.executable, "-m", "tests.bench.recall_latency", str(size)]
        ran = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
        found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
        goal = "p50 < 50 ms" if size == SIZES[0] else ""
        times = {key: found[key] for key in ("p50", "p95", "p50_cpu", "p50_embedding")}
        figures.append(Figure(f"recall_time_{size}", QUESTIONS, times, "ms", goal))
        figures.append(
            Figure(f"recall_load_{size}", 1, {"seconds": found["fill_s"], "reopen_s": found["open_s"]}, "s")
        )
        figures.append(
            Figure(f"recall_rss_{size}", 1, {"rss": found["rss"], "empty": found["rss_empty"]}, "MB")
        )
    return figures


async def _fill(store: Store, size: int) -> None:
    """Half for Anna, half for the household, in words that are as common as in real speech (Zipf)."""
    chance, vectors = random.Random(size), np.random.default_rng(size)
    known = [
        f"{a}{b}" for a in ("ba", "ko", "li", "mu", "ne", "ra", "so", "ti") for b in map(str, range(500))
    ]
    weights = [1 / (rank + 1) for rank in range(len(known))]
    embedder, now = Embedder().id, datetime.now(UTC)
    for start in range(0, size, 1000):
        made = vectors.normal(size=(1000, 384)).astype(np.float32)
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        async with store.fenced() as session:
            for row, vector in enumerate(made, start=start):
                owner = _ANNA if row % 2 else HOUSEHOLD
                text = " ".join(chance.choices(known, weights, k=_WORDS))
                memory = Memory(f"{row:016x}", owner, text, Kind.FACT, _SOURCE, now, now)
                await remembered.add(session, memory, embedder, pack(vector))


async def _measure(size: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(None, Path(folder))
        await migrate(store)
        await _fill(store, size)
        filled, _ = await _opened(store, folder)
        empty = psutil.Process().memory_info().rss / 1e6
        opened, recall = await _opened(store, folder, keep=True)
        assert recall is not None
        times: list[float] = []
        cpu: list[float] = []
        for n in range(QUESTIONS):
            began, used = time.perf_counter(), time.process_time()
            await recall.recall(
                [_ANNA, HOUSEHOLD], f"what did I say about ko{n} and the ba{n} in the kitchen?"
            )
            times.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - used) * 1000)
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        embedder = Embedder()
        embedding = [
            _timed(embedder, f"what did I say about ti{n} and the ne{n} in the hall?") for n in range(20)
        ]
        await recall.close()
        await store.close()
    return {
        "p50": round(percentile(times, 0.5), 1),
        "p95": round(percentile(times, 0.95), 1),
        "p50_cpu": round(percentile(cpu, 0.5), 1),
        "p50_embedding": round(percentile(embedding, 0.5), 1),
        "fill_s": round(filled, 1),
        "open_s": round(opened, 1),
        "rss": round(rss),
        "rss_empty": round(empty),
    }


async def _opened(store: Store, folder: str, *, keep: bool = False) -> tuple[float, Recall | None]:
    recall = Recall(store, Clock(ZoneInfo("Europe/London")), Path(folder) / "memory")
    began = time.perf_counter()
    await recall.ready()
    took = time.perf_counter() - began
    if keep:
        return took, recall
    await recall.close()
    return took, None


def _timed(embedder: Embedder, text: str) -> float:
    began = time.perf_counter()
    embedder.query(text)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_measure(int(sys.argv[1])))))
