"""Writes SYNTHETIC results folders for the tests of reports/: seeded, shaped like a run, measured by nobody.

`synthesize.py FOLDER [--rounds N] [--slices N] [--full]`. reports/testdata/ holds two that `committed()` describes; a test
compares them with what this script writes.
"""
import argparse
import json
from math import exp, log
from pathlib import Path
from random import Random

POOL = ["callback/epoll", "promise/epoll", "coroutine/epoll", "multithreaded/posix", "multithreaded/pool",
        "multithreaded/asio", "callback/asio", "promise/asio", "coroutine/asio"]
BLOCKING = ["blocking/posix", "blocking/asio"]
COMPUTE = ["multithreaded/tbb", "blocking/std", "multithreaded/std", "promise/std", "multithreaded/pool", "callback/pool", "promise/pool",
           "coroutine/pool", "coroutine/tbb"]
COARSENED = {"multithreaded/std", "promise/std"}
CPU_FACTOR = {"callback/epoll": 1.0, "promise/epoll": 1.012, "coroutine/epoll": 1.003, "multithreaded/posix": 1.5,
              "multithreaded/pool": 1.74, "multithreaded/asio": 1.58, "callback/asio": 1.045, "promise/asio": 1.09,
              "coroutine/asio": 1.075, "blocking/posix": 0.97, "blocking/asio": 1.01, "null": 0.82}
NODE_NS = {"multithreaded/tbb": 49, "blocking/std": 0.9, "multithreaded/std": 2.4, "promise/std": 14, "multithreaded/pool": 61,
           "callback/pool": 44, "promise/pool": 88, "coroutine/pool": 47, "coroutine/tbb": 58, "null": 0.4}
TAIL = {"multithreaded/posix": 1.9, "coroutine/asio": 1.2, "callback/asio": 1.15, "null": 0.7}


def echo_case(connections, rounds, slices, contestants, transport="tcp"):
    unix = ", Unix socket" if transport == "unix" else ""
    return {"id": f"echo-{connections}c" + ("-unix" if unix else ""), "title": f"echo, {connections} connections, 64 B, closed loop{unix}",
            "kind": "service", "workload": "echo", "shape": "stream", "parameters": {"message_bytes": 64},
            "load": {"model": "closed", "connections": connections, "pipelining": 1, "transport": transport, "timeout_ns": 2_000_000_000,
                     "busy_policy": "wait_in_client"},
            "server_threads": 1, "launch": "sliced", "rounds": rounds, "slices": slices, "slice_ns": 60_000_000, "lead_in_ns": 10_000_000,
            "primary": "server_cpu_per_request_ns", "reference": "callback/epoll", "contestants": contestants,
            "family": "echo-connections" + ("-unix" if unix else "")}


def open_case(rate, rounds, contestants):
    return {"id": f"echo-64c-open-{rate // 1000}k", "title": f"echo, 64 connections, 64 B, open loop, {rate} /s",
            "kind": "service", "workload": "echo", "shape": "stream", "parameters": {"message_bytes": 64},
            "load": {"model": "open", "connections": 64, "pipelining": 1, "arrivals": "poisson", "rate_per_s": rate, "transport": "tcp",
                     "timeout_ns": 2_000_000_000, "busy_policy": "wait_in_client"},
            "server_threads": 1, "launch": "alone", "rounds": rounds, "duration_ns": 1_000_000_000, "primary": "p99_ns",
            "reference": "callback/epoll", "contestants": contestants, "family": "echo-rate"}


def compute_case(workload, size, rounds, slices, contestants, workers=2):
    return {"id": f"{workload}-{workers}w", "title": f"{workload}({size}), {workers} workers", "kind": "computation", "workload": workload,
            "shape": "fork_join", "parameters": {"size": size}, "workers": workers, "launch": "sliced", "rounds": rounds, "slices": slices,
            "slice_ns": 100_000_000, "primary": "elapsed_per_unit_ns", "reference": "multithreaded/tbb", "contestants": contestants}


def histogram(random, count, center_ns, sigma, edges):
    """Counts of a log-normal body with a heavier tail, spread over `edges` buckets."""
    samples = 400
    values = sorted(center_ns * exp(random.gauss(0, sigma) + (2.2 * random.random() if random.random() < 0.03 else 0))
                    for _ in range(samples))
    low, high = values[0] * 0.98, values[-1] * 1.01
    bounds = [int(low * (high / low) ** ((i + 1) / edges)) for i in range(edges)]
    counts, at = [], 0
    for bound in bounds:
        upto = at
        while upto < samples and values[upto] <= bound:
            upto += 1
        counts.append(upto - at)
        at = upto
    counts[-1] += samples - at
    scaled = [round(c * count / samples) for c in counts]
    scaled[scaled.index(max(scaled))] += count - sum(scaled)
    buckets = [[bound, c] for bound, c in zip(bounds, scaled) if c]
    return {"count": count, "min_ns": int(low), "max_ns": buckets[-1][0], "mean_ns": int(sum(b * c for b, c in buckets) / count),
            "buckets": buckets}


class Writer:
    """Draws launches; `order` and the clock run through the whole file, as they do in a run."""

    def __init__(self, seed):
        self.random, self.order, self.clock, self.lines = Random(seed), 0, 0, []

    def launch(self, case, number, contestant, role, attempt=0, **more):
        model, _, backend = contestant.partition("/")
        self.order += 1
        return {"schema": 1, "case": case["id"], "round": number, "attempt": attempt, "order": self.order,
                "started_utc": "2026-11-20T23:15:00Z", "contestant": contestant, "role": role,
                "model": "" if role == "null" else model, "backend": "" if role == "null" else backend, "track": "idiomatic",
                "coarsened": contestant in COARSENED, "outcome": "ok", "sentence": "", **more,
                "disturbance": {"steal_share": 0.001, "foreign_cpu_share": 0.0, "psi_share": 0.0, "disturbed": False, "sentence": ""}}

    def members(self, case):
        reference = case["reference"]
        pairs = [(reference, "reference"), (reference, "copy"), ("null", "null")]
        return pairs + [(name, "contestant") for name in case["contestants"] if name != reference]

    def round(self, case, number, attempt=0, disturbed=False):
        drift = [exp(self.random.gauss(0, 0.12)) for _ in range(case.get("slices", 1))]
        for contestant, role in self.members(case):
            offset = exp(self.random.gauss(0, 0.006))
            if case["kind"] == "computation":
                launch = self.computation(case, number, contestant, role, drift, offset)
            elif case["load"]["model"] == "open":
                launch = self.open_loop(case, number, contestant, role)
            else:
                launch = self.closed_loop(case, number, contestant, role, drift, offset * (1.2 if disturbed else 1))
            launch["attempt"] = attempt
            if disturbed:
                launch["disturbance"].update(steal_share=0.09, disturbed=True, sentence="steal 9 % of the round")
            self.lines.append(launch)

    def closed_loop(self, case, number, contestant, role, drift, offset):
        connections = case["load"]["connections"]
        threads = contestant.startswith("multithreaded")
        base = (1350 if case["load"]["transport"] == "unix" else 4800) * (1 + 0.6 / connections)
        cpu = base * CPU_FACTOR[contestant] * offset * (1 + (0.05 * log(connections) / log(256) if threads else 0))
        # One connection waits for wake-ups; with many the server fills its CPU; the null server leaves that to the generator.
        server, generator = (0.42, 0.45) if connections < 16 else (0.80, 0.97) if role == "null" else (0.97, 0.85)
        slices = []
        for index, factor in enumerate(drift):
            duration = 60_000_000 + self.random.randrange(20_000)
            per = cpu * factor * exp(self.random.gauss(0, 0.008))
            requests = int(duration * server / per)
            self.clock += duration + 10_000_000
            slices.append({"index": index, "started_ns": self.clock, "duration_ns": duration, "requests": requests,
                           "server_cpu_ns": int(requests * per), "generator_cpu_ns": int(duration * generator), "errors": 0, "timeouts": 0,
                           "wrong": 0})
        return self.launch(case, number, contestant, role, slices=slices, cost=self.cost(slices, contestant, connections))

    def cost(self, slices, contestant, connections):
        requests = int(sum(one["requests"] for one in slices) * 1.17)
        total = sum(one["server_cpu_ns"] for one in slices) * 1.17
        share = {"asio": 0.09, "epoll": 0.03}.get(contestant.partition("/")[2], 0.05) + (0.03 if contestant == "coroutine/asio" else 0)
        threads = contestant.startswith("multithreaded")
        tick = 4_000_000
        rss = int(4.1e6 + (13_000 if threads else 700) * connections + self.random.randrange(60_000))
        return {"requests": requests, "wall_ns": int(sum(one["duration_ns"] for one in slices) * 1.17), "user_ns": int(total * share / tick) * tick,
                "system_ns": int(total * (1 - share) / tick) * tick, "voluntary_switches": int(requests * (0.98 if threads else 0.03)),
                "involuntary_switches": int(requests * 0.004), "minor_faults": 210, "major_faults": 0,
                "threads": connections + 1 if contestant == "multithreaded/posix" else 5 if threads else 1,
                "rss_bytes": rss, "pss_bytes": int(rss * 0.6), "counted_requests": requests, "syscalls": int(requests * (2.0 if threads else 2.06)),
                "counters_absent": "no hardware counters"}

    def open_loop(self, case, number, contestant, role):
        rate = case["load"]["rate_per_s"]
        capacity = 200_000 / CPU_FACTOR[contestant]
        offered = rate + self.random.randrange(-200, 200)
        delivered = min(offered, int(capacity * exp(self.random.gauss(0, 0.01))))
        load = min(0.97, rate / capacity)
        center = 24_000 * TAIL.get(contestant, 1.0) / (1 - load) ** 0.8
        center *= 30 if delivered < offered * 0.99 else 1
        latency = {"offered": offered, "delivered": delivered, "errors": 0, "timeouts": 0, "duration_ns": 1_000_000_000,
                   "from_due": histogram(self.random, delivered, center * exp(self.random.gauss(0, 0.05)), 0.35, 12),
                   "from_send": histogram(self.random, delivered, center * 0.93, 0.33, 5),
                   "lag_pacing": histogram(self.random, offered, 900, 0.5, 3), "lag_waiting": histogram(self.random, offered, 300, 0.4, 2),
                   "generator_working_share": round(0.2 + rate / 500_000, 3),
                   "send_gaps_ns": [int(self.random.expovariate(rate / 1e9)) for _ in range(24)]}
        cpu = int(delivered * 5200 * CPU_FACTOR[contestant])
        slices = [{"index": 0, "started_ns": self.clock, "duration_ns": 1_000_000_000, "requests": delivered, "server_cpu_ns": cpu,
                   "generator_cpu_ns": 500_000_000, "errors": 0, "timeouts": 0, "wrong": 0}]
        self.clock += 1_000_000_000
        return self.launch(case, number, contestant, role, slices=slices, cost=self.cost(slices, contestant, 64), latency=latency)

    def computation(self, case, number, contestant, role, drift, offset):
        nodes = 1_111_111 if case["workload"] == "skynet" else 2_692_537
        node_ns = NODE_NS[contestant] * offset * (1.3 if case["workload"] == "skynet" else 1.0)
        iterations = max(1, int(100_000_000 / (node_ns * nodes)))
        slices = []
        for index, factor in enumerate(drift):
            real = int(iterations * nodes * node_ns * factor * exp(self.random.gauss(0, 0.006)))
            self.clock += real
            slices.append({"index": index, "started_ns": self.clock, "iterations": iterations, "real_ns": real, "cpu_ns": int(real * 1.93)})
        launch = self.launch(case, number, contestant, role, slices=slices, units=nodes, workers=case["workers"])
        launch["cost"] = {"rss_bytes": 5_300_000 + self.random.randrange(2_000_000), "pss_bytes": 3_100_000, "threads": case["workers"]}
        return launch


def skipped(cases):
    out = []
    for case in cases:
        if case["kind"] == "service" and not set(BLOCKING) & set(case["contestants"]):
            out += [{"case": case["id"], "contestant": name, "kind": "not_applicable",
                     "reason": "at most 1 connections: it serves one connection at a time"} for name in BLOCKING]
    out.append({"case": "chat", "contestant": "callback/epoll", "kind": "not_in_plan", "reason": "the quick plan has no broadcast"})
    return out


def implementations():
    traits = [("stream", name) for name in BLOCKING + POOL] + [("fork_join", name) for name in COMPUTE]
    return [{"id": name, "shape": shape, "file": f"impls/{name}/{shape}.cpp", "track": "idiomatic", "threads": "one loop a thread",
             "stops_by": "shutdown(2) of its socket" if name.startswith("blocking/") and shape == "stream" else "", "coarsened": name in COARSENED,
             "limit_reason": "it serves one connection at a time" if name in BLOCKING and shape == "stream" else "", "remark": ""}
            for shape, name in traits]


def write(folder, cases, rounds, seed, faults=True):
    """Writes one folder. With `faults`: a wrong answer (a round of echo-256c) and a round of echo-16c that was disturbed and repeated."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(seed)
    for number in range(rounds):
        for case in cases:
            if faults and case["id"] == "echo-16c" and number == rounds - 1:
                writer.round(case, number, disturbed=True)
                writer.round(case, number, attempt=1)
            else:
                writer.round(case, number)
    if faults:
        bad = next((one for one in writer.lines if one["case"] == "echo-256c" and one["contestant"] == "promise/asio" and one["round"] == 1), None)
        if bad:
            bad.update(outcome="wrong", sentence="request 4711 of connection 12: byte 9 of 64 is 0x41, not 0x5a", slices=[], cost={})
    plan = {"schema": 1, "plan": "synthetic", "seed": seed, "budget_s": 150, "exploratory": rounds < 9,
            "command": f"fiveways run --plan synthetic --seed {seed}", "commit": "0000000", "dirty": False, "partial": False,
            "started_utc": "2026-11-20T23:15:00Z", "server_cpus": [1], "generator_cpus": [0],
            "margins": {"server_cpu_per_request": 0.02, "throughput": 0.02, "p50": 0.05, "p99": 0.5, "elapsed": 0.02},
            "cases": cases, "skipped": skipped(cases), "implementations": implementations()}
    environment = {"schema": 1, "grade": "C", "facts": {
        "note": "SYNTHETIC: drawn by tests/reports/synthesize.py, measured by nobody",
        "cpu": {"model": "a processor", "logical": 2, "governor": "unknown"}, "kernel": {"release": "6.1.0", "aslr": 2},
        "limits": {"nofile_hard": 20000, "somaxconn": 4096}, "build": {"type": "Release", "compiler": "GNU 12.2.0"}},
        "instabilities": [
            {"id": "virtual_machine", "severity": "warning", "sentence": "This is a virtual machine: its neighbours are invisible.",
             "fix": "measure on bare metal"},
            {"id": "somaxconn", "severity": "note", "sentence": "somaxconn is 4096.", "fix": "sysctl -w net.core.somaxconn=65535"}]}
    run = {"schema": 1, "finished": True, "stopped_by": "", "duration_s": 141, "rounds_repeated": 1 if faults else 0}
    for name, document in (("plan", plan), ("environment", environment), ("run", run)):
        (folder / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n")
    (folder / "launches.jsonl").write_text("".join(json.dumps(one, separators=(",", ":")) + "\n" for one in writer.lines))


def cases_of(rounds, slices, full):
    some = ["callback/epoll", "coroutine/epoll", "multithreaded/posix", "coroutine/asio"]
    connections = [echo_case(1, rounds, slices, POOL + BLOCKING if full else some[:1] + BLOCKING), echo_case(16, rounds, slices, POOL if full else some),
                   echo_case(64, rounds, slices, POOL), echo_case(256, rounds, slices, POOL if full else some[:1] + ["promise/asio"])]
    unix = [echo_case(64, rounds, slices, POOL, "unix")] if full else []
    rates = [open_case(rate, rounds, POOL if full else some[:3]) for rate in (25_000, 50_000, 100_000, 150_000)]
    return connections + unix + rates + [compute_case("fib", 30, rounds, slices, COMPUTE), compute_case("skynet", 6, rounds, slices, COMPUTE if full else COMPUTE[:3])]


def committed():
    """{name in reports/testdata: (cases, rounds, seed)}: three rounds of everything, twelve rounds of what gets verdicts."""
    many = [echo_case(64, 12, 1, POOL[:4] + POOL[8:])]
    return {"exploratory": (cases_of(3, 1, full=False), 3, 123), "verdicts": (many, 12, 321)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slices", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true", help="every contestant in every case, and a Unix socket")
    parser.add_argument("--committed", action="store_true", help="write FOLDER/exploratory and FOLDER/verdicts instead")
    flags = parser.parse_args()
    if flags.committed:
        for name, (cases, rounds, seed) in committed().items():
            write(Path(flags.folder) / name, cases, rounds, seed)
    else:
        write(flags.folder, cases_of(flags.rounds, flags.slices, flags.full), flags.rounds, flags.seed)
