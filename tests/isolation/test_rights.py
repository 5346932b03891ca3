"""What `yesline_web` may do to each table: written down here too, so that a wider right is a change of two places."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
import pytest
from django.apps import apps
from tests.isolation.conftest import House, Web

pytestmark = pytest.mark.django_db
REFUSED = psycopg.errors.InsufficientPrivilege

# Besides reading. In brackets: only these columns.
RIGHTS = {
    "calls_command": "INSERT",
    "calls_leg": "",
    "calls_listening": "INSERT",
    "calls_recording": "",
    "cases_case": "INSERT UPDATE",
    "cases_casecontact": "INSERT UPDATE",
    "cases_complaint": "INSERT UPDATE(answer,answered_at,answered_by_id,currency,dead_from,dead_until,draft,granted,"
    "granted_why,monthly,proposed)",
    "cases_draft": "DELETE INSERT UPDATE",
    "cases_absence": "INSERT UPDATE(until_at)",
    "cases_handover": "INSERT UPDATE(answered_at,state)",
    "cases_letter": "INSERT",
    "cases_order": "INSERT UPDATE(agreed_at,agreed_by_id,badge,billing,confirmed_at,currency,discount,price,visit_from,"
    "visit_until,visitor,wanted)",
    "cases_orderitem": "DELETE INSERT UPDATE(handed_at,handed_by_id)",
    "cases_paper": "INSERT",
    "cases_question": "INSERT UPDATE(replied_at)",
    "cases_said": "INSERT",
    "cases_term": "DELETE INSERT UPDATE",
    "contacts_contact": "UPDATE(customer_id,topic_id,wrapped_up_at)",
    "contacts_fact": "",
    "customers_contract": "UPDATE(customer_id)",
    "customers_customer": "UPDATE(merged_into_id)",
    "customers_customernumber": "UPDATE(customer_id)",
    "customers_findable": "",
    "customers_knownword": "",
    "customers_merge": "INSERT UPDATE(undone_at,undone_by_agent_id)",
    "customers_service": "",
    "journal_entry": "INSERT",
    "knowledge_fact": "DELETE INSERT UPDATE(checked_at,owner_id,valid_from,valid_until)",
    "knowledge_wording": "DELETE INSERT UPDATE(text,title)",
    "orgs_formerslug": "",
    "orgs_holiday": "DELETE INSERT UPDATE",
    "orgs_number": "DELETE INSERT UPDATE(kind,language,trunk_id)",
    "orgs_opening": "DELETE INSERT UPDATE",
    "orgs_organisation": "UPDATE(case_due_for,colour,common,greeting,language,logo,name,notice_sound,"
    "recordings_kept_for,slug,timezone)",
    "orgs_outsider": "DELETE INSERT UPDATE",
    "orgs_phrase": "DELETE INSERT UPDATE(sound)",
    "orgs_planstep": "INSERT UPDATE(after)",
    "orgs_pool": "",
    "orgs_topic": "INSERT UPDATE(name,position)",
    "orgs_trunk": "",
    "promises_promise": "INSERT UPDATE",
    "routing_offer": "",
    "routing_summons": "INSERT",
    "staff_agent": "UPDATE(available_since,fluency,languages,reachable,state,state_reason,state_since)",
    "staff_dutyphone": "DELETE INSERT",
    "staff_invitation": "DELETE INSERT",
    "staff_membership": "DELETE UPDATE(role)",
    "staff_phone": "INSERT UPDATE(epoch,in_use,number)",
    "staff_swap": "DELETE INSERT UPDATE(ended_at,number,state)",
    "staff_turn": "DELETE INSERT",
    # Signing in.
    "auth_group": "",
    "auth_group_permissions": "",
    "auth_permission": "",
    "auth_user": "UPDATE(last_login,password)",
    "auth_user_groups": "",
    "auth_user_user_permissions": "",
    "django_content_type": "",
    "django_session": "DELETE INSERT UPDATE",
    "account_emailaddress": "DELETE INSERT UPDATE",
    "account_emailconfirmation": "DELETE INSERT UPDATE",
    "socialaccount_socialaccount": "INSERT UPDATE",
    "socialaccount_socialapp": "",
    "socialaccount_socialtoken": "",
    "mfa_authenticator": "DELETE INSERT UPDATE",
}
TABLES = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True))


def rights(web: Web, table: str) -> str:
    """As in RIGHTS, read from the catalogue."""
    found = []
    for verb in ("DELETE", "INSERT", "UPDATE"):
        if web.one("SELECT has_table_privilege(%s, %s)", table, verb):
            found.append(verb)
            continue
        columns = web.rows(
            "SELECT column_name FROM information_schema.column_privileges"
            " WHERE grantee = 'yesline_web' AND table_name = %s AND privilege_type = %s ORDER BY 1",
            table,
            verb,
        )
        if columns:
            found.append(f"{verb}({','.join(name for (name,) in columns)})")
    return " ".join(found)


@pytest.mark.parametrize("table", TABLES)
def test_pages_may_do_this_and_no_more(house: House, web: Web, table: str) -> None:
    assert table in RIGHTS, "a new table: say what pages may do to it (isolation.web_may)"
    assert rights(web, table) == RIGHTS[table]


TRIED = {
    "write down a fact": "INSERT INTO knowledge_fact (organisation_id, owner_id, valid_from, checked_at)"
    " VALUES (%(bank)s, %(eve)s, now(), now())",
    "make herself an agent of the network": "INSERT INTO staff_membership (agent_id, organisation_id, role)"
    " VALUES (%(eve)s, %(network)s, 'admin')",
    "take over a colleague's account": "UPDATE staff_agent SET user_id = %(eve_user)s WHERE id = %(bo)s",
    "move home": "UPDATE staff_agent SET organisation_id = %(network)s WHERE id = %(eve)s",
    "make a new user": "INSERT INTO auth_user (username, password, is_active, is_superuser, is_staff, first_name,"
    " last_name, email, date_joined) VALUES ('x', '', true, true, true, '', '', '', now())",
    "make herself a superuser of the pages": "UPDATE auth_user SET is_superuser = true",
    "invite somebody into her own organisation": "INSERT INTO staff_invitation (organisation_id, name, email, role,"
    " fluency, secret_hash, invited_at, expires_at) VALUES (%(bank)s, 'x', '', 'admin', '{}', 'x', now(), now())",
    "add a number": "INSERT INTO orgs_number (organisation_id, trunk_id, e164, kind, language)"
    " SELECT %(bank)s, id, '+78182550999', 'trouble', '' FROM orgs_trunk LIMIT 1",
    "let calls in from anywhere": "INSERT INTO orgs_trunk (organisation_id, name, addresses, country, answer_after,"
    " max_calls) VALUES (%(bank)s, 'mine', '{0.0.0.0/0}', 'RU', '60 seconds', 100)",
    "put herself on duty": "INSERT INTO staff_dutyphone (organisation_id, position, name, endpoint)"
    " VALUES (%(bank)s, 99, 'Eve', 'PJSIP/eve')",
    "plan her own duty": "INSERT INTO staff_turn (organisation_id, agent_id, purpose, position, weekday, begins, ends,"
    " number) VALUES (%(bank)s, %(eve)s, 'anybody', 1, 0, '18:00', '09:00', '')",
    "sign an administrator's seal": "SELECT yesline_admin_seal_of('1')",
    "found an organisation": "SELECT yesline_found('Mine', 'mine')",
    "say that a call was answered": "UPDATE contacts_contact SET state = 'talking'",
    "rewrite history": "UPDATE journal_entry SET by_agent_id = %(bo)s",
    "forget who listened": "DELETE FROM calls_listening",
    "become the owner": "SET ROLE yesline_owner",
    "become the controller": "SET SESSION AUTHORIZATION yesline_engine",
    "switch the rules off": "ALTER TABLE contacts_contact DISABLE ROW LEVEL SECURITY",
    "write a rule of her own": "CREATE POLICY open ON contacts_contact USING (true)",
    "make a table that stands in for ours": "CREATE TEMPORARY TABLE staff_membership (agent_id bigint)",
    "make a function": "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "empty a table": "TRUNCATE contacts_contact",
    "copy to a file": "COPY contacts_contact TO '/tmp/stolen'",
}


@pytest.mark.parametrize("deed", TRIED)
def test_eve_cannot(house: House, web: Web, deed: str) -> None:
    cast = house.cast
    names = {
        "eve": cast.eve.pk,
        "bo": cast.bo.pk,
        "eve_user": cast.eve.user_id,
        "network": cast.network.pk,
        "bank": cast.bank.pk,
    }
    web.signs_in(cast.eve)
    with pytest.raises(REFUSED):
        web.line.execute(TRIED[deed], names)


# Of her own organisation, which she sees; but she is no administrator of it.
UNCHANGED = {
    "become a lead": "UPDATE staff_membership SET role = 'lead'",
    "throw a colleague out": "DELETE FROM staff_membership",
    "change for how long recordings are kept": "UPDATE orgs_organisation SET recordings_kept_for = '0'",
    "say what a number is for": "UPDATE orgs_number SET kind = 'orders'",
    "open at night": "UPDATE orgs_opening SET closes = '00:00'",
    "take somebody off duty": "DELETE FROM staff_dutyphone",
    "forget a fact": "DELETE FROM knowledge_fact",
    "say a fact otherwise": "UPDATE knowledge_wording SET text = 'Free of charge'",
    "strike a turn of duty": "DELETE FROM staff_turn",
    "forget who asked whom to take a turn over": "DELETE FROM staff_swap",
    "ring people on duty later": "UPDATE orgs_planstep SET after = 999",
    "let callers hear something else": "UPDATE orgs_phrase SET sound = '/etc/passwd'",
    "take back an invitation": "DELETE FROM staff_invitation",
}


@pytest.fixture
def eve_administers(house: House, owner_url: str) -> Callable[[], AbstractContextManager[None]]:
    """Eve is an administrator of the bank for a while. No transaction of the test's may be open at either end."""

    @contextmanager
    def for_a_while() -> Iterator[None]:
        words = "UPDATE staff_membership SET role = %s WHERE agent_id = %s"
        with psycopg.connect(owner_url, autocommit=True) as owner:
            owner.execute(words, ["admin", house.cast.eve.pk])
            try:
                yield
            finally:
                owner.execute(words, ["agent", house.cast.eve.pk])

    return for_a_while


@pytest.mark.parametrize("deed", UNCHANGED)
def test_eve_changes_nothing_of_her_organisation_but_its_administrator_does(
    house: House, web: Web, eve_administers: Callable[[], AbstractContextManager[None]], deed: str
) -> None:
    web.signs_in(house.cast.eve)
    assert web.changes(UNCHANGED[deed]) == 0
    web.line.rollback()
    with eve_administers():
        web.signs_in(house.cast.eve)
        changed = web.changes(UNCHANGED[deed])
        web.line.rollback()
    assert changed > 0


def test_a_line_is_changed_by_administrators_of_its_organisation_only(
    house: House, web: Web, eve_administers: Callable[[], AbstractContextManager[None]], owner_url: str
) -> None:
    """The line of the cast is nobody's: those who run this Yesline look after it."""
    with psycopg.connect(owner_url, autocommit=True) as owner, eve_administers():
        for organisation, address in ((house.cast.bank, "192.0.2.1"), (house.cast.network, "192.0.2.2")):
            owner.execute(
                "INSERT INTO orgs_trunk (organisation_id, name, addresses, country, answer_after, max_calls)"
                " VALUES (%s, %s, ARRAY[%s], 'RU', '60 seconds', 3)",
                [organisation.pk, organisation.slug, address],
            )
        lines = dict(owner.execute("SELECT coalesce(organisation_id, 0), id FROM orgs_trunk").fetchall())
        try:
            web.signs_in(house.cast.eve)
            changed = [
                web.one("SELECT yesline_change_line(%s, '{192.0.2.9}', 7)", lines[key])
                for key in (house.cast.bank.pk, house.cast.network.pk, 0)
            ]
        finally:
            web.line.rollback()
            owner.execute("DELETE FROM orgs_trunk WHERE organisation_id IS NOT NULL")
    assert changed == [True, False, False]


def test_the_seal_of_seeing_does_not_open_what_administrators_do(house: House, web: Web) -> None:
    """Both settings can be read by whoever is signed in; one must not serve as the other."""
    web.signs_in(house.cast.eve)
    web.line.execute("SELECT set_config('yesline.administers', current_setting('yesline.organisations'), true)")
    assert web.one("SELECT yesline_administered()") == []
    assert web.changes("UPDATE staff_membership SET role = 'admin'") == 0


def test_being_told_not_to_look_is_no_way_round(house: House, web: Web) -> None:
    """`row_security = off` asks for an error instead of a filtered answer; it never shows more."""
    web.signs_in(house.cast.eve)
    web.line.execute("SET LOCAL row_security = off")
    with pytest.raises(REFUSED, match="row-level security"):
        web.rows("SELECT * FROM contacts_contact")
