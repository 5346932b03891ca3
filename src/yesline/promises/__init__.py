"""What we owe, to whom, by when, and who keeps it.

It is not the case the promise belongs to.
Invariant: every promise has a time and a keeper; one that is no longer due says how it ended.
"""
