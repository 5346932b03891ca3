"""Why something could not be started."""


class CannotStart(Exception):
    """A part can't start. The message is for the person at the terminal: what is wrong, and the mend."""
