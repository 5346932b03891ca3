"""What `yesline_web` may do to each table: written down here too, so that a wider right is a change of two places."""

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
    "cases_draft": "DELETE INSERT UPDATE",
    "contacts_contact": "UPDATE(customer_id,topic_id,wrapped_up_at)",
    "contacts_fact": "",
    "customers_contract": "",
    "customers_customer": "",
    "customers_customernumber": "",
    "customers_service": "",
    "journal_entry": "INSERT",
    "orgs_number": "",
    "orgs_organisation": "",
    "orgs_pool": "",
    "orgs_topic": "",
    "orgs_trunk": "",
    "promises_promise": "INSERT UPDATE",
    "routing_offer": "",
    "staff_agent": "UPDATE(available_since,reachable,state,state_reason,state_since)",
    "staff_dutyphone": "",
    "staff_membership": "",
    "staff_phone": "INSERT UPDATE(epoch,in_use)",
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
    "make herself an agent of the network": "INSERT INTO staff_membership (agent_id, organisation_id, role)"
    " VALUES (%(eve)s, %(network)s, 'admin')",
    "become a lead": "UPDATE staff_membership SET role = 'lead'",
    "take over a colleague's account": "UPDATE staff_agent SET user_id = %(eve_user)s WHERE id = %(bo)s",
    "move home": "UPDATE staff_agent SET organisation_id = %(network)s WHERE id = %(eve)s",
    "make a new user": "INSERT INTO auth_user (username, password, is_active, is_superuser, is_staff, first_name,"
    " last_name, email, date_joined) VALUES ('x', '', true, true, true, '', '', '', now())",
    "make herself a superuser of the pages": "UPDATE auth_user SET is_superuser = true",
    "change for how long recordings are kept": "UPDATE orgs_organisation SET recordings_kept_for = '0'",
    "take a number away": "DELETE FROM orgs_number",
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
    }
    web.signs_in(cast.eve)
    with pytest.raises(REFUSED):
        web.line.execute(TRIED[deed], names)


def test_being_told_not_to_look_is_no_way_round(house: House, web: Web) -> None:
    """`row_security = off` asks for an error instead of a filtered answer; it never shows more."""
    web.signs_in(house.cast.eve)
    web.line.execute("SET LOCAL row_security = off")
    with pytest.raises(REFUSED, match="row-level security"):
        web.rows("SELECT * FROM contacts_contact")
