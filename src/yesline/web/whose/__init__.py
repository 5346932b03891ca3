"""Whose trouble is it: beside a call by the common number, the organisations it may belong to."""
