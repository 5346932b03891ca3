"""Every contact on every channel, from first ring to last word: the ledger and its machine, and the facts.

It is not the work that may follow (cases) nor the choice of who answers (routing).
Invariant: a contact is waiting, offered, talking, with the rescue plan, or ended with an outcome; always just one.
"""
