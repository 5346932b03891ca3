"""Organisations, the pool they answer in, their numbers, trunks, topics and terms.

It is not about people who call or answer.
Invariant: a dialled number belongs to exactly one organisation.
"""
