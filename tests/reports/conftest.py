"""Puts the source tree on the path and renders each committed results folder once for all tests."""
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from reports import page  # noqa: E402
from reports.load import load  # noqa: E402
from reports.run_analysis import RunAnalysis  # noqa: E402

TESTDATA = ROOT / "reports" / "testdata"


@pytest.fixture(scope="session")
def exploratory():
    return RunAnalysis(load(TESTDATA / "exploratory"))


@pytest.fixture(scope="session")
def verdicts_run():
    return RunAnalysis(load(TESTDATA / "verdicts"))


@pytest.fixture(scope="session")
def rendered(exploratory, tmp_path_factory):
    """(page, folder of figures) of the exploratory run."""
    figures = tmp_path_factory.mktemp("figures")
    return page.render(exploratory, figures), figures


@pytest.fixture(scope="session")
def rendered_verdicts(verdicts_run):
    return page.render(verdicts_run, None)
