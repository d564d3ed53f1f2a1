"""The folders' dependencies: workloads <- impls, workloads <- harness, never across; read from every #include and link line."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_INCLUDE = {"workloads": {"workloads"}, "impls": {"workloads", "impls"}, "harness": {"workloads", "harness"}}
GENERATED = {"workload_list.h"}  # by the build, from the listing of workloads/
# A parser or a hash library computes: no thread, no socket, no clock. Not in headers that implementations see.
SANS_IO = {"llhttp.h", "openssl/evp.h"}
OWNS_ITS_SOCKET = {("postgres", "libpq-fe.h")}  # what shape `readiness` is for: the library reads and writes, implementations wait
LOADS_THEM = {("library.cpp", "dlfcn.h")}  # only where they are called
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def violations(root):
    """One sentence for each include that crosses a border."""
    found = []
    for folder, allowed in MAY_INCLUDE.items():
        for file in sorted((root / folder).rglob("*")):
            if file.suffix not in (".h", ".cpp"):
                continue
            test = file.stem.endswith("_test")
            for kind, name in INCLUDE.findall(file.read_text()):
                where = f"{file.relative_to(root)} includes {name}"
                first = name.split("/")[0]
                if first in MAY_INCLUDE and "/" in name:
                    if first not in allowed:
                        found.append(f"{where}, but {folder}/ may know only {' and '.join(sorted(allowed))}")
                elif kind == '"' and name not in GENERATED and not (file.parent / name).is_file():
                    found.append(f"{where}, which is neither in its folder nor a path from the root")
                elif kind == '"' and ".." in name:
                    found.append(f"{where}: write the path from the root")
                elif folder == "workloads" and kind == "<" and not test and not re.fullmatch(r"[a-z_]+", name):
                    seen_by_all = file.suffix == ".h" and file.parent.name in ("io", "cpu", "shapes")
                    known = name in SANS_IO or (file.parent.name, name) in OWNS_ITS_SOCKET or (file.name, name) in LOADS_THEM
                    if not known or seen_by_all:
                        found.append(f"{where}, but workloads/ may know only the standard library and what computes without I/O")
    return found


def test_every_include_stays_within_its_layer():
    assert violations(ROOT) == []


@pytest.mark.parametrize(
    "file, include",
    [
        ("workloads/io/x.h", '"harness/service.h"'),
        ("workloads/x.cpp", '"impls/substrate/x.h"'),
        ("workloads/x.cpp", "<sys/socket.h>"),
        ("workloads/x.cpp", "<boost/asio.hpp>"),
        ("workloads/x.cpp", "<openssl/ssl.h>"),
        ("workloads/cpu/x.h", "<openssl/evp.h>"),
        ("impls/callback/epoll/stream.cpp", '"harness/descriptor.h"'),
        ("harness/run/x.cpp", '"impls/substrate/x.h"'),
        ("harness/run/x.cpp", '"../../impls/substrate/x.h"'),
        ("harness/run/x.cpp", '"missing.h"'),
    ],
)
def test_an_include_across_layers_is_found(tmp_path, file, include):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(f"#include {include}\n")
    assert len(violations(tmp_path)) == 1


def test_no_layer_is_linked_with_one_that_it_must_not_know():
    for folder, forbidden in (("workloads", "impls|harness"), ("impls", "harness"), ("harness", "impls")):
        links = re.findall(r"target_link_libraries\(([^)]*)\)", (ROOT / folder / "CMakeLists.txt").read_text())
        assert links, f"{folder}/CMakeLists.txt links nothing: this test reads it wrongly"
        for words in (link.split()[1:] for link in links):
            assert not [word for word in words if re.fullmatch(forbidden, word)]


def test_main_is_linked_with_both_sides():
    (link,) = re.findall(r"target_link_libraries\(fiveways ([^)]*)\)", (ROOT / "CMakeLists.txt").read_text())
    assert {"harness", "impls"} <= set(link.split())
    includes = [name for kind, name in INCLUDE.findall((ROOT / "main.cpp").read_text()) if kind == '"']
    assert {name.split("/")[0] for name in includes} <= {"harness", "impls", "workloads"}
