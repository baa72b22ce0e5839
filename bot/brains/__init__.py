"""Who thinks: a chain of model providers from the settings that always ends in the offline brain.

A request goes down the chain until someone answers; what failed is remembered by a breaker, so that a dead provider
costs nothing on the next message. Each provider has its own deadline, the SDKs never retry (the next provider is the
retry), and money is capped per day. Vendors' SDKs are imported when first used, never at start-up.
"""
