"""What the tests of the program share: where it is, and how to run it."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(os.environ.get("FIVEWAYS_PROGRAM", ROOT / "build" / "release" / "fiveways"))


@pytest.fixture(scope="session")
def fiveways():
    """A function that runs the built program and returns what it did."""
    assert PROGRAM.is_file(), f"{PROGRAM} is not built: run scripts/test, or set FIVEWAYS_PROGRAM"

    def run(*arguments, timeout=60):
        return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=timeout)

    run.program = PROGRAM
    return run
