"""What belongs together: cases that are part of another, and those that are probably about the same."""

from yesline.cases import rules
from yesline.cases.enums import CaseState
from yesline.cases.models import Case
from yesline.kernel import sql

_PARTS = """
    parts (id) AS (
        SELECT id FROM cases_case WHERE merged_into_id = %(case)s AND state = 'merged'
        UNION SELECT one.id FROM cases_case AS one JOIN parts ON one.merged_into_id = parts.id
        WHERE one.state = 'merged'
    )
"""
PARTS = f"WITH RECURSIVE {_PARTS} SELECT id FROM parts"  # noqa: S608  nothing but our own words
_AROUND = f"""
    WITH RECURSIVE {_PARTS}, first_call (number) AS (
        SELECT contact.customer_number FROM cases_casecontact AS about
        JOIN contacts_contact AS contact ON contact.id = about.contact_id
        WHERE about.case_id = %(case)s ORDER BY contact.arrived_at LIMIT 1
    )
    SELECT id, '' AS number FROM parts
    UNION SELECT id, '' FROM cases_case
        WHERE customer_id = %(customer)s AND organisation_id = %(organisation)s AND state = 'open' AND id <> %(case)s
    UNION SELECT one.id, first_call.number FROM first_call
        JOIN contacts_contact AS contact ON contact.customer_number = first_call.number
        JOIN cases_casecontact AS about ON about.contact_id = contact.id
        JOIN cases_case AS one ON one.id = about.case_id
        WHERE contact.customer_number <> '' AND one.customer_id IS NULL AND one.state = 'open'
        AND one.organisation_id = %(organisation)s AND one.id <> %(case)s
"""  # noqa: S608  as above


def reported_before(case: Case) -> Case | None:
    """The open case of which this one is probably a second report."""
    return around(case)[1]


def around(case: Case) -> tuple[list[Case], Case | None]:
    """What is part of a case, theirs included, and the open one of which it is probably a second report.

    Who is not known by name is known by the number somebody called from about it first.
    """
    found = sql.every_with(
        Case, "found.number", f"JOIN ({_AROUND}) AS found ON found.id = it.id ORDER BY it.id",
        case=case.pk, customer=case.customer_id, organisation=case.organisation_id,
    )  # fmt: skip
    parts = [one for one, _ in found if one.state == CaseState.MERGED]
    others = {one.pk: (one, number) for one, (number,) in found if one.state == CaseState.OPEN}
    # What was found by its number has the number this case has: it is the question.
    number = next((number for _, number in others.values() if number), "")
    first = rules.same_trouble(like(case, number), [like(one, theirs) for one, theirs in others.values()])
    return parts, others[first.case][0] if first else None


def like(case: Case, number: str = "") -> rules.Like:
    """What of a case says whether it is about the same as another. `number`: somebody called from about it first."""
    return rules.Like(case.pk, case.customer_id, number, case.topic_id, case.first_reported_at)
