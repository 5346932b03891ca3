"""Links that make somebody an agent of an organisation, once."""
