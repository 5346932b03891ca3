"""Who did what to which, when and why: append-only.

It is not the switch's facts (see contacts) and not a text log.
Invariant: an entry is never changed or removed, and nothing in it points at a row that could vanish.
"""
