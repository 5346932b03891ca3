"""Clock, numbers, hints, refusals: what every room stands on.

It is not a home for domain nouns; a customer or a case is never named here.
Invariant: nothing in the kernel imports a room.
"""
