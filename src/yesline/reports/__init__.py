"""What a day looks like from above: who waits and why, how fast people answered, what is owed; computed from facts.

It is not a record of its own: every figure is a query over rows that anybody who may see the figure can open.
Invariant: a report writes nothing, and counts only the organisations it was asked for.
"""
