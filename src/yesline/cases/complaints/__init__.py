"""Formal complaints: a number of their own, a written answer, and what is owed for the time without service."""
