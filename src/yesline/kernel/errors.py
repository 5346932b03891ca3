"""Refusals: sentences a person can read, with what to do instead."""


class Refusal(Exception):
    """Something was asked that can't be done; the message says why, in the reader's language."""


class NotNow(Refusal):
    """Allowed to this person, but not in the present state of things."""


class NotYours(Refusal):
    """Not allowed to this person. Says nothing about whether the thing exists."""
