"""The caller's story, one file per sentence: be_there, arrive, recognise, route, answer, open_case, promise, wrap_up, review.

Each function is one sentence: it opens its transaction, lets rooms act, and returns what the switch must do.
"""
