"""Somebody is away for a while, and somebody else stands in for them."""
