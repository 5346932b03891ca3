"""The worker: claims rows that are due, in batches, and does one thing for each.

It is not a job queue: what is due is a row of its room. Invariant: killed at any point, another worker goes on.
"""
