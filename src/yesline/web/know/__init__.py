"""A fact beside the call: read in a panel of the desk, or as a page of its own from elsewhere."""
