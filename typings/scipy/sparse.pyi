"""The one matrix that learning uses."""

from typing import Any

from numpy.typing import NDArray

class csr_matrix:
    shape: tuple[int, int]
    def __init__(self, parts: tuple[NDArray[Any], NDArray[Any], NDArray[Any]], *, shape: tuple[int, int]) -> None: ...
    def __getitem__(self, rows: list[int]) -> csr_matrix: ...
