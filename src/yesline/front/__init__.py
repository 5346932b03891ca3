"""The one door: one port, one origin. Pages (Django), files, hints (/live) and the phones' line to the switch (/sip).

It is not where pages are made, and it decides nothing about calls.
Invariant: whatever is subscribed or relayed belongs to the session that asked, and is checked again while it lasts.
"""
