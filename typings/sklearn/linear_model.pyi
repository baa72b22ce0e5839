"""The classifier that learning uses."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

class LogisticRegression:
    coef_: NDArray[np.float64]
    intercept_: NDArray[np.float64]
    def __init__(self, *, C: float = 1.0, max_iter: int = 100, tol: float = 1e-4) -> None: ...
    def fit(
        self, X: csr_matrix, y: NDArray[np.int64], sample_weight: NDArray[np.float64] | None = None
    ) -> LogisticRegression: ...
