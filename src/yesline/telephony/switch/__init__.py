"""The switch: our verbs and facts on one side, Asterisk's interface on the other.

It keeps only what can be asked for again: after a restart everything here is read anew from Asterisk.
"""
