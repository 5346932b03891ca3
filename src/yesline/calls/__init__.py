"""The telephone side of a contact: legs, commands to the switch, recordings and who listened.

It is not the conversation's meaning (contacts, cases) and does not know Asterisk's protocol (telephony).
Invariant: a contact has at most one living caller's leg; nothing is shown as done until the switch said so.
"""
