"""The caller's story, one file per sentence.

be_there, arrive, recognise, route, answer, open_case, join, ask, own, promise, close, follow, show, wrap_up;
beside it on_duty, call_in, keep_sound, review, come_back.
Each function is one sentence: it opens its transaction, lets rooms act, and returns what the switch must do.
"""
