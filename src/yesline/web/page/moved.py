"""A page whose organisation has another short name by now is found at its new address."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from yesline.flows import stand_beside

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]


def followed(view: View[P]) -> Callable[..., HttpResponseBase]:
    """The view; or the way to the same page of the organisation that once had this name, with whatever was sent."""

    @wraps(view)
    def at_its_address(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, slug, *args, **kwargs)
        except Http404:
            now = stand_beside.moved(slug=slug)
            if now is None or request.resolver_match is None:
                raise
            address = reverse(request.resolver_match.view_name, kwargs={**request.resolver_match.kwargs, "slug": now})
            return redirect(address, preserve_request=True)

    return at_its_address
