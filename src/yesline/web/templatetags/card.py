"""Personal fields as they may be shown: `{% load card %}`."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils import dateformat
from django.utils.translation import gettext as _

from yesline.customers import rules
from yesline.customers.enums import Assurance, Personal
from yesline.flows.recognise import Card
from yesline.kernel import phone_numbers

register = template.Library()
PHONE_ENDING = 2  # digits shown of a masked telephone


@dataclass(frozen=True)
class Row:
    """One personal field: its name, what is shown of it, and whether that is all."""

    name: str
    value: str
    more: str = ""
    is_open: bool = True


@register.simple_tag
def personal(card: Card) -> list[Row]:
    """The personal fields of a card, each open or masked by the level that was reached."""
    rows: list[Row] = []
    sure = card.assured
    for contract in card.contracts:
        whole = sure.opens(Personal.CONTRACT)
        rows.append(Row(_("Contract"), contract.number if whole else rules.masked(contract.number), is_open=whole))
        if contract.address:
            rows.append(_address(contract.address, contract.address_details, sure))
    own = card.contact.customer_number if card.contact else ""  # stands beside it as "calls from it"
    for number in card.numbers:
        if number != own:
            whole, spoken = sure.opens(Personal.PHONE), phone_numbers.spoken(number)
            rows.append(Row(_("Phone"), spoken if whole else rules.masked(spoken, shown=PHONE_ENDING), is_open=whole))
    if card.customer and card.customer.born_on:
        whole = sure.opens(Personal.BORN)
        rows.append(
            Row(_("Born"), dateformat.format(card.customer.born_on, "j E Y") if whole else "••.••.••••", is_open=whole)
        )
    return rows


def _address(address: str, details: str, sure: rules.Assured) -> Row:
    if sure.opens(Personal.ADDRESS):
        return Row(_("Address"), address, details)
    shown = rules.house_of(address) if sure.opens(Personal.HOUSE) else "•••"
    return Row(_("Address"), shown, is_open=shown == address and not details)


@register.simple_tag
def opened(card: Card) -> list[tuple[str, bool, str]]:
    """What is asked for, whether it is open, and what opens it."""
    needs = {
        Assurance.NUMBER: _("the number is enough"),
        Assurance.SAID: _("contract or birthday"),
        Assurance.PAGE: _("signed in on the page"),
    }
    found = [(_("A fault, a question"), True, _("nothing is needed"))]
    found.append((_("Balance, house"), card.assured.opens(Personal.BALANCE), needs[rules.OPENS_AT[Personal.BALANCE]]))
    found.append((_("Flat, contract, phones"), card.assured.opens(Personal.CONTRACT), needs[Assurance.SAID]))
    return found


@register.filter
def opens(card: Card, field: str) -> bool:
    """`card|opens:"balance"`."""
    return card.assured.opens(field)


@register.filter
def level(card: Card) -> str:
    return str(Assurance(card.assured.level).label)


@register.filter
def stale(read_at: datetime, at: datetime) -> bool:
    return rules.is_stale(read_at, at=at)


@register.filter
def last_spoke(card: Card) -> list[object]:
    """The newest conversation with a person, if there was one: who, when."""
    spoken = [one for one in card.history if one.agent is not None and one.answered_at is not None]
    return [spoken[0].agent, spoken[0].answered_at] if spoken else []


@register.filter
def ending(number: str) -> str:
    """A number of which only the end is shown, enough to tell two cards apart."""
    return rules.masked(number, shown=PHONE_ENDING)


@register.filter
def house(address: str) -> str:
    return rules.house_of(address)
