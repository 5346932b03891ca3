"""What a view says when a thing is not there for this person."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import Http404, HttpResponseBase

from yesline.kernel.errors import NotYours
from yesline.web.requests import AgentRequest

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


def found_or_404(view: Callable[Concatenate[AgentRequest, P], R]) -> Callable[Concatenate[AgentRequest, P], R]:
    """Somebody else's things answer as things that don't exist: 404, never 403."""

    @wraps(view)
    def guarded(request: AgentRequest, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return view(request, *args, **kwargs)
        except NotYours as refusal:
            raise Http404 from refusal

    return guarded
