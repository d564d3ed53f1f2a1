"""What a user types wrongly costs one clear sentence and a documented exit status."""

import json
import re
import signal
import socket
import subprocess
from contextlib import contextmanager

import pytest


def subcommands(fiveways):
    text = fiveways("--help").stdout
    return re.findall(r"^  ([a-z]+) +\S", text[text.index("Subcommands:"):].split("Exit status")[0], re.MULTILINE)


def ids(fiveways, shape):
    return [one["id"] for one in json.loads(fiveways("list", "--json").stdout)["implementations"] if one["shape"] == shape]


def expect_one_sentence(done, status):
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_help_of_every_subcommand_has_examples(fiveways):
    names = subcommands(fiveways)
    assert {"list", "serve", "verify"} <= set(names)
    for name in names:
        done = fiveways(name, "--help")
        assert done.returncode == 0
        assert "Examples:\n  fiveways " + name in done.stdout, name


def test_help_documents_the_exit_statuses(fiveways):
    text = fiveways("--help").stdout
    for meaning in ("0 fine", "1 a number is missing or wrong", "2 usage", "3 a resolved regression", "4"):
        assert meaning in text


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "callback/epol"),
        ("verify", "callback/epol"),
    ],
)
def test_an_unknown_id_lists_near_misses(fiveways, arguments):
    done = fiveways(*arguments)
    expect_one_sentence(done, 2)
    assert "callback/epol'" in done.stderr
    assert "near: callback/epoll" in done.stderr


@pytest.mark.parametrize(
    "arguments, named",
    [
        ((), ""),
        (("frobnicate",), ""),
        (("list", "--frobnicate"), "--frobnicate"),
        (("serve",), "id"),
        (("serve", "callback/epoll", "--threads", "0"), "--threads"),
        (("serve", "callback/epoll", "--threads", "many"), "--threads"),
        (("serve", "callback/epoll", "--listen", "nowhere"), "nowhere"),
        (("serve", "callback/epoll", "--listen", "127.0.0.1:99999"), "127.0.0.1:99999"),
        (("serve", "callback/epoll", "--listen", "unix:/no/such/folder/socket"), "/no/such/folder"),
        (("serve", "callback/epoll", "--workload", "ech"), "near: echo"),
        (("serve", "callback/epoll", "--workload", "fib"), "fork_join"),
        (("serve", "callback/epoll", "--param", "message_bytes=1"), "message_bytes"),
        (("serve", "callback/epoll", "--param", "message_bytes"), "--param"),
        (("serve", "callback/epoll", "--param", "frobs=1"), "frobs"),
        (("serve", "callback/epoll", "--param", "message_bytes=99999999999999999999"), "message_bytes=99999999999999999999"),
        (("verify", "--transport", "pigeon"), "--transport"),
        (("verify", "--check", "half_clos"), "near: half_close"),
    ],
)
def test_an_impossible_command_line_exits_with_2_and_names_what_is_wrong(fiveways, arguments, named):
    done = fiveways(*arguments)
    assert done.returncode == 2, done.stderr
    assert named in done.stderr
    assert "terminate" not in done.stderr


def test_serving_on_a_used_port_says_so_in_one_sentence(fiveways):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = "127.0.0.1:%d" % taken.getsockname()[1]
        done = fiveways("serve", "callback/epoll", "--listen", address)
    expect_one_sentence(done, 2)
    assert address in done.stderr and "Address already in use" in done.stderr


@contextmanager
def serving_at(fiveways, implementation, path):
    with subprocess.Popen([fiveways.program, "serve", implementation, "--listen", f"unix:{path}"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert f"on unix:{path};" in server.stdout.readline()
            yield server
        finally:
            server.kill()


@pytest.mark.parametrize("implementation", ["callback/epoll", "callback/python"])
def test_a_socket_file_is_removed_at_the_end_so_that_the_same_command_works_again(fiveways, tmp_path, implementation):
    path = tmp_path / "socket"
    for _ in range(2):
        with serving_at(fiveways, implementation, path) as server:
            server.send_signal(signal.SIGINT)
            assert server.wait(30) == 0
        assert not path.exists()


def test_a_socket_file_that_a_killed_server_left_is_replaced(fiveways, tmp_path):
    path = tmp_path / "socket"
    with serving_at(fiveways, "callback/epoll", path) as server:
        server.kill()
        server.wait(30)
    assert path.is_socket()
    with serving_at(fiveways, "callback/epoll", path), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(30)
        client.connect(str(path))
        client.sendall(b"hello")
        assert client.recv(5, socket.MSG_WAITALL) == b"hello"


def test_a_socket_where_somebody_listens_and_a_file_that_is_none_are_left_alone(fiveways, tmp_path):
    path = tmp_path / "socket"
    with serving_at(fiveways, "callback/epoll", path):
        done = fiveways("serve", "callback/epoll", "--listen", f"unix:{path}")
        expect_one_sentence(done, 2)
        assert f"unix:{path}: another process listens there" in done.stderr
        assert path.is_socket()
    file = tmp_path / "file"
    file.write_text("precious")
    done = fiveways("serve", "callback/epoll", "--listen", f"unix:{file}")
    expect_one_sentence(done, 2)
    assert f"{file} exists and is not a socket" in done.stderr and file.read_text() == "precious"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_served_implementation_meets_any_client_and_stops_on_a_signal(fiveways, how):
    with subprocess.Popen([fiveways.program, "serve", "callback/epoll"], stdout=subprocess.PIPE, text=True) as server:
        address = re.search(r"on 127\.0\.0\.1:(\d+);", server.stdout.readline())
        with socket.create_connection(("127.0.0.1", int(address[1])), timeout=30) as client:
            client.sendall(b"hello")
            assert client.recv(5, socket.MSG_WAITALL) == b"hello"
        server.send_signal(how)
        assert server.wait(30) == 0


def test_list_names_every_implementation_once(fiveways):
    listed = json.loads(fiveways("list", "--json").stdout)["implementations"]
    keys = [(one["shape"], one["id"]) for one in listed]
    assert len(keys) == len(set(keys))
    text = fiveways("list").stdout
    for _, one in keys:
        assert one in text


def test_verify_reports_each_check_and_counts_them(fiveways):
    done = fiveways("verify", "callback/epoll", "--workload", "echo", "--transport", "unix", "--check", "half_close", "--json")
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert (report["passed"], report["failed"], report["not_applicable"]) == (1, 0, 0)
    assert report["results"][0] == {"id": "callback/epoll", "shape": "stream", "transport": "unix", "check": "half_close",
                                    "outcome": "passed", "reason": ""}


def test_verify_ends_with_a_summary_and_status_1_when_a_check_fails(faulty):
    done = faulty("verify", "callback/crash", "--transport", "tcp", "--check", "many_at_once")
    assert done.returncode == 1
    assert "failed         callback/crash" in done.stdout and "ended by signal 6" in done.stdout
    assert done.stdout.endswith("verify: 0 passed, 1 failed, 0 not applicable\n")


def test_verify_checks_the_answers_of_computations(fiveways):
    one = ids(fiveways, "fork_join")[0]
    done = fiveways("verify", one)
    assert done.returncode == 0, done.stdout
    assert "fib n=22, 1 worker" in done.stdout


@pytest.mark.parametrize("arguments", [("serve",), ("verify",), ("load",)])
def test_what_this_machine_cannot_run_is_refused_with_its_reason(faulty, arguments):
    done = faulty(*arguments, "callback/not_available")
    expect_one_sentence(done, 4)
    assert "callback/not_available is not available here: no machine has what it needs" in done.stderr


def test_what_this_machine_cannot_run_is_listed_with_its_reason(faulty):
    assert re.search(r"callback/not_available .*not available here: no machine has what it needs", faulty("list").stdout)


def test_verify_passes_over_what_this_machine_cannot_run(faulty):
    done = faulty("verify", "callback/not_available", "callback/epoll", "--workload", "echo", "--check", "stop_unused", "--transport", "unix")
    assert done.returncode == 0
    assert "not applicable callback/not_available" in done.stdout and done.stdout.endswith("1 passed, 0 failed, 1 not applicable\n")
