"""The rota: who is on duty, when, by which phone, and what colleagues take over from each other."""
