"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Who acts and when (set by the agent's door), whether this is the example, and the languages."""
    return {
        "at": getattr(request, "at", None),
        "seat": getattr(request, "seat", None),
        "example": settings.EXAMPLE,
        "languages": settings.LANGUAGES,
    }
