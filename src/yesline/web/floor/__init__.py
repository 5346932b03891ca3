"""The floor, for those who lead: the line and why it waits, the people, the day; every number opens its rows."""
