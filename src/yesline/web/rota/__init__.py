"""Duty as its people see it: when, by which phone, and who may take it over."""
