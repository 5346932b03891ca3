"""A case on the agent's desk: its file, and all that can be done to it."""
