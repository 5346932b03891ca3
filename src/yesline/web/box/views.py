"""What the box answers while somebody types."""

import re

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from yesline.customers import queries as customers
from yesline.customers.queries import Row
from yesline.flows import find
from yesline.flows.find import Found
from yesline.web.requests import AgentRequest

SHOWN = 4  # digits of a number that was not asked for
_PARTS = re.compile(r"[^\W_]+|[\W_]+")


@require_safe
def found(request: AgentRequest) -> HttpResponse:
    """The rows for the list; `q` is what was typed so far, `on` names the page (the desk keeps its telephone)."""
    text = request.GET.get("q", "")
    language = translation.get_language() or ""
    answer = find.anything(seat=request.seat, text=text, language=language, at=request.at)
    marks = _Marks(answer)
    people = [_person(one, answer, marks) for one in answer.rows]
    places = [(one, marks.on(one.address)) for one in answer.places]
    context = {"found": answer, "people": people, "places": places, "text": text.strip()}
    return render(request, "box/found.html", {**context, "desk": request.GET.get("on") == "desk"})


def _person(one: Row, answer: Found, marks: "_Marks") -> dict[str, object]:
    """A row: name, where, and the number that was found (or the end of the contract's), nothing more."""
    phones = [ending(number, answer.numbers) for number in one.phones]
    accounts = [ending(number, answer.numbers) for number in one.contracts]
    return {
        "customer": one.customer,
        "name": marks.on(one.customer.full_name),
        "where": marks.on(one.place),
        "phone": next((shown for shown, hit in phones if hit), ""),
        "contract": next((shown for shown, hit in accounts if hit), accounts[0][0] if accounts else ""),
    }


def ending(number: str, sought: tuple[str, ...]) -> tuple[str, bool]:
    """The last digits of a number, and whether it is one that was looked for: the box proves nothing to a caller."""
    digits = re.sub(r"\D", "", number)
    return f"\u2026{digits[-SHOWN:]}", any(one in digits for one in sought)


class _Marks:
    """Marks the words that were found, however they were spelt in the question. One round trip for all of them."""

    def __init__(self, answer: Found) -> None:
        texts = [part for one in answer.rows for part in (one.customer.full_name, one.place)]
        texts += [one.address for one in answer.places]
        shown = {word for text in texts for word in _PARTS.findall(text.lower())}
        asked = {either for word in answer.words for either in word.split("|")}
        self._fold = customers.folded(sorted(shown | asked)) if shown else {}
        self._meant = {self._fold.get(word, "") for word in asked} - {""}

    def on(self, text: str) -> SafeString:
        parts = ((word, self._is_meant(self._fold.get(word.lower(), ""))) for word in _PARTS.findall(text))
        marked = ((format_html("<mark>{}</mark>", word) if hit else word,) for word, hit in parts)
        return format_html_join("", "{}", marked)

    def _is_meant(self, folded: str) -> bool:
        return bool(folded) and any(folded == one or (len(one) > 1 and folded.startswith(one)) for one in self._meant)
