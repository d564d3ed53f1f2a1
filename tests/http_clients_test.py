"""Clients that others wrote agree with the workload `http`: curl, wrk, h2load, ab, and requests typed by hand."""

import email.utils
import json
import re
import select
import shutil
import socket
import subprocess
import time

import pytest

from measuring import PROGRAM, serving

PACKAGES = {"curl": "curl", "wrk": "wrk", "h2load": "nghttp2-client", "ab": "apache2-utils", "nc": "netcat-openbsd"}
CELLS = ["multithreaded/posix", "callback/epoll", "promise/epoll", "coroutine/asio", "callback/python", "callback/node"]
MASK = (1 << 64) - 1


def mix(value):
    """SplitMix64's finaliser, as workloads/mix.h has it."""
    value = (value + 0x9E3779B97F4A7C15) & MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return value ^ (value >> 31)


def body_of(item, size=64):
    """The specification of a body, written a second time."""
    bits, letters = 0x1F1F1F1F1F1F1F1F, 0x4040404040404040
    key = mix(mix(item)) & bits
    return b"".join(((mix(i) & bits | letters) ^ key).to_bytes(8, "little") for i in range(-(-size // 8)))[:size]


def tool(name):
    path = shutil.which(name)
    assert path, f"{name} is missing: scripts/setup installs it (Debian's package {PACKAGES[name]})"
    return path


def call(name, *arguments):
    done = subprocess.run([tool(name), *arguments], capture_output=True, timeout=60)
    assert done.returncode == 0, (name, arguments, done.stdout, done.stderr)
    return done.stdout


@pytest.fixture(scope="module", params=CELLS)
def url(request):
    """Where a server of the workload is, without a target."""
    with serving(PROGRAM, request.param, "--workload", "http") as (_, address):
        yield f"http://{address}"


def test_curl_gets_an_item(url):
    assert call("curl", "-sS", "--fail", f"{url}/item/42") == body_of(42)


def test_curl_reads_a_head_without_a_body(url):
    head = call("curl", "-sS", "--head", f"{url}/item/42").decode()
    assert head.startswith("HTTP/1.1 200 OK\r\n") and "\r\nContent-Length: 64\r\n" in head and head.endswith("\r\n\r\n")


def test_curl_sees_the_server_s_time(url):
    head = call("curl", "-sS", "--head", f"{url}/item/42").decode()
    date = email.utils.parsedate_to_datetime(re.search(r"\r\nDate: (.*)\r\n", head)[1])
    assert abs(date.timestamp() - time.time()) < 30


def statuses_and_connections(*arguments):
    """What curl saw of each transfer: its status, and how many connections it had to open for it."""
    text = call("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code} %{num_connects}\n", *arguments).decode()
    return [tuple(map(int, line.split())) for line in text.splitlines()]


def test_curl_reuses_its_connection_after_any_answer(url):
    more = [word for target in ("/item/2", "/missing", "/item/3") for word in ("-o", "/dev/null", url + target)]
    assert statuses_and_connections(f"{url}/item/1", *more) == [(200, 1), (200, 0), (404, 0), (200, 0)]
    posts = ["-d", "some content", f"{url}/item/1", "-o", "/dev/null", f"{url}/item/2"]
    assert statuses_and_connections(*posts) == [(405, 1), (405, 0)]
    chunks = ["-H", "Transfer-Encoding: chunked", *posts]
    assert statuses_and_connections(*chunks) == [(405, 1), (405, 0)]


def test_curl_of_http_1_0_and_close_connects_each_time(url):
    both = [f"{url}/item/1", "-o", "/dev/null", f"{url}/item/2"]
    assert statuses_and_connections("--http1.0", *both) == [(200, 1), (200, 1)]
    assert statuses_and_connections("-H", "Connection: close", *both) == [(200, 1), (200, 1)]
    assert statuses_and_connections("--http1.0", "-H", "Connection: keep-alive", *both) == [(200, 1), (200, 0)]


def test_curl_is_told_what_is_too_large(url):
    assert statuses_and_connections("-H", "X: " + "x" * 9000, f"{url}/item/1") == [(431, 1)]
    assert statuses_and_connections(f"{url}/" + "x" * 9000) == [(414, 1)]


def test_wrk_sees_no_error(url):
    text = call("wrk", "-t1", "-c16", "-d1s", f"{url}/item/42").decode()
    assert int(re.search(r"(\d+) requests in", text)[1]) > 100
    assert "Socket errors" not in text and "Non-2xx" not in text


def test_h2load_sees_no_error_pipelined_or_not(url):
    for pipelined in ("1", "8"):
        text = call("h2load", "--h1", "-n", "2000", "-c", "8", "-m", pipelined, f"{url}/item/42").decode()
        assert "2000 succeeded, 0 failed, 0 errored, 0 timeout" in text
        assert "status codes: 2000 2xx, 0 3xx, 0 4xx, 0 5xx" in text


def test_ab_keeps_its_connections(url):
    text = call("ab", "-k", "-n", "2000", "-c", "8", f"{url}/item/42").decode()
    for name, count in (("Complete requests", 2000), ("Failed requests", 0), ("Keep-Alive requests", 2000)):
        assert re.search(rf"^{name}: +{count}$", text, re.MULTILINE), text
    assert re.search(r"^HTML transferred: +128000 bytes$", text, re.MULTILINE), text
    assert "Non-2xx" not in text


def test_a_request_typed_letter_by_letter_is_answered_at_its_end(url):
    host, port = url.removeprefix("http://").split(":")
    with subprocess.Popen([tool("nc"), host, port], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as typed:
        request = b"GET /item/7 HTTP/1.1\r\nHost: a typist\r\nConnection: close\r\n\r\n"
        for i, letter in enumerate(request):
            typed.stdin.write(bytes([letter]))
            if i + 1 < len(request):
                assert not select.select([typed.stdout], [], [], 0.003)[0], "an answer to half a request"
        answer = b""
        while not answer.endswith(body_of(7)):
            assert select.select([typed.stdout], [], [], 20)[0], f"no more than {answer}"
            part = typed.stdout.read(4096)
            assert part, f"an end after {answer}"
            answer += part
        typed.stdin.close()
        assert typed.wait(20) == 0, "the server did not hang up"
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n") and answer.endswith(b"\r\nConnection: close\r\n\r\n" + body_of(7))


def test_nonsense_typed_by_hand_is_told_so_and_hung_up_on(url):
    host, port = url.removeprefix("http://").split(":")
    done = subprocess.run([tool("nc"), host, port], input=b"good morning\r\n", capture_output=True, timeout=20)
    assert done.stdout.startswith(b"HTTP/1.1 400 Bad Request\r\n") and b"\r\nConnection: close\r\n" in done.stdout


def test_every_implementation_closes_after_the_last_byte_and_not_before(fiveways):
    """A large reply to a client that takes little at once, so that the end comes after a partial write."""
    size = 1 << 20
    cells = [one["id"] for one in json.loads(fiveways("list", "--json").stdout)["implementations"] if one["shape"] == "stream"]
    for cell in cells:
        with serving(PROGRAM, cell, "--workload", "http", "--param", f"body_bytes={size}") as (_, address):
            host, port = address.split(":")
            with socket.socket() as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.settimeout(20)
                client.connect((host, int(port)))
                client.sendall(b"GET /item/9 HTTP/1.0\r\n\r\n")
                answer = b""
                while part := client.recv(1 << 16):
                    answer += part
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.endswith(b"Connection: close"), cell
        assert body == body_of(9, size), f"{cell}: {len(body)} of {size} bytes before the end"
