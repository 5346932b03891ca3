"""Yesline: a person answers at once, knows who you are, and owns your trouble until you say it is over."""
