from collections.abc import Awaitable, Callable
from datetime import datetime

class AsyncIOScheduler:
    def __init__(self) -> None: ...
    def add_job(
        self,
        func: Callable[[], Awaitable[None]],
        trigger: str,
        *,
        seconds: float,
        max_instances: int,
        coalesce: bool,
        id: str,
        next_run_time: datetime,
    ) -> object: ...
    def start(self) -> None: ...
    def shutdown(self, wait: bool = ...) -> None: ...
