"""The agent's desk: my day, a call that rings, a conversation, the notes after it, a customer's card."""
