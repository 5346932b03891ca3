"""An organisation's colour and logo, as files: the policy of our pages allows no style within them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from yesline.flows import visit


@require_safe
@cache_control(public=True, max_age=300)
def colour(request: HttpRequest, slug: str) -> HttpResponse:
    """One line under the organisation's name. Words never stand on it, so that any colour can be read past."""
    shown = visit.page(slug=slug, at=request.at)  # type: ignore[attr-defined]
    if shown is None:
        raise Http404
    rule = f".house {{ border-block-end: 3px solid {shown.page.colour}; }}\n" if shown.page.colour else ""
    return HttpResponse(rule, content_type="text/css")


@require_safe
@cache_control(public=True, max_age=300)
def logo(_request: HttpRequest, slug: str) -> HttpResponse:
    content = visit.logo(slug=slug)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/png")
