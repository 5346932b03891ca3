"""Photos and documents that belong to a case: what may come, what has come."""
