"""The README says what is there: its code is the file, its commands and flags are the program's, its links lead somewhere."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
CELLS = (ROOT / "CELLS.md").read_text()
DOCUMENTS = ("README.md", "CELLS.md", "METHOD.md", "CONTRIBUTING.md")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def code_of(text):
    """Every line of fenced shell code, and every inline code span."""
    shell = [line for kind, body in FENCED.findall(text) if kind == "sh" for line in body.splitlines()]
    return shell + [span.replace("\n", " ") for span in re.findall(r"`([^`]+)`", FENCED.sub("", text))]


def commands(text):
    """(subcommand, flags) of every `fiveways …` in code."""
    found = []
    for code in code_of(text):
        match = re.match(r"(?:build/release/)?fiveways ([a-z]+)(.*)", code.split("  #")[0])
        if match:
            found.append((match[1], re.findall(r"--[a-z_-]+", match[2])))
    return found


def anchors(text):
    """The anchors that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def broken_links(document, text):
    found = []
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", text)):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        linked = (ROOT / document).parent / path if path else ROOT / document
        if not linked.exists() or (anchor and anchor not in anchors(linked.read_text())):
            found.append(target)
    return found


def test_the_implementation_shown_is_the_file():
    file, = re.findall(r"This is `(impls/[^`]+)`, whole:", README)
    body, = [body for kind, body in FENCED.findall(README) if kind == "cpp"]
    assert body == (ROOT / file).read_text()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_and_flag_exists(fiveways, document):
    unknown = []
    for name, flags in commands((ROOT / document).read_text()):
        text = fiveways(name, "--help").stdout  # of the program itself if there is no such subcommand
        if f"Usage: fiveways {name} " not in text:
            unknown.append(f"fiveways {name}")
        else:
            unknown += [f"fiveways {name} {flag}" for flag in flags if not re.search(re.escape(flag) + r"(?![\w-])", text)]
    assert unknown == []


def test_every_flag_named_alone_is_one_of_some_command(fiveways):
    listed = re.findall(r"^  ([a-z]+) {2,}", fiveways("--help").stdout.partition("Subcommands:")[2], re.MULTILINE)
    known = "".join(fiveways(name, "--help").stdout for name in listed)
    flags = {match[0] for match in (re.match(r"--[a-z_-]+", code) for code in code_of(README)) if match}
    assert {one for one in flags if not re.search(re.escape(one) + r"(?![\w-])", known)} == set()


def test_every_subcommand_is_in_the_table(fiveways):
    listed = re.findall(r"^  ([a-z]+) {2,}", fiveways("--help").stdout.partition("Subcommands:")[2], re.MULTILINE)
    assert set(listed) <= set(re.findall(r"^\| `([a-z]+)` \|", README, re.MULTILINE))


def test_the_tables_of_cells_are_those_of_the_program(fiveways):
    """A dot for each implementation and no other."""
    models = ("blocking", "multithreaded", "callback", "promise", "coroutine")
    shown = set()
    for shape, table in re.findall(r"shape `(\w+)`.*?\n\n((?:\|.*\n)+)", CELLS):
        for line in table.splitlines()[2:]:
            head, *cells = [cell.strip() for cell in line.strip("|").split("|")]
            backend = re.match(r"`(\w+)`", head)[1]
            shown |= {(shape, f"{model}/{backend}") for model, cell in zip(models, cells) if cell.startswith("●")}
    lines = fiveways("list").stdout.split("\n\n", 1)[1].splitlines()
    shape, listed = "", set()
    for line in lines:
        if re.fullmatch(r"\w+", line):
            shape = line
        elif line.strip():
            listed.add((shape, line.split()[0]))
    assert shown == listed


def test_the_overview_names_the_shapes_backends_and_workloads(fiveways):
    shown = {shape: (set(re.findall(r"`(\w+)`", workloads)), set(re.findall(r"`(\w+)`", backends)))
             for shape, workloads, backends in re.findall(r"^\| `(\w+)` \| (?:service|client|computation) \| (.*?) \| (.*?) \|$", README, re.MULTILINE)}
    listed = json.loads(fiveways("list", "--json").stdout)
    assert shown == {shape: ({one["name"] for one in listed["workloads"] if one["shape"] == shape}, {one["id"].split("/")[1] for one in listed["implementations"] if one["shape"] == shape})
                     for shape in {one["shape"] for one in listed["implementations"]}}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_relative_links_resolve(document):
    assert broken_links(document, (ROOT / document).read_text()) == []


@pytest.mark.parametrize("text", ["[x](missing.md)", "[x](README.md#no-such-heading)", "[x](#nor-this-one)"])
def test_a_broken_link_is_found(text):
    assert len(broken_links("README.md", text)) == 1


@pytest.mark.parametrize("script", sorted(set(re.findall(r"scripts/[a-z-]+", README))))
def test_every_script_named_exists_and_explains_itself(script):
    path = ROOT / script
    assert path.is_file()
    if "usage()" in path.read_text():
        done = subprocess.run([path, "--help"], capture_output=True, text=True, timeout=20)
        assert done.returncode == 0 and done.stdout.startswith(f"usage: {script}")


def test_a_new_implementation_is_not_written_over_an_old_one():
    file = ROOT / "impls/coroutine/epoll/stream.cpp"
    before = file.read_text()
    done = subprocess.run([ROOT / "scripts/new-impl", "coroutine/epoll", "stream"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 1 and "exists already" in done.stderr and file.read_text() == before


@pytest.mark.parametrize("arguments", [(), ("coroutine",), ("actor/epoll", "stream"), ("coroutine/EPOLL", "stream"), ("coroutine/new", "nonsense"), ("coroutine/new", "../x")])
def test_new_impl_lists_what_it_takes(arguments):
    done = subprocess.run([ROOT / "scripts/new-impl", *arguments], capture_output=True, text=True, timeout=20)
    assert done.returncode == 2 and done.stdout == ""
    for word in ("blocking multithreaded callback promise coroutine", "epoll", "fork_join", "stream"):
        assert word in done.stderr
