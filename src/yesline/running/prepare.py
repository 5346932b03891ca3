"""Makes database and files ready for the processes: migrations, the example, translations, static files.

Runs as a process of its own with the owner's database URL, so that the supervisor itself stays small.
Its last line is JSON: the example's people and the number to dial.
"""

import json
import os
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

from yesline.kernel import seal
from yesline.running import translations
from yesline.running.home import CHECKOUT


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yesline.config.settings")
    translations.compile_stale(CHECKOUT / "src" / "yesline")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    seal.keep(settings.SECRET_KEY)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(json.dumps(_example() if os.environ.get("YESLINE_EXAMPLE") else _founding()))


def _example() -> dict[str, Any]:
    from yesline.example import load  # noqa: PLC0415  its models need django.setup() first

    load.load()
    return {"people": load.people(), "number": load.first_number()}


def _founding() -> dict[str, Any]:
    """As long as there is no organisation, a link for whoever makes the first one; each start makes a new link."""
    from yesline.flows import invite  # noqa: PLC0415  its models need django.setup() first
    from yesline.kernel import clock  # noqa: PLC0415  settings are known after django.setup()

    secret = invite.found(at=clock.now())
    return {"founder": secret} if secret else {}


if __name__ == "__main__":
    main()
