"""Why something could not be started."""


class CannotStart(Exception):  # noqa: N818  it reads as what happened
    """A part can't start. The message is for the person at the terminal: what is wrong, and the mend."""
