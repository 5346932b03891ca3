"""The same rules under a virtual clock: what would become of a day of calls.

It decides nothing itself: who answers whom is `routing.rules`, what those who wait are told is `routing.estimate`.
"""
