"""What the box answers while somebody types."""

import re
from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from yesline.customers import queries as customers
from yesline.customers.models import Customer
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
    fold = customers.folded(sorted(set(_words(answer))))
    people = [_person(one, answer, fold) for one in answer.people]
    places = [(one, marked(one.address, answer, fold)) for one in answer.places]
    context = {"found": answer, "people": people, "places": places, "text": text.strip()}
    return render(request, "box/found.html", {**context, "desk": request.GET.get("on") == "desk"})


def _words(answer: Found) -> Iterator[str]:
    texts = [one.full_name for one in answer.people] + [one.address for one in answer.places]
    texts += answer.where.values()
    for text in texts:
        yield from _PARTS.findall(text.lower())


def _person(one: Customer, answer: Found, fold: dict[str, str]) -> dict[str, object]:
    """A row: name, where, and the number that was found (or the end of the contract's), nothing more."""
    phones = [ending(number.e164, answer.numbers) for number in one.numbers.all()]
    accounts = [ending(contract.number, answer.numbers) for contract in one.contracts.all()]
    return {
        "customer": one,
        "name": marked(one.full_name, answer, fold),
        "where": marked(answer.where.get(one.pk, ""), answer, fold),
        "phone": next((shown for shown, hit in phones if hit), ""),
        "contract": next((shown for shown, hit in accounts if hit), accounts[0][0] if accounts else ""),
    }


def ending(number: str, sought: tuple[str, ...]) -> tuple[str, bool]:
    """The last digits of a number, and whether it is one that was looked for: the box proves nothing to a caller."""
    digits = re.sub(r"\D", "", number)
    return f"\u2026{digits[-SHOWN:]}", any(one in digits for one in sought)


def marked(text: str, answer: Found, fold: dict[str, str]) -> SafeString:
    """The text with the words that were found marked, however they were spelt in the question."""
    parts = ((word, _is_meant(fold.get(word.lower(), ""), answer.marks)) for word in _PARTS.findall(text))
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", word) if hit else word,) for word, hit in parts))


def _is_meant(folded: str, marks: tuple[str, ...]) -> bool:
    return any(folded == mark or (len(mark) > 1 and folded.startswith(mark)) for mark in marks) if folded else False
