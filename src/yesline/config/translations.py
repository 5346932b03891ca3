"""The words people read: gathered from templates and code into the catalogues of `locale`.

`python -m yesline.config.translations` brings every catalogue up to date with the sources: new texts come in
untranslated, texts nobody says any more go out. It needs no gettext tools: Django's own parser reads the
templates, Python's reads the code.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import polib
from django.conf import settings
from django.template import Template
from django.template.base import Node, Variable
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

SOURCE = Path(__file__).parents[1]
SAY = {"_", "gettext", "gettext_lazy", "gettext_noop"}
COUNT = {"ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}


@dataclass(frozen=True, order=True)
class Text:
    """Something said to a person; `plural` when it depends on a number, `context` when words alone mislead."""

    one: str
    plural: str = ""
    context: str | None = None


def gather() -> dict[Text, list[str]]:
    """Every text, and the files it is said in (below src/yesline)."""
    found: dict[Text, list[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")) + sorted(SOURCE.rglob("*.html")):
        name = path.relative_to(SOURCE).as_posix()
        texts = of_code(path.read_text()) if path.suffix == ".py" else of_template(path.read_text())
        for text in texts:
            where = found.setdefault(text, [])
            if name not in where:
                where.append(name)
    return found


def of_code(source: str) -> Iterator[Text]:
    """Texts in calls like _("…"), ngettext("…", "…", n), pgettext("context", "…")."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        said = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name in SAY and len(said) == 1:
            yield Text(said[0])
        elif name in COUNT and len(said) == 2:
            yield Text(said[0], plural=said[1])
        elif name in IN_CONTEXT and len(said) == 2:
            yield Text(said[1], context=said[0])


def of_template(source: str) -> Iterator[Text]:
    """Texts in {% translate %} and {% blocktranslate %}."""
    for node in Template(source).nodelist.get_nodes_by_type(Node):
        if isinstance(node, TranslateNode):
            yield Text(str(node.filter_expression.var.literal), context=_literal(node.message_context))
        elif isinstance(node, BlockTranslateNode):
            one = node.render_token_list(node.singular)[0]
            plural = node.render_token_list(node.plural)[0] if node.plural else ""
            yield Text(one, plural=plural, context=_literal(node.message_context))


def _literal(context: object) -> str | None:
    variable = getattr(context, "var", None)
    return str(variable.literal if isinstance(variable, Variable) else variable) if variable is not None else None


def update(catalogue: Path, texts: dict[Text, list[str]]) -> None:
    """Bring one .po file to exactly these texts, keeping what is translated."""
    old = polib.pofile(str(catalogue))
    known = {(entry.msgid, entry.msgctxt or None): entry for entry in old}
    new = polib.POFile(wrapwidth=110)
    new.metadata = old.metadata
    for text in sorted(texts, key=lambda text: (texts[text][0], text.one)):
        entry = known.get((text.one, text.context)) or polib.POEntry(msgid=text.one, msgctxt=text.context)
        entry.occurrences = [(name, "") for name in texts[text]]
        entry.flags = ["python-format"] if "%(" in text.one else []
        if text.plural and entry.msgid_plural != text.plural:
            entry.msgid_plural, entry.msgstr = text.plural, ""
            entry.msgstr_plural = dict.fromkeys(range(int(plurals(old))), "")
        new.append(entry)
    new.save(str(catalogue))


def plurals(catalogue: polib.POFile) -> str:
    return catalogue.metadata["Plural-Forms"].split("nplurals=")[1].split(";")[0]


def main() -> None:
    django.setup()
    texts = gather()
    for catalogue in sorted(Path(settings.LOCALE_PATHS[0]).rglob("*.po")):
        update(catalogue, texts)


if __name__ == "__main__":
    main()
