"""What a new process would otherwise do while the first person waits: done before it says that it is ready."""

from pathlib import Path

from django.conf import settings
from django.template import engines
from django.urls import get_resolver
from django.utils import translation

from yesline.web import assets

TEMPLATES = Path(__file__).parent / "templates"


def up() -> None:
    """Every address, catalogue and template is read and kept. Needs no database: the door opens without one, too."""
    assets.version()
    assets.modules()
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Desk")
            get_resolver().reverse_dict  # noqa: B018 - kept once it was asked for, for each language anew
    for path in TEMPLATES.rglob("*.html"):
        engines["django"].get_template(path.relative_to(TEMPLATES).as_posix())
