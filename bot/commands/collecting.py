"""When Python looks for garbage: not while the house opens, and never again in what was made by then."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Generator[None]:
    """Make what stays for good: inside, Python does not look for garbage, and afterwards leaves what is there alone.

    Opening a house makes 200,000 objects that stay. Searching them over and over takes an eighth of a start, and later a
    quarter of a second in the middle of an answer.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
