"""Adding an implementation is one file and no other edit: shown on a scratch copy of the tree, built once."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODEL = "impls/callback/epoll/stream.cpp"  # copied as the newcomer
FOREIGN = "impls/callback/python/stream.py"  # and as the one in another language


class Scratch:
    def __init__(self, folder):
        self.tree = folder / "tree"
        self.build = self.tree / "build" / "release"
        # ccache then takes paths below either tree as relative: what scripts/test has compiled is not compiled again.
        self.environment = os.environ | {"CCACHE_BASEDIR": str(self.tree)}
        files = subprocess.run(["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard"],
                               capture_output=True, text=True, check=True).stdout.splitlines()
        for file in files:
            if (ROOT / file).is_file():
                (self.tree / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / file, self.tree / file)

    def drop(self, folder, backend, model=MODEL):
        file = folder / "callback" / backend / Path(model).name
        file.parent.mkdir(parents=True)
        shutil.copy(ROOT / model, file)

    def make(self, *flags):
        """Configures and builds the program alone."""
        self.do("cmake", "--preset", "release", *flags)
        self.do("ninja", "-C", self.build, "fiveways")

    def do(self, *command):
        done = subprocess.run(command, cwd=self.tree, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]

    def run(self, *arguments):
        return subprocess.run([self.build / "fiveways", *arguments], capture_output=True, text=True, timeout=240)

    def listed(self):
        return {one["id"]: one for one in json.loads(self.run("list", "--json").stdout)["implementations"] if one["shape"] == "stream"}


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    made = Scratch(tmp_path_factory.mktemp("drop_in"))
    made.drop(made.tree / "impls", "dropped")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    made.drop(elsewhere, "visitor")
    made.drop(made.tree / "impls", "snake", FOREIGN)
    made.drop(elsewhere, "serpent", FOREIGN)
    made.make(f"-DFIVEWAYS_EXTRA_IMPLS={elsewhere}")
    return made


def verified(scratch, one):
    done = scratch.run("verify", one, "--json")
    report = json.loads(done.stdout)
    return done.returncode == 0 and report["passed"] > 20 and {result["id"] for result in report["results"]} == {one}


def test_a_file_dropped_into_impls_is_built_listed_and_verified(scratch):
    assert scratch.listed()["callback/dropped"]["file"] == "impls/callback/dropped/stream.cpp"
    assert verified(scratch, "callback/dropped")


def test_a_file_in_a_folder_outside_the_tree_is_built_listed_and_verified(scratch):
    assert scratch.listed()["callback/visitor"]["file"].endswith("/callback/visitor/stream.cpp")
    assert not (scratch.tree / "impls/callback/visitor").exists()
    assert verified(scratch, "callback/visitor")


def test_files_in_another_language_are_found_in_both_places_too(scratch):
    assert scratch.listed()["callback/snake"]["file"] == "impls/callback/snake/stream.py"
    assert scratch.listed()["callback/serpent"]["file"].endswith("/callback/serpent/stream.py")
    assert verified(scratch, "callback/snake") and verified(scratch, "callback/serpent")


def test_a_file_dropped_into_a_configured_build_is_found_by_building_alone(scratch):
    scratch.drop(scratch.tree / "impls", "late")
    scratch.do("ninja", "-C", scratch.build, "fiveways")
    assert "callback/late" in scratch.listed()


def test_a_duplicate_aborts_with_its_name(scratch, tmp_path):
    again = tmp_path / "again"
    scratch.drop(again, "dropped")
    scratch.make(f"-DFIVEWAYS_EXTRA_IMPLS={again}")
    done = scratch.run("list")
    assert done.returncode == -6
    assert "callback/dropped is registered twice for shape stream" in done.stderr
    assert "impls/callback/dropped/stream.cpp" in done.stderr and "/again/callback/dropped/stream.cpp" in done.stderr


def test_a_duplicate_in_another_language_aborts_with_its_name(scratch, tmp_path):
    again = tmp_path / "again"
    scratch.drop(again, "snake", FOREIGN)
    scratch.make(f"-DFIVEWAYS_EXTRA_IMPLS={again}")
    done = scratch.run("list")
    assert done.returncode == -6
    assert "callback/snake is registered twice for shape stream" in done.stderr


def test_a_file_in_another_language_that_does_not_say_what_it_needs_is_refused(scratch, tmp_path):
    nameless = tmp_path / "callback" / "mute" / "stream.rb"
    nameless.parent.mkdir(parents=True)
    nameless.write_text("# callback/mute: says nothing of itself.\n")
    done = subprocess.run(["cmake", "--preset", "release", f"-DFIVEWAYS_EXTRA_IMPLS={tmp_path}"], cwd=scratch.tree, capture_output=True, text=True)
    assert done.returncode != 0 and "mute/stream.rb: its first comment has no line 'Needs:" in " ".join(done.stderr.split())
