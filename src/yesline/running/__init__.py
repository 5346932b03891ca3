"""Brings the parts up, keeps them up, takes them down again, and says in words what is wrong with them.

It is not a way in: nothing of the story passes here, and no part imports it.
Invariant: what it started it stops, even when it is killed itself.
"""
