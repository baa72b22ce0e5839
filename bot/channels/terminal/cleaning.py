"""Text made safe for a terminal: outsiders' words must never move the cursor or change what stands there.

Nor may they hide what stands behind them: an open sequence loses its control characters only, and what an escape
character without a full sequence would take with it stays.
"""

import re

_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])"  # OSC, DCS and their kin: titles, links, clipboard ...
    r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]*(?:\x07|\x1b\\|\x9c)"  # ... with their end in the same line
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """`text` without closed control sequences, control characters and changes of writing direction.

    Tabs become spaces.
    """
    text = text.replace("\r\n", "\n").expandtabs(4)
    return _CONTROLS.sub("", _SEQUENCES.sub("", text))
