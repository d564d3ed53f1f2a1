"""What the tests of the program share: where it is, and how to run it."""

import os
import subprocess
from pathlib import Path

import pytest

from measuring import PROGRAM

FAULTY = Path(os.environ.get("FAULTY_PROGRAM", PROGRAM.parent / "tests" / "faulty_fiveways"))


def runner(program, variable):
    assert program.is_file(), f"{program} is not built: run scripts/test, or set {variable}"

    def run(*arguments, timeout=60, **more):
        return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=timeout, **more)

    run.program = program
    return run


@pytest.fixture(scope="session")
def fiveways():
    """A function that runs the built program and returns what it did."""
    return runner(PROGRAM, "FIVEWAYS_PROGRAM")


@pytest.fixture(scope="session")
def faulty():
    """The same of the program that also has contestants that must fail."""
    return runner(FAULTY, "FAULTY_PROGRAM")
