"""Who is next for whom, and the offers that follow.

It is not the ringing itself (telephony) and knows no screen.
Invariant: an agent has at most one living offer, and so has a contact.
"""
