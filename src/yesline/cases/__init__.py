"""The work for one customer on one matter: who owns it, since when, due when; and the drafts of writing it down.

It is not the conversation (contacts) nor the single promise (promises).
Invariant: an open case has an owner who is a person and a time by which it is due.
"""
