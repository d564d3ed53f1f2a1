"""Servers in other languages: started and stopped by systemd's convention, never orphaned, and their ports of `http` against the original."""

import os
import re
import signal
import socket
import struct
import subprocess
from contextlib import suppress

import pytest

from measuring import PROGRAM, all_ended, serving, until, watched

CELLS = ["blocking/python", "multithreaded/python", "callback/python", "coroutine/python_uvloop", "callback/node", "coroutine/node"]
LONG = b"x" * 9000


def get(target=b"/item/1", fields=b"", method=b"GET"):
    return method + b" " + target + b" HTTP/1.1\r\nHost: there\r\n" + fields + b"\r\n"


def post(fields):
    return b"POST /item/1 HTTP/1.1\r\n" + fields


CHUNKED = b"Host: a\r\nTransfer-Encoding: chunked\r\n\r\n"
LAST = get(fields=b"Connection: close\r\n")
REQUESTS = [
    get(), get(b"/item/18446744073709551615"), get(b"/item/007"), get(b"http://there/item/1"), get(method=b"HEAD"), get(b"/", method=b"HEAD"),
    *(get(target) for target in (b"/", b"/item/", b"/item/x", b"/item/-1", b"/item/18446744073709551616", b"/item/1?a", b"*", b"http://there")),
    *(get(method=method) for method in (b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH")),
    get(fields=b"Accept: */*\r\n") + post(b"HOST: x\r\nContent-Length: 3\r\n\r\nabc") + get(b"/item/9", method=b"HEAD"),
    post(CHUNKED + b"5\r\nGET /\r\n3;a=b\r\n\r\n\r\r\n0\r\nX: y\r\n\r\n"), get(fields=b"Upgrade: h2c\r\nConnection: Upgrade\r\n"),
    b"GET /item/1 HTTP/1.0\r\n\r\n", b"GET /item/1 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", b"\r\n" + get(), 300 * get(b"/item/5"),
    # What is refused with a status.
    b"hello\r\n\r\n", b"\x16\x03\x01\x02", b"BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /item/1\r\n\r\n", b"GET /item/1 HTTP/2.0\r\nHost: a\r\n\r\n",
    b"GET /item/1 HTTP/1.1\r\n\r\n", post(b"Host: a\r\nhost: b\r\n\r\n"), post(b"Host : a\r\n\r\n"), post(b"Host: a\r\n: b\r\n\r\n"),
    b"GET /item/1 HTTP/1.1\nHost: a\n\n", post(b"Host: a\rX: b\r\n\r\n"), post(b"Host: a\0b\r\n\r\n"),
    post(b"Host: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"), post(b"Host: a\r\nContent-Length: +3\r\n\r\nabc"),
    post(b"Host: a\r\nContent-Length: 3, 3\r\n\r\nabc"), post(b"Host: a\r\nContent-Length: 18446744073709551616\r\n\r\n"),
    post(b"Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    post(b"Host: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"), post(b"Host: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n", post(CHUNKED + b"xyz\r\n"),
    post(b"Host: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"), get(b"/" + LONG), post(b"Host: a\r\nX: " + LONG + b"\r\n\r\n"),
    post(b"Host: a\r\n" + LONG + b": x\r\n\r\n"), post(b"Host: a\r\nContent-Length: 1048577\r\n\r\n"),
    post(CHUNKED + b"100001\r\n" + b"x" * 0x100001), post(b"Host: a\r\n" + 100 * b"a:b\r\n" + b"\r\n"),
]


def connected(address):
    host, port = address.split(":")
    return socket.create_connection((host, int(port)), timeout=20)


def reply_to(address, parts):
    """All that the server says until it closes, its dates replaced."""
    said = b""
    with connected(address) as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(ConnectionResetError, BrokenPipeError):  # it closed while we were writing what it does not want
            for part in parts:
                peer.sendall(part)
        with suppress(ConnectionResetError):
            while more := peer.recv(1 << 16):
                said += more
    return re.sub(rb"\r\nDate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n", b"\r\nDate: now\r\n", said)


@pytest.mark.parametrize("cell", ["callback/python", "callback/node"])
def test_a_port_of_http_replies_as_the_original_to_the_letter(cell):
    with serving(PROGRAM, "callback/epoll", "--workload", "http") as (_, original), serving(PROGRAM, cell, "--workload", "http") as (_, port):
        for request in REQUESTS:
            expected = reply_to(original, [request + LAST])
            assert reply_to(port, [request + LAST]) == expected, request[:80]
            if len(request) < 1000:
                letters = [bytes([one]) for one in request + LAST]
                assert reply_to(port, letters) == expected, request[:80]


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("cell", CELLS)
def test_a_signal_stops_it_with_connections_open(cell, stop):
    with serving(PROGRAM, cell) as (server, address), connected(address) as peer:
        peer.sendall(b"hello")
        assert peer.recv(5) == b"hello"
        server.send_signal(stop)
        assert server.wait(20) == 0
        assert peer.recv(1) == b""


EXCHANGE_CELLS = ["blocking/python", "multithreaded/python", "promise/python", "callback/python_uvloop", "coroutine/node"]


@pytest.mark.parametrize("cell", EXCHANGE_CELLS)
def test_a_signal_stops_it_in_mid_pause(cell):
    with serving(PROGRAM, cell, "--workload", "blend") as (server, address), connected(address) as peer:
        peer.sendall(struct.pack("<3Q", 1, 0, 0))  # nonce, wait in ns, rounds
        assert len(peer.recv(32, socket.MSG_WAITALL)) == 32
        peer.sendall(struct.pack("<3Q", 2, 30_000_000_000, 0))
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("cell", ["callback/python", "promise/python_uvloop", "callback/node"])
def test_a_signal_stops_it_while_other_threads_compute(cell, stop):
    blend = ("--workload", "blend", "--param", "offload=1", "--threads", "2")
    with serving(PROGRAM, cell, *blend) as (server, address), connected(address) as light, connected(address) as heavy:
        light.sendall(struct.pack("<3Q", 1, 0, 1000))  # nonce, wait in ns, rounds
        assert len(light.recv(32, socket.MSG_WAITALL)) == 32
        heavy.sendall(struct.pack("<3Q", 2, 0, 1 << 36))
        begun = cpu_ticks_of(server.pid)
        until(lambda: cpu_ticks_of(server.pid) > begun + 20, "a thread that computes")
        light.sendall(struct.pack("<3Q", 3, 0, 1000))
        assert len(light.recv(32, socket.MSG_WAITALL)) == 32
        server.send_signal(stop)
        assert server.wait(5) == 0


@pytest.mark.parametrize("cell", ["callback/python", "coroutine/node"])
def test_an_upstream_server_of_its_own_ends_with_it(cell):
    with serving(PROGRAM, cell, "--workload", "gateway") as (server, address), connected(address) as peer:
        peer.sendall(struct.pack("<6Q", 7, 3, 0, 1000, 1_000_000_000, 0))  # nonce, calls, slow per cent, slow, deadline, hedge
        nonce, _, *values = struct.unpack("<5Q", peer.recv(40, socket.MSG_WAITALL))
        assert nonce == 7 and all(value >> 63 for value in values)
        children = [int(pid) for pid in filter(str.isdigit, os.listdir("/proc")) if parent_of(pid) == server.pid]
        ends = watched(children)
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0 and len(children) == 2
    assert all_ended(ends)


@pytest.mark.parametrize("cell", ["callback/python", "coroutine/node"])
def test_the_process_that_is_measured_is_the_interpreter(cell):
    with serving(PROGRAM, cell) as (server, address), connected(address) as peer:
        peer.sendall(b"x")
        peer.recv(1)
        assert os.readlink(f"/proc/{server.pid}/exe").startswith(("/usr/bin/python3", "/usr/bin/node"))
        assert not [pid for pid in filter(str.isdigit, os.listdir("/proc")) if parent_of(pid) == server.pid]


def parent_of(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return int(stat.read().rpartition(")")[2].split()[1])
    except OSError:
        return None


def cpu_ticks_of(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return sum(int(one) for one in stat.read().rpartition(")")[2].split()[11:13])


@pytest.mark.parametrize("cell", ["blocking/python", "coroutine/python", "callback/node"])
def test_no_server_outlives_a_harness_that_is_killed(cell):
    with subprocess.Popen([PROGRAM, "load", cell, "--connections", "1", "--duration", "30"], stdout=subprocess.DEVNULL) as harness:
        servers = until(lambda: [int(pid) for pid in filter(str.isdigit, os.listdir("/proc")) if parent_of(pid) == harness.pid], "a server")
        ends = watched(servers)
        harness.kill()
    assert all_ended(ends)


def test_a_missing_interpreter_is_told_with_its_package():
    faulty = PROGRAM.parent / "tests" / "faulty_fiveways"
    done = subprocess.run([faulty, "serve", "callback/absent"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 4
    assert "callback/absent is not available here: /nowhere/interpreter is missing: apt-get install no-such-package" in done.stderr
    assert "/nowhere/interpreter is missing" in subprocess.run([faulty, "list"], capture_output=True, text=True, timeout=20).stdout


def test_a_file_started_without_a_socket_says_who_starts_it():
    path = PROGRAM.parent.parent.parent / "impls" / "callback" / "python" / "stream.py"
    environment = os.environ | {"PYTHONPATH": str(path.parents[2] / "substrate" / "python")}
    done = subprocess.run(["/usr/bin/python3", path, "echo", "1"], env=environment, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1 and "`fiveways serve` starts this file" in done.stderr
