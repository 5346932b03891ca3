"""People on duty are rung beside those at work: for callers nobody cares for, and by agents who ask for them."""
