"""The people we serve: names, numbers, places, contracts, services.

It is not the record of talking to them (contacts) nor of what we do for them (cases).
Invariant: every row belongs to one organisation; a calling number selects, it proves nothing.
"""
