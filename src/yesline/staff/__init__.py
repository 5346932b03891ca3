"""Agents, what they may see and speak, their state, their phones, and who is on duty.

It is not who gets which caller (routing).
Invariant: only an agent who is available and whose phone the server has proved reachable can be offered a contact.
"""
