"""Turns the translations of the checkout into the form gettext reads, without needing gettext's tools."""

import sys
from collections.abc import Iterator
from pathlib import Path

import polib

from yesline.running.home import CHECKOUT


def compile_stale(source: Path) -> list[Path]:
    """Compile each .po file under `source` that is newer than its .mo file. The files that were written."""
    return [_compile(po) for po in sorted(source.rglob("LC_MESSAGES/*.po")) if _is_stale(po)]


def untranslated(source: Path, language: str) -> Iterator[str]:
    """What lacks a translation into `language`, as `file: text`."""
    for po in sorted(source.rglob(f"{language}/LC_MESSAGES/*.po")):
        entries = polib.pofile(str(po))
        for entry in [*entries.untranslated_entries(), *entries.fuzzy_entries()]:
            yield f"{po.relative_to(source)}: {entry.msgid}"


def main() -> int:
    """Compile what is stale; with --check say what is not translated into Russian, which must be complete."""
    source = CHECKOUT / "src" / "yesline"
    compile_stale(source)
    missing = list(untranslated(source, "ru")) if "--check" in sys.argv else []
    print(*missing, sep="\n", end="")
    return 1 if missing else 0


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po: Path) -> Path:
    mo = po.with_suffix(".mo")
    polib.pofile(str(po)).save_as_mofile(str(mo))
    return mo


if __name__ == "__main__":
    sys.exit(main())
