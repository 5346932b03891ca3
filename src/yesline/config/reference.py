"""Writes docs/reference from the code: `python -m yesline.config.reference`; `--check` says what is out of date."""

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from yesline.contacts import machine

HOUSE = Path(__file__).resolve().parents[1]
FOLDER = HOUSE.parents[1] / "docs" / "reference"
MADE = "Written from the code by `python -m yesline.config.reference`; do not edit.\n"
# In the order of the story, as the package's docstring tells it.
FLOWS = ("be_there", "visit", "arrive", "recognise", "route", "answer", "come_back", "open_case", "join", "ask", "own",
         "promise", "close", "follow", "show", "wrap_up", "keep_sound", "review", "set_up", "stand_beside", "foresee",
         "invite", "rota", "plan", "on_duty", "call_in", "elsewhere", "belong", "oversee", "look_back", "find", "prove",
         "same_person", "know")  # fmt: skip

# What a person may set.
CHOSEN = {
    "DATABASE_URL": "A PostgreSQL server of yours, as its owner or a superuser; unset: Yesline brings its own",
    "DATABASE_URL_WEB": "With DATABASE_URL: how `yesline_web` signs in there, if an administrator made it otherwise",
    "DATABASE_URL_ENGINE": "With DATABASE_URL: how `yesline_engine` signs in there, likewise",
    "YESLINE_HOME": "Where everything is kept; unset: /var/lib/yesline for root, `var/` of the checkout for others",
    "YESLINE_PARTS": "Where downloaded parts (Asterisk, sounds) are kept; several homes may share them",
    "YESLINE_MEDIA_ADDRESS": "The address telephones send sound to, if it is not the one they reach us at",
    "YESLINE_SIP_BIND": "The address calls come in at (SIP): 127.0.0.1, with --lan 0.0.0.0, or one of this machine's",
    "YESLINE_SMTP": "Who sends our mail: smtp://user:password@host:587 or smtps://…; unset: port 25 of this machine",
    "YESLINE_MAIL_FROM": "Whom our mail is from: help@example.org",
    "YESLINE_OIDC_SERVER": "Signing in by an account elsewhere (OpenID Connect): the provider's address, https://…; "
    "unset: there is no such button ([how](../howto/sign-in.md))",
    "YESLINE_OIDC_CLIENT": "By which name (client id) that provider knows this Yesline",
    "YESLINE_OIDC_SECRET": "The secret that goes with it",
    "YESLINE_OIDC_NAME": "What the button says; unset: the provider's host",
    "YESLINE_PAPER_SCAN": "A command that looks at each paper a customer sends; the file is its last argument. It ends "
    "with 0 (clean), 1 (refused) or something else (could not look: they are asked to send it again later). "
    "`clamdscan --no-summary --fdpass` is one; unset: nothing looks",
    "YESLINE_LOG": "How much is logged: DEBUG, INFO, WARNING",
    "YESLINE_CHROMIUM": "The browser for tests and `bin/up --check --kill browser`; unset: the machine's Chromium",
}
# What the supervisor tells its own processes.
TOLD = {
    "YESLINE_DATABASE_URL": "The database, as the role of this very process",
    "YESLINE_SECRET_KEY": "Signs sessions, seals the door to the database, derives the passwords of phones",
    "YESLINE_PULSE": "The file it writes its signs of life into",
    "YESLINE_METRICS": "HOST:PORT where the worker serves numbers for Prometheus; unset: nowhere",
    "YESLINE_SERVED": "The file the controller writes a sign into after each round of matching; the watchdog reads it",
    "YESLINE_POOL": "1: connections to the database are kept in a pool",
    "YESLINE_EXAMPLE": "1: the example's people, signing in by one click, callers by one click",
    "YESLINE_ORIGIN": "The address people have in their browsers",
    "YESLINE_BIND": "The address pages are served on",
    "YESLINE_PORT": "The port pages are served on",
    "YESLINE_LAN": "1: other machines may come in",
    "YESLINE_TLS_CERT": "The certificate, if pages are served over HTTPS",
    "YESLINE_TLS_KEY": "Its key",
    "YESLINE_STATIC": "How static files are named; the default is their own names",
    "YESLINE_NODE": "The name of this switch, when there are several",
    "YESLINE_ARI_URL": "Where Asterisk's interface answers; empty: there is no telephone",
    "YESLINE_ARI_PASSWORD": "Its password",
    "YESLINE_SIP": "Where Asterisk takes SIP, for telephones on this machine",
    "YESLINE_SIP_SEEN": "The same for telephones elsewhere, as their users are told",
    "YESLINE_MONITOR": "Where Asterisk leaves raw recordings",
    "YESLINE_RECORDINGS": "Where finished recordings are kept",
}
_NAME = re.compile(r"(YESLINE|DATABASE_URL)(_[A-Z]+)*")
_POLICY = re.compile(r"CREATE POLICY (\w+) ON (\w+)")
_GRANT = re.compile(r"GRANT ([^;]*?) ON (\w+) TO yesline_web")
_APPEND = re.compile(r"REVOKE UPDATE, DELETE, TRUNCATE ON (\w+)")


def contact_machine() -> str:
    """The life of a contact."""
    rows = [
        f"| {old} | {event} | {new} | {', '.join(duties) or '–'} |"
        for (old, event), (new, duties) in machine.TABLE.items()
    ]
    return (
        f"# The life of a contact\n\n{MADE}\n"
        "The table is `src/yesline/contacts/machine.py`. What is not in it means nothing and changes nothing.\n\n"
        f"```mermaid\n{machine.diagram()}\n```\n\n"
        "| in state | happens | next state | what must follow |\n| --- | --- | --- | --- |\n" + _lines(rows)
    )


def settings_page() -> str:
    """Every environment variable the code reads, with what it means."""
    undescribed = _variables() - CHOSEN.keys() - TOLD.keys() - {"YESLINE"}
    if undescribed:
        raise SystemExit(f"Describe {', '.join(sorted(undescribed))} in src/yesline/config/reference.py.")
    return (
        f"# Settings\n\n{MADE}\n"
        "The environment is read once, when a process starts; a value that can't be used stops it with a sentence.\n"
        "What people change at work (organisations, numbers, terms) lies in tables, not here.\n\n"
        f"## What you may set\n\n{_table(CHOSEN)}\n"
        f"## What the supervisor tells its processes\n\n"
        f"Only for somebody who starts the processes without `bin/up`.\n\n{_table(TOLD)}"
    )


def tables() -> str:
    """Every table of the rooms: what it holds, how organisations are kept apart in it, what pages may do to it."""
    policies, rights, appended = _kept_apart()
    parts = []
    for room in settings.ROOMS:
        models = list(apps.get_app_config(room).get_models())
        rows = [_row(model, policies, rights, appended) for model in models]
        if rows:
            parts.append(
                f"## {room}\n\n| table | holds | rows seen by a page | a page may |\n| --- | --- | --- | --- |\n"
            )
            parts.append(_lines(rows) + "\n")
    return (
        f"# Tables\n\n{MADE}\nA page reads and writes as the role `yesline_web`, under row-level security: see "
        "[the decision](../adr/0005-isolation-by-two-roles.md).\n"
        "The controller and the worker are `yesline_engine`, which sees every organisation. "
        "**Never rewritten** means that neither role may change or remove a row.\n\n" + "".join(parts).rstrip() + "\n"
    )


def flows() -> str:
    """The story: every sentence of `flows/`."""
    parts = [
        f"# The story\n\n{MADE}\nOne file for each sentence, one function for each deed, in `src/yesline/flows/`.\n"
    ]
    for name in FLOWS:
        tree = ast.parse((HOUSE / "flows" / f"{name}.py").read_text())
        parts.append(f"\n## {name}\n\n{_first(ast.get_docstring(tree))}\n\n")
        parts += [
            f"- `{node.name}`: {_first(ast.get_docstring(node))}\n"
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        ]
    return "".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "contact-machine.md": contact_machine,
    "settings.md": settings_page,
    "tables.md": tables,
    "flows.md": flows,
}


def main(*, check: bool) -> int:
    """Write the pages, or say which are out of date. The exit code: 1 if one is and `check` was asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yesline.config.settings")
    django.setup()
    texts = {FOLDER / name: make() for name, make in PAGES.items()}
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text() != text]
    for path in stale:
        if check:
            sys.stdout.write(f"docs/reference/{path.name} is out of date: run python -m yesline.config.reference\n")
        else:
            path.write_text(texts[path])
    return 1 if check and stale else 0


def _lines(rows: list[str]) -> str:
    return "".join(f"{row}\n" for row in rows)


def _table(variables: dict[str, str]) -> str:
    head = "| variable | meaning |\n| --- | --- |\n"
    return head + _lines([f"| `{name}` | {meaning} |" for name, meaning in variables.items()])


def _variables() -> set[str]:
    """Names of environment variables anywhere in our code."""
    found = set()
    for path in HOUSE.rglob("*.py"):
        if path != Path(__file__):
            strings = (node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
            found |= {text for text in strings if isinstance(text, str) and _NAME.fullmatch(text)}
    return found


def _row(model: type[Model], policies: dict[str, str], rights: dict[str, str], appended: set[str]) -> str:
    name = model._meta.db_table  # noqa: SLF001 - Django's own way to ask
    holds = _first(model.__doc__)
    kept = " **Never rewritten.**" if name in appended else ""
    return f"| `{name}` | {holds}{kept} | {policies.get(name, 'all')} | {rights.get(name, 'read')} |"


def _kept_apart() -> tuple[dict[str, str], dict[str, str], set[str]]:
    """From the migrations: whose rows a page sees, what it may do, and which tables only grow."""
    policies: dict[str, str] = {}
    rights: dict[str, str] = {}
    appended: set[str] = set()
    for text in _statements():
        for policy, table in _POLICY.findall(text):
            policies[table] = ", ".join(filter(None, [policies.get(table), policy.replace("_", " ")]))
        rights |= {table: _said(granted) for granted, table in _GRANT.findall(text)}
        appended |= set(_APPEND.findall(text))
    return policies, rights, appended


def _statements() -> Iterator[str]:
    loader = MigrationLoader(None)
    for key in sorted(loader.disk_migrations):
        for operation in loader.disk_migrations[key].operations:
            if isinstance(text := getattr(operation, "sql", None), str):
                yield text


def _said(granted: str) -> str:
    """`SELECT, INSERT, UPDATE (a, b)` as words."""
    words = {"SELECT": "read", "INSERT": "add", "UPDATE": "change", "DELETE": "remove"}
    said = ", ".join(
        words[verb] + (f" {columns}" if columns else "")
        for verb, columns in re.findall(r"(SELECT|INSERT|UPDATE|DELETE)\s*(\([^)]*\))?", granted)
    )
    return said.replace(" (", " only (")


def _first(docstring: str | None) -> str:
    """The first sentence."""
    text = " ".join((docstring or "").split("\n\n")[0].split())
    if not text or "(" in text.split()[0]:  # Django describes a model without a docstring by its fields
        return "–"
    return text.split(". ")[0].rstrip(".") + "."


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
