"""How often one address may do something that costs us: counted in the process, by windows of a minute."""

from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest


def too_often(request: HttpRequest, what: str, *, per_minute: int, at: datetime) -> bool:
    """Count this attempt; True when the visitor's address has used up its minute."""
    window = int(at.timestamp() // 60)
    key = f"limit:{what}:{request.META.get('REMOTE_ADDR', '')}:{window}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > per_minute
