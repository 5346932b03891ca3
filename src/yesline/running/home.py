"""Where Yesline keeps its state on this machine, and what it downloaded."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
ROOTS_OWN = Path("/var/lib/yesline")


@dataclass(frozen=True, kw_only=True)
class Home:
    """The state directory of one Yesline and the downloaded parts, which several homes may share."""

    root: Path
    parts: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def asterisk(self) -> Path:
        return self.root / "asterisk"

    @property
    def recordings(self) -> Path:
        return self.root / "recordings"

    @property
    def papers(self) -> Path:
        """What customers send: see PAPERS in the settings."""
        return self.root / "papers"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def log(self) -> Path:
        return self.root / "log"

    def prepare(self) -> None:
        """Make the folders. Others may pass through the home, as PostgreSQL must, and read nothing."""
        self.parts.mkdir(parents=True, exist_ok=True)
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o711)
        for folder in (self.asterisk, self.recordings, self.papers, self.secrets, self.log):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.postgres.mkdir(mode=0o711, exist_ok=True)

    def secret(self, name: str) -> str:
        """The secret of that name, made at first use and readable by its owner only."""
        path = self.secrets / name
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            return _write_once(path, secrets.token_urlsafe(32))


def from_environment(environment: Mapping[str, str] = os.environ, *, root: Path | None = None) -> Home:
    """The home named by YESLINE_HOME; else /var/lib/yesline for root, var/ of the checkout for others.

    YESLINE_PARTS names the folder of downloaded parts, else it lies in that default home.
    """
    state = ROOTS_OWN if os.geteuid() == 0 else CHECKOUT / "var"
    named = environment.get("YESLINE_HOME")
    parts = environment.get("YESLINE_PARTS")
    return Home(
        root=(root or Path(named or state)).expanduser().absolute(),
        parts=Path(parts or state / "parts").expanduser().absolute(),
    )


def _write_once(path: Path, text: str) -> str:
    """Write a file only its owner can read; if someone was faster, theirs counts."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(text + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return path.read_text().strip()
    finally:
        draft.unlink()
    return text
