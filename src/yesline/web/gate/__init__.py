"""The gate: signing in and out, and, in the example, being anybody of its people."""
