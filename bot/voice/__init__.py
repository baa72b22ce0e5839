"""Voice notes: what somebody said into a phone, as text (DESIGN §5, "voice → text → turn").

`Ears.hear` takes one recording and gives what was said, or the kind sentence that says why it could not be heard. The
recognition itself runs in a process of its own (`python -m bot.voice.worker`): it reads what came from outside with a big
library, it takes every core that it is given, and it may be ended at any time without a loss. It sees neither the
settings nor the store nor a secret.

A channel asks `too_much` before it fetches a recording; one that it does not fetch it hands on as `not_fetched`.
"""
