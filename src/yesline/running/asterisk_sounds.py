"""Music and prompts, turned once into what the telephone network speaks: nothing is converted during calls."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from yesline.running.trouble import CannotStart

# Debian's packages make these names by update-alternatives, in a script that does not run here.
VOICES = {"en": "en_US_f_Allison", "ru": "ru_RU_f_IvrvoiceRU"}
# Whole sentences spoken by people: what the demo caller says.
SPEECH = (
    "demo-abouttotry", "demo-congrats", "demo-echotest", "demo-instruct", "demo-moreinfo", "demo-nogo",
    "demo-thanks", "queue-periodic-announce", "queue-thankyou", "queue-youarenext", "tt-allbusy",
)  # fmt: skip
_CONFIGURATION = """
[directories]
astetcdir => {etc}
astmoddir => {modules}
astvarlibdir => {scratch}
astdbdir => {scratch}
astkeydir => {scratch}
astdatadir => {data}
astagidir => {scratch}
astspooldir => {scratch}
astrundir => {scratch}
astlogdir => {scratch}
"""
_MODULES = (
    "codec_alaw", "codec_gsm", "codec_resample",
    "format_gsm", "format_pcm", "format_wav",
    "res_convert", "res_timing_timerfd",
)  # fmt: skip


def data_folder(prefix: Path) -> Path:
    """Asterisk's data: documentation, the description of ARI, sounds by language, music."""
    return prefix / "root" / "usr" / "share" / "asterisk"


def modules_folder(prefix: Path) -> Path:
    """Where Asterisk's modules lie."""
    return next((prefix / "root" / "usr" / "lib").glob("*-linux-gnu*/asterisk/modules"))


def prepare(prefix: Path, scratch: Path) -> None:
    """Name the languages, and convert music and the demo's sentences by running Asterisk once."""
    data = data_folder(prefix)
    for language, voice in VOICES.items():
        if (data / "sounds" / voice).is_dir():
            (data / "sounds" / language).symlink_to(voice)
    (data / "moh-alaw").mkdir()
    for language in VOICES:
        (data / "speech" / language).mkdir(parents=True)
    conversions = list(_conversions(data))
    _run_asterisk(prefix, scratch, [f"file convert {source} {target} = yes" for source, target in conversions])
    missing = [target.name for _, target in conversions if not target.exists()]
    if missing:
        raise CannotStart(f"Asterisk could not convert {', '.join(missing[:3])}.")


def _conversions(data: Path) -> Iterator[tuple[Path, Path]]:
    for music in sorted((data / "moh").glob("*.gsm")):
        yield music, data / "moh-alaw" / f"{music.stem}.alaw"
    for language in VOICES:
        for sentence in SPEECH:
            source = data / "sounds" / language / f"{sentence}.gsm"
            if source.exists():
                yield source, data / "speech" / language / f"{sentence}.wav"


def _run_asterisk(prefix: Path, scratch: Path, commands: list[str]) -> None:
    etc = scratch / "convert"
    etc.mkdir()
    paths = {"etc": etc, "scratch": scratch, "data": data_folder(prefix), "modules": modules_folder(prefix)}
    (etc / "asterisk.conf").write_text(_CONFIGURATION.format(**paths))
    loads = "".join(f"load = {module}.so\n" for module in _MODULES)
    (etc / "modules.conf").write_text(f"[modules]\nautoload = no\n{loads}")
    startup = "\n".join(["[startup_commands]", *commands, "core stop now = yes"])
    (etc / "cli.conf").write_text(startup)
    words: list[str | Path] = [prefix / "bin" / "asterisk", "-f", "-C", etc / "asterisk.conf"]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False, cwd="/")
    if ran.returncode:
        raise CannotStart(f"Asterisk was unpacked into {prefix} and does not run: {ran.stderr.strip()[-500:]}")
