"""The playground: what a newcomer to the example finds. Never outside the example."""
