"""What everybody may see without signing in: the organisation's front page and how to reach it."""
