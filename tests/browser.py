"""Where the tests find their browser and Node; a test that needs them fails without them, it never skips."""

import os
import shutil
from pathlib import Path

from playwright._impl._driver import compute_driver_executable


def chromium() -> str | None:
    """The machine's Chromium or the one `bin/test` chose; None leaves it to Playwright, which says what is missing."""
    return os.environ.get("YESLINE_CHROMIUM") or shutil.which("chromium")


def node() -> Path:
    """The Node that comes with Playwright: every machine that has our locked requirements has it."""
    return Path(compute_driver_executable()[0])
