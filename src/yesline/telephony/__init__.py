"""The telephone: what the switch reports is handed to flows as facts, what flows wish is done at the switch.

It decides nothing and knows no table. Any number of calls run at once; the facts of one call are handled in order.
"""
