"""Turns the translations of the checkout into the form gettext reads, without needing gettext's tools."""

from collections.abc import Iterator
from pathlib import Path

import polib


def compile_stale(source: Path) -> list[Path]:
    """Compile each .po file under `source` that is newer than its .mo file. The files that were written."""
    return [_compile(po) for po in sorted(source.rglob("LC_MESSAGES/*.po")) if _is_stale(po)]


def untranslated(source: Path, language: str) -> Iterator[str]:
    """What lacks a translation into `language`, as `file: text`."""
    for po in sorted(source.rglob(f"{language}/LC_MESSAGES/*.po")):
        entries = polib.pofile(str(po))
        for entry in [*entries.untranslated_entries(), *entries.fuzzy_entries()]:
            yield f"{po.relative_to(source)}: {entry.msgid}"


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po: Path) -> Path:
    mo = po.with_suffix(".mo")
    polib.pofile(str(po)).save_as_mofile(str(mo))
    return mo
