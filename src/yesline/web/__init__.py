"""HTML for people: the desk (agents), the page (everybody), the gate (signing in), and the parts they share.

It is not where anything is decided: a view reads the clock, makes one call into flows and shows the answer.
Invariant: everything under /desk/ runs in one transaction that sees only the signed-in person's organisations.
"""
