"""The error of a house that has left in the middle of a conversation."""

from memory.errors import Unavailable


class HouseGone(Unavailable):
    """The process that held the house has ended; whoever talked to it may open the house by itself."""
