"""The three errors of HomeOps, sorted by who can mend them.

Each carries one clear sentence that ends in the remedy; it is shown to people as it stands.
"""


class HomeOpsError(Exception):
    """Something that a person is told in one sentence."""

    @property
    def sentence(self) -> str:
        """What happened and what to do, as shown to a person."""
        return str(self)


class Mistake(HomeOpsError):  # noqa: N818 - named for the person who mends it, as in DESIGN
    """What was asked can't be done as asked; the person who asks can mend it by asking otherwise."""


class Unavailable(HomeOpsError):  # noqa: N818
    """A server or device does not answer or does not do as told; it may mend itself, trying later can help."""


class Misconfigured(HomeOpsError):  # noqa: N818
    """A setting, a secret or an installation is wrong; the owner can mend it."""
