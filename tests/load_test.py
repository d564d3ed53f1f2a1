"""The load generator against servers that stall, die, lie, or do not exist: nothing is left out of the numbers, and it always ends."""

import json
import re
import resource
import signal
import socket
import subprocess
import threading
from contextlib import contextmanager

import pytest

from measuring import serving, until


def loading(program, address, *arguments):
    return subprocess.Popen([program, "load", address, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def is_connected(address):
    """Whether a client is connected to the server at `address` of IPv4 loopback."""
    port = int(address.rpartition(":")[2])
    with open("/proc/net/tcp") as table:
        return any(f" 0100007F:{port:04X} " in line and line.split()[3] == "01" for line in table)


@contextmanager
def stalled(server, after_s, for_s):
    """Stops the server once, `for_s` seconds long, `after_s` seconds from now."""
    timers = [threading.Timer(after_s, server.send_signal, [signal.SIGSTOP]),
              threading.Timer(after_s + for_s, server.send_signal, [signal.SIGCONT])]
    for timer in timers:
        timer.start()
    yield
    for timer in timers:
        timer.join()


def load_with_a_stall(fiveways, *arguments, after_s, for_s, workload="echo"):
    arguments = ("--workload", workload, *arguments)
    with serving(fiveways.program, "callback/epoll", "--workload", workload) as (server, address):
        with loading(fiveways.program, address, "--connections", "16", "--warm-up", "0", "--timeout", "20", "--json", *arguments) as load:
            until(lambda: is_connected(address), "the generator's connections")
            with stalled(server, after_s, for_s):
                text, errors = load.communicate(timeout=60)
            assert load.returncode == 0, errors
    return json.loads(text)


def test_an_open_loop_sees_a_stall_from_when_requests_were_due_and_a_closed_one_does_not(fiveways):
    found = load_with_a_stall(fiveways, "--rate", "2000", "--duration", "10", after_s=4, for_s=1)
    assert found["from_due"]["p99_ns"] >= 0.85e9
    assert found["from_due"]["max_ns"] <= 10e9
    assert found["from_send"]["p99_ns"] < 0.2e9
    assert found["lag_waiting"]["p99_ns"] >= 0.8e9, "the wait for a free connection is the server's"
    closed = load_with_a_stall(fiveways, "--duration", "5", after_s=2, for_s=0.5)
    assert closed["response"]["p99_ns"] < 0.1e9
    assert closed["response"]["max_ns"] >= 0.45e9


def test_an_open_loop_over_a_broadcast_sees_a_stall_from_when_messages_were_due(fiveways):
    found = load_with_a_stall(fiveways, "--rate", "16000", "--duration", "5", after_s=2, for_s=1, workload="chat")
    assert found["answered"] == found["offered"] > 0 and found["offered"] % 16 == 0, "a message is due for everyone"
    assert found["from_due"]["p99_ns"] >= 0.85e9
    assert found["lag_pacing"]["p90_ns"] < 0.8e9, "the publisher goes on"


def test_deliveries_are_counted_one_by_one(fiveways, tmp_path):
    done = fiveways("load", "coroutine/epoll", "--workload", "chat", "--connections", "20", "--rate", "20000", "--duration", "0.5", "--json", "--hgrm", tmp_path / "hgrm")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["offered"] == found["answered"] == samples_of(tmp_path / "hgrm") and found["lost"] == 0
    assert found["offered"] % 20 == 0 and found["offered"] == pytest.approx(10_000, rel=0.25)


def test_who_lost_a_message_is_welcomed_again_and_what_it_missed_is_counted(fiveways, faulty, tmp_path):
    arguments = ("--workload", "chat", "--connections", "5", "--rate", "2000", "--duration", "1", "--warm-up", "0", "--json", "--hgrm", tmp_path / "hgrm")
    with serving(faulty.program, "callback/drops", "--workload", "chat") as (_, address):
        done = fiveways("load", address, *arguments)
    found = json.loads(done.stdout)
    assert done.returncode == 1 and "answered wrongly" in done.stderr
    assert found["answered"] + found["lost"] == found["offered"] == samples_of(tmp_path / "hgrm")
    assert 5 <= found["lost"] <= found["errors"] + found["timeouts"] + found["wrong"]
    assert found["answered"] > found["offered"] / 2


@pytest.mark.parametrize("workload, rate", [("echo", "3000"), ("chat", "8000")])
def test_every_offered_request_is_answered_or_lost_and_in_the_histogram(fiveways, tmp_path, workload, rate):
    with serving(fiveways.program, "callback/epoll", "--workload", workload) as (server, address):
        arguments = ("--workload", workload, "--rate", rate, "--connections", "16", "--duration", "3", "--warm-up", "0", "--timeout", "0.3", "--json", "--hgrm", tmp_path / "hgrm")
        with loading(fiveways.program, address, *arguments) as load:
            until(lambda: is_connected(address), "the generator's connections")
            with stalled(server, 1, 0.7):
                text, errors = load.communicate(timeout=60)
            assert load.returncode == 1 and "timed out" in errors
    found = json.loads(text)
    assert found["offered"] == pytest.approx(3 * int(rate), rel=0.05 if workload == "echo" else 0.15)
    assert found["answered"] + found["lost"] == found["offered"]
    assert 0 < found["lost"] <= found["errors"] + found["timeouts"] + found["wrong"]
    assert 0 < found["delivered"] <= found["answered"]
    assert samples_of(tmp_path / "hgrm") == found["offered"]


@pytest.mark.parametrize("workload", ["echo", "chat"])
@pytest.mark.parametrize("loop", [(), ("--rate", "2000")], ids=["closed", "open"])
def test_a_server_that_dies_under_load_is_counted_and_the_load_ends(fiveways, loop, workload):
    with serving(fiveways.program, "callback/epoll", "--workload", workload) as (server, address):
        with loading(fiveways.program, address, *loop, "--workload", workload, "--duration", "1", "--timeout", "1", "--json") as load:
            until(lambda: is_connected(address), "the generator's connections")
            threading.Timer(0.7, server.kill).start()
            text, errors = load.communicate(timeout=30)
            assert load.returncode == 1
    found = json.loads(text)
    assert found["errors"] > 0
    assert "lost because the server closed the connection" in errors


@pytest.mark.parametrize("loop", [(), ("--rate", "3000")], ids=["closed", "open"])
def test_wrong_answers_are_counted_and_said(fiveways, faulty, loop):
    with serving(faulty.program, "callback/wrong_byte") as (_, address):
        done = fiveways("load", address, *loop, "--duration", "1", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["wrong"] > 0
    assert "answered wrongly" in done.stderr


def test_an_address_where_nothing_listens_is_named_at_once(fiveways):
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = "127.0.0.1:%d" % free.getsockname()[1]
    done = fiveways("load", address, timeout=8)  # refused is refused: not tried again until patience ends
    assert done.returncode == 4
    assert done.stderr == f"fiveways: {address} refuses connections: nothing listens there\n"


@pytest.mark.parametrize("address, status, named", [
    ("192.0.2.1:80", 2, "192.0.2.1:80 is not on this machine"),
    ("unix:/no/such/socket", 4, "unix:/no/such/socket: No such file"),
    ("callback/epol", 2, "near: callback/epoll"),
])
def test_an_impossible_target_costs_one_sentence(fiveways, address, status, named):
    done = fiveways("load", address)
    assert done.returncode == status
    assert named in done.stderr and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments, named", [
    (("callback/epoll", "--peak", "1000"), "--peak is for the open loop: give --rate"),
    (("callback/epoll", "--arrivals", "constant"), "--arrivals is for the open loop"),
    (("callback/epoll", "--objective-ms", "10"), "--objective-ms is for the open loop"),
    (("callback/epoll", "--burst-ms", "10"), "--burst-ms is for the open loop"),
    (("callback/epoll", "--burst-every-ms", "10"), "--burst-every-ms is for the open loop"),
    (("callback/epoll", "--rate", "1000", "--peak", "2000"), "--peak is for --arrivals ramp and burst"),
    (("callback/epoll", "--rate", "1000", "--peak", "2000", "--arrivals", "ramp", "--burst-ms", "5"), "--burst-ms is for --arrivals burst"),
    (("callback/epoll", "--seed", "-1"), "--seed: Value -1 not in range"),
    (("blocking/posix",), "--connections 64: blocking/posix serves at most 1: "),
])
def test_a_flag_that_would_do_nothing_or_cannot_be_met_is_refused(fiveways, arguments, named):
    done = fiveways("load", *arguments, "--duration", "0.1")
    assert done.returncode == 2 and done.stdout == ""
    assert named in done.stderr and len(done.stderr.splitlines()) <= 2


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_schedule_without_a_request_measures_nothing_and_says_so(fiveways, more):
    done = fiveways("load", "callback/epoll", "--rate", "1", "--arrivals", "constant", "--warm-up", "0.5", "--duration", "0.2", *more)
    assert done.returncode == 4 and done.stdout == ""
    assert done.stderr == "fiveways: --rate 1 --duration 0.2: no request is due in that time; offer more, or for longer\n"


def test_patience_with_lost_requests_is_not_in_the_rate(fiveways):
    """One connection is served, the others wait in vain until their time-out."""
    with serving(fiveways.program, "blocking/posix") as (_, address):
        done = fiveways("load", address, "--connections", "8", "--warm-up", "0", "--duration", "0.2", "--timeout", "2", "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["timeouts"] > 0 and found["requests"] > 0
    assert found["duration_ns"] == 200_000_000
    assert found["requests_per_s"] == pytest.approx(found["requests"] / 0.2)


def test_what_a_silent_server_leaves_unmeasured_is_absent(fiveways):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = "127.0.0.1:%d" % silent.getsockname()[1]
        arguments = ("load", address, "--connections", "2", "--warm-up", "0", "--duration", "0.1", "--timeout", "0.1")
        found, text = fiveways(*arguments, "--json"), fiveways(*arguments)
    assert found.returncode == text.returncode == 1
    assert json.loads(found.stdout)["requests"] == 0
    assert json.loads(found.stdout)["response"] == {} and "generator_cpu_ns_per_request" not in json.loads(found.stdout)
    assert "generator n/a" in text.stdout and "max n/a" in text.stdout


def test_too_few_descriptors_name_the_limit_and_the_command(fiveways):
    def limit():
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))

    done = fiveways("load", "null", "--connections", "16000", "--duration", "0.1", preexec_fn=limit)
    assert done.returncode == 4
    assert "--connections 16000" in done.stderr and "limit of 256" in done.stderr and "`ulimit -n 16100`" in done.stderr


def limited(descriptors):
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))


@pytest.mark.parametrize("arguments, sentence", [
    # 4 connections × 100 calls, the connections themselves, and 200 that every program needs.
    (("load", "callback/epoll", "--connections", "4", "--param", "calls=100"),
     "--connections 4 with calls=100 may need 604 descriptors in callback/epoll, the limit is 400: raise it with `ulimit -n 604`, or ask for at most --param calls=49"),
    (("load", "callback/epoll", "--connections", "4", "--param", "calls=100", "--param", "hedge_ns=1000000"),
     "--connections 4 with calls=100 and hedging may need 1004 descriptors in callback/epoll, the limit is 400: raise it with `ulimit -n 1004`, or ask for at most --param calls=24"),
    (("load", "callback/epoll", "--connections", "250"),
     "--connections 250 with calls=10 may need 2950 descriptors in callback/epoll, the limit is 400: raise it with `ulimit -n 2950`, or ask for fewer connections"),
    (("serve", "coroutine/asio", "--param", "calls=300"),
     "one connection with calls=300 may need 501 descriptors in coroutine/asio, the limit is 400: raise it with `ulimit -n 501`, or ask for at most --param calls=199"),
    # Three servers of a sliced round, and 32 descriptors that redis-server keeps for itself.
    (("run", "--plan", "standard", "--connections", "10", "--param", "calls=13", "--impl", "coroutine/epoll"),
     "case gateway-calls13-10c: --connections 10 with calls=13 may need 390 connections to redis-server, which takes at most 368: "
     "raise it with `ulimit -n 422`, or ask for at most --param calls=12, or name fewer with --impl"),
])
def test_more_connections_upstream_than_there_may_be_are_refused_before_anything_starts(fiveways, arguments, sentence):
    done = fiveways(*arguments, "--workload", "gateway", preexec_fn=limited(400))
    assert done.returncode == 4
    assert done.stderr == f"fiveways: {sentence}\n"


def samples_of(file):
    """The total count of a .hgrm file, after checking that its lines ascend and agree with the summary."""
    rows = [line.split() for line in file.read_text().splitlines()[2:] if not line.startswith("#")]
    values, shares, counts = ([float(row[i]) for row in rows] for i in range(3))
    assert values == sorted(values) and shares == sorted(shares) and counts == sorted(counts)
    assert shares[-1] == 1.0 and len(rows[-1]) == 3, "the last line is the maximum"
    total = int(re.search(r"Total count += +(\d+)\]", file.read_text())[1])
    assert counts[-1] == total
    return total


def test_a_closed_loop_writes_percentiles_of_every_request(fiveways, tmp_path):
    done = fiveways("load", "callback/epoll", "--duration", "0.5", "--json", "--hgrm", tmp_path / "hgrm")
    assert done.returncode == 0, done.stderr
    assert samples_of(tmp_path / "hgrm") == json.loads(done.stdout)["requests"] > 0
