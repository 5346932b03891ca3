class CannotMeasure(Exception):
    """The measurement can't be made here; the message says why."""
