"""Every number of the report as data: figures, tables and page read name, unit, description and function from here."""
import statistics
from dataclasses import dataclass, replace
from typing import Callable, Optional

from reports import histograms, stress

ABSENT = None  # a machine that cannot count something leaves the key out: it is shown as absent, never as zero


@dataclass(frozen=True)
class Metric:
    """`of_slice(slice, launch)` gives one slice's value where slices have one; `of_launches(list)` pools whole launches."""

    key: str
    name: str
    unit: str
    factor: float          # multiplies the recorded unit into the shown one
    better: str            # "lower" or "higher"
    margin: Optional[str]  # its key in plan.json's margins; None where no verdict is given
    description: str
    of_launches: Callable
    of_slice: Optional[Callable] = None
    percentile: Optional[float] = None

    @property
    def axis(self):
        return f"{self.name} ({self.unit})"

    def per(self, unit):
        """The metric as a case names it, whose one unit is a node, an item or a task."""
        return replace(self, name=self.name.replace("per unit", f"per {unit}"), description=self.description.replace("UNIT", unit))


def ratio(numerator, denominator):
    return numerator / denominator if numerator is not None and denominator else ABSENT


def pooled_slices(numerator, denominator):
    def of(launches):
        slices = [(one, launch) for launch in launches for one in launch.get("slices", [])]
        return ratio(sum(numerator(*pair) for pair in slices), sum(denominator(*pair) for pair in slices)) if slices else ABSENT
    return of


def per_run(key):
    """A count of the slices per iteration; absent as soon as one slice lacks it."""
    def of(launches):
        slices = [one for launch in launches for one in launch.get("slices", [])]
        if not slices or any(key not in one for one in slices):
            return ABSENT
        return ratio(sum(one[key] for one in slices), sum(one["iterations"] for one in slices))
    return of


def pooled_cost(numerator, denominator="requests"):
    """Sum over launches of a cost key (or several) per request; absent as soon as one launch lacks it."""
    keys = (numerator,) if isinstance(numerator, str) else numerator

    def of(launches):
        costs = [launch["cost"] for launch in launches if launch.get("cost")]
        if not costs or any(key not in cost or denominator not in cost for cost in costs for key in keys):
            return ABSENT
        return ratio(sum(cost[key] for cost in costs for key in keys), sum(cost[denominator] for cost in costs))
    return of


def server_cpu(launches):
    """From slices (the scheduler's nanosecond account); from the launch's own account where it has no slices."""
    value = pooled_slices(lambda s, _: s["server_cpu_ns"], lambda s, _: s["requests"])(launches)
    return value if value is not None else pooled_cost(("user_ns", "system_ns"))(launches)


def throughput(launches):
    with_latency = [launch["latency"] for launch in launches if launch.get("latency")]
    if with_latency:
        return ratio(sum(one["delivered"] for one in with_latency), sum(one["duration_ns"] for one in with_latency))
    return pooled_slices(lambda s, _: s["requests"], lambda s, _: s["duration_ns"])(launches)


def percentile_of(p, which="from_due"):
    def of(launches):
        return histograms.percentile(histograms.merge([launch.get("latency", {}).get(which) for launch in launches]), p)
    return of


def of_light(p):
    """Of the requests that are not heavy: of all, where none is."""
    def of(launches):
        found = [launch.get("latency", {}) for launch in launches]
        return histograms.percentile(histograms.merge([one.get("from_due_light") or one.get("from_due") for one in found]), p)
    return of


def delay(p):
    def of(launches):
        return histograms.percentile(histograms.merge([one.get("delays") for launch in launches for one in launch.get("slices", [])]), p)
    return of


def counted(key):
    """An event per request, the median of the launches that counted it: each counts in one slice of its own."""
    def of(launches):
        costs = [launch["cost"] for launch in launches if launch.get("cost")]
        shares = [cost[key] / cost["counted_requests"] for cost in costs if key in cost and cost.get("counted_requests")]
        return statistics.median(shares) if shares else ABSENT
    return of


def coalesced(launches):
    """Units without a delay of their own; absent where there are no delays at all."""
    slices = [(one, launch) for launch in launches for one in launch.get("slices", [])]
    if not slices or any("delays" not in one for one, _ in slices):
        return ABSENT
    return 1 - sum(one["delays"]["count"] for one, _ in slices) / sum(one["iterations"] * launch["units"] for one, launch in slices)


def largest(*keys):
    """The first key that a launch has counts: a computation knows its peak only, a service what it held at the end."""
    def of(launches):
        values = [next((launch["cost"][key] for key in keys if key in launch.get("cost", {})), None) for launch in launches]
        return max((one for one in values if one is not None), default=ABSENT)
    return of


METRICS = {metric.key: metric for metric in (
    Metric("server_cpu_per_request_ns", "server CPU per request", "µs", 1e-3, "lower", "server_cpu_per_request",
           "CPU time of the server process per request answered, from the scheduler's nanosecond account at slice edges",
           server_cpu, lambda s, _: ratio(s["server_cpu_ns"], s["requests"])),
    Metric("requests_per_s", "requests per second", "1/s", 1e9, "higher", "throughput",
           "requests answered per second of the slice; ranked only where the server is the bottleneck",
           throughput, lambda s, _: ratio(s["requests"], s["duration_ns"])),
    Metric("elapsed_per_unit_ns", "elapsed per unit", "ns", 1, "lower", "elapsed",
           "wall time of one iteration divided by the UNITs it consists of, with the workers stated",
           pooled_slices(lambda s, _: s["real_ns"], lambda s, launch: s["iterations"] * launch["units"]),
           lambda s, launch: ratio(s["real_ns"], s["iterations"] * launch["units"])),
    Metric("cpu_per_unit_ns", "CPU per unit", "ns", 1, "lower", "elapsed",
           "CPU time of all threads of the process divided by UNITs",
           pooled_slices(lambda s, _: s["cpu_ns"], lambda s, launch: s["iterations"] * launch["units"]),
           lambda s, launch: ratio(s["cpu_ns"], s["iterations"] * launch["units"])),
    Metric("forked_per_run", "forked per run", "1", 1, "lower", None, "nodes handed to the scheduler in one run", per_run("forked")),
    Metric("inline_per_run", "inline per run", "1", 1, "lower", None,
           "nodes visited by their parent's own thread without being handed over, in one run", per_run("inline")),
    Metric("stolen_per_run", "stolen per run", "1", 1, "lower", None,
           "nodes taken by another worker than the one that forked them, in one run; where the scheduler is ours", per_run("stolen")),
    Metric("p50_ns", "p50 from due time", "µs", 1e-3, "lower", "p50",
           "median latency from the moment a request was due, histograms of all rounds merged", percentile_of(0.5), percentile=0.5),
    Metric("p99_ns", "p99 from due time", "µs", 1e-3, "lower", "p99",
           "99th percentile of latency from the due time, histograms of all rounds merged", percentile_of(0.99), percentile=0.99),
    Metric("p999_ns", "p99.9 from due time", "µs", 1e-3, "lower", "p99",
           "99.9th percentile of latency from the due time, histograms of all rounds merged", percentile_of(0.999), percentile=0.999),
    Metric("p50_light_ns", "p50 of light requests", "µs", 1e-3, "lower", None,
           "median latency from the due time of the requests that are not heavy, where some are", of_light(0.5)),
    Metric("p99_light_ns", "p99 of light requests", "µs", 1e-3, "lower", None,
           "99th percentile of the same: how long heavy requests hold up the others", of_light(0.99)),
    Metric("p99_from_send_ns", "p99 from send", "µs", 1e-3, "lower", None,
           "the same without waiting in the client: the uncorrected figure, to compare with tools that report it",
           percentile_of(0.99, "from_send")),
    Metric("lag_p999_ns", "p99.9 of pacing lag", "µs", 1e-3, "lower", None,
           "how late the generator itself was", percentile_of(0.999, "lag_pacing")),
    Metric("delay_p50_ns", "p50 of delays", "µs", 1e-3, "lower", None, "median of what a UNIT waited, histograms of all slices merged", delay(0.5)),
    Metric("delay_p99_ns", "p99 of delays", "µs", 1e-3, "lower", None, "99th percentile of what a UNIT waited, histograms of all slices merged", delay(0.99)),
    Metric("delay_p999_ns", "p99.9 of delays", "µs", 1e-3, "lower", None, "99.9th percentile of what a UNIT waited, histograms of all slices merged", delay(0.999)),
    Metric("coalesced_share", "coalesced", "%", 100, "lower", None, "share of the signals sent that were swallowed by one that was pending", coalesced),
    Metric("user_cpu_per_request_ns", "user CPU per request", "µs", 1e-3, "lower", None,
           "user part of the server's CPU, tick-sampled by the kernel, pooled over all rounds", pooled_cost("user_ns")),
    Metric("system_cpu_per_request_ns", "kernel CPU per request", "µs", 1e-3, "lower", None,
           "kernel part of the server's CPU, tick-sampled, pooled over all rounds", pooled_cost("system_ns")),
    Metric("switches_per_request", "context switches per request", "1", 1, "lower", None,
           "voluntary and involuntary context switches of all the server's threads, per request",
           pooled_cost(("voluntary_switches", "involuntary_switches"))),
    Metric("syscalls_per_request", "system calls per request", "1", 1, "lower", None,
           "system calls of the server per request, median of rounds, where the machine can count them", counted("syscalls")),
    Metric("instructions_per_request", "instructions per request", "1", 1, "lower", None,
           "user instructions of the server per request, where the machine can count them; a witness, never a ranking",
           counted("user_instructions")),
    Metric("rss_bytes", "resident set (RSS)", "MiB", 2.0 ** -20, "lower", None,
           "resident memory of the process: of a server at the end of its launch, of a computation at its peak (VmHWM, less what the harness keeps of its answers)", largest("rss_bytes", "max_rss_bytes")),
    Metric("pss_bytes", "proportional set (PSS)", "MiB", 2.0 ** -20, "lower", None,
           "resident memory with shared pages divided among their users", largest("pss_bytes")),
    Metric("goodput_share", "goodput of what was due", "%", 100, "higher", "goodput",
           "requests answered within the objective, from their due time, of all that were due", stress.goodput_share),
    Metric("recovery_ns", "time to recover", "ms", 1e-6, "lower", "goodput",
           "from the end of an overload until 99 % of what is due is within the objective again and stays so, in whole windows of 100 ms", stress.recovery_ns),
    Metric("slo_rate_per_s", "highest rate within the objective", "1/s", 1, "higher", "rate",
           "the highest offered rate whose p99 was within the objective, twice; median of launches", stress.slo_rate),
    Metric("user_bytes_per_connection", "user memory a connection", "B", 1, "lower", "memory",
           "slope of the server's proportional set (else resident set) on the connections that it holds", stress.bytes_per_connection("pss_bytes", "rss_bytes")),
    Metric("kernel_bytes_per_connection", "kernel memory a connection", "B", 1, "lower", "memory",
           "slope of the machine's kernel memory on the connections: both ends of each, and what the server's threads take", stress.bytes_per_connection("kernel_bytes")),
    Metric("response_p50_ns", "median response", "µs", 1e-3, "lower", "p50",
           "from the send (with one request a connection: from connecting) to the last byte of the reply", stress.response(0.5)),
    Metric("response_p99_ns", "p99 response", "µs", 1e-3, "lower", "p99", "the 99th percentile of the same", stress.response(0.99)),
    Metric("p99_alone_ns", "p99 without slow peers", "µs", 1e-3, "lower", "p99",
           "99th percentile from the due time in the same launch, before the slow peers came", stress.alone_p99),
    Metric("user_bytes_per_peer", "user memory a slow peer", "B", 1, "lower", "memory",
           "resident memory of the server with the slow peers beyond that before, each", stress.held_per_peer("rss_bytes")),
    Metric("kernel_bytes_per_peer", "kernel memory a slow peer", "B", 1, "lower", "memory",
           "kernel memory of the machine with the slow peers beyond that before, each, both ends", stress.held_per_peer("kernel_bytes")),
)}
DELAYS = ("delay_p50_ns", "delay_p99_ns", "delay_p999_ns")
FORKS = ("forked_per_run", "inline_per_run", "stolen_per_run")
PRIMARY = ("server_cpu_per_request_ns", "elapsed_per_unit_ns", "p99_ns")
