"""What was measured of one contestant in one case: its usable launches by round, its failures, its absolute values."""
from dataclasses import dataclass, field
from statistics import median

from reports import arrivals, bottleneck, histograms

MODELS = ("blocking", "multithreaded", "callback", "promise", "coroutine")
BACKENDS = ("epoll", "io_uring", "asio", "libuv", "fiber", "pool", "tbb", "stealing", "posix", "std", "python", "python_uvloop", "node")
SERIAL = ("fork_join", "parallel_map", "task_graph", "pipeline", "ping_pong")  # shapes in which blocking/std is that program
MEASURED = ("ok", "saturated")  # a saturated launch was measured: that it did not keep up is its result


@dataclass
class Cell:
    """`launches` maps a round to the launch that counts. A contestant with one wrong answer has no number at all."""

    case: dict
    contestant: str
    role: str
    model: str
    backend: str
    track: str
    coarsened: bool
    launches: dict = field(default_factory=dict)
    failures: list = field(default_factory=list)

    @property
    def label(self):
        return {"copy": f"{self.contestant} (A/A copy)", "null": "null (the harness's floor)"}.get(self.role, self.contestant)

    @property
    def ranked(self):
        return bool(self.launches) and not self.coarsened and not self.failures and self.role in ("reference", "contestant")

    @property
    def serial(self):
        """The program without any concurrency, which the parallel ones of its shape divide: no contestant for the lowest point."""
        return self.contestant == "blocking/std" and self.case.get("shape") in SERIAL

    @property
    def sliced(self):
        return self.case.get("launch", "sliced") == "sliced"

    def slice_values(self, metric, number):
        """{slice index: value} of one round; a slice without requests has none."""
        launch = self.launches[number]
        values = {one["index"]: metric.of_slice(one, launch) for one in launch.get("slices", [])}
        return {index: value for index, value in values.items() if value}

    def by_round(self, metric):
        """{round: value}: median over slices, or the whole launch where it ran alone."""
        out = {}
        for number, launch in sorted(self.launches.items()):
            if self.sliced and metric.of_slice:
                values = list(self.slice_values(metric, number).values())
                value = median(values) if values else None
            else:
                value = metric.of_launches([launch])
            if value is not None:
                out[number] = value
        return out

    def value(self, metric):
        """The absolute value: median over rounds of sliced metrics, all launches pooled for the others; None if absent."""
        if not self.launches:
            return None
        if self.sliced and metric.of_slice:
            values = list(self.by_round(metric).values())
            return median(values) if values else None
        return metric.of_launches(list(self.launches.values()))

    def spread(self, metric):
        """(lowest, highest) of the rounds; None if absent."""
        values = list(self.by_round(metric).values())
        return (min(values), max(values)) if values else None

    def total(self, key):
        return sum(one.get(key, 0) for launch in self.launches.values() for one in launch.get("slices", []))

    def latency_total(self, key):
        return sum(launch["latency"].get(key, 0) for launch in self.launches.values() if launch.get("latency"))

    def utilisation(self, key, cpus):
        """Share of `cpus` CPUs that `key` used over all slices, of a service or of a computation."""
        wall = (self.total("duration_ns") or self.total("real_ns")) * cpus
        return self.total(key) / wall if wall else None

    def histogram(self, which="from_due"):
        return histograms.merge([launch.get("latency", {}).get(which) for launch in self.launches.values()])

    @property
    def delays(self):
        """What the units of a computation waited, all slices of all rounds; None where it is not about waiting."""
        return histograms.merge([one.get("delays") for launch in self.launches.values() for one in launch.get("slices", [])])

    @property
    def samples(self):
        return (self.histogram() or {"count": 0})["count"]

    @property
    def arrivals(self):
        """(launches whose arrivals were not as asked, launches tested)."""
        return arrivals.summary(self.launches.values(), self.case.get("load", {}))

    @property
    def saturated(self):
        if any(launch["outcome"] == "saturated" for launch in self.launches.values()):
            return True
        offered = self.latency_total("offered")
        return bool(offered) and not bottleneck.delivered_as_offered(self.latency_total("delivered"), offered)

    @property
    def working_share(self):
        shares = [launch["latency"].get("generator_working_share") for launch in self.launches.values() if launch.get("latency")]
        return max((share for share in shares if share is not None), default=None)

    @property
    def lagging(self):
        """Open loop: the generator, not the server, made the latencies."""
        lag, latency, share = self.histogram("lag_pacing"), self.histogram(), self.working_share
        if not lag or not latency or share is None:
            return False
        return not bottleneck.generator_kept_pace(histograms.quantile(lag, 0.999), histograms.quantile(latency, 0.5), share)

    @property
    def erring(self):
        total, requests = (self.latency_total, "offered") if self.latency_total("offered") else (self.total, "requests")
        return bottleneck.too_many_errors(sum(total(key) for key in ("errors", "timeouts", "wrong")), total(requests))

    @property
    def pooled_cpu_s(self):
        """CPU behind the user/kernel split, in seconds."""
        return sum(launch["cost"].get("user_ns", 0) + launch["cost"].get("system_ns", 0)
                   for launch in self.launches.values() if launch.get("cost")) / 1e9


def place(name, order):
    return order.index(name) if name in order else len(order)


def sort_key(cell):
    """Backend first: what differs in the model alone stands together."""
    return ({"null": 2, "copy": 1}.get(cell.role, 0), place(cell.backend, BACKENDS), cell.backend, place(cell.model, MODELS), cell.contestant)


def cells_of(case, launches):
    """The cells of one case from all launches of the run, in the order of `sort_key`."""
    own = [launch for launch in launches if launch["case"] == case["id"]]
    last = {}
    for launch in own:
        last[launch["round"]] = max(last.get(launch["round"], 0), launch.get("attempt", 0))
    cells = {}
    for launch in own:
        if launch.get("attempt", 0) != last[launch["round"]]:
            continue
        role = launch["role"]
        key = (launch["contestant"], role if role in ("copy", "null") else "")
        model, _, backend = launch["contestant"].partition("/")
        cell = cells.setdefault(key, Cell(case, launch["contestant"], role, launch.get("model") or model, launch.get("backend") or backend,
                                          launch.get("track", "idiomatic"), bool(launch.get("coarsened"))))
        if launch["outcome"] in MEASURED:
            cell.launches[launch["round"]] = launch
        else:
            cell.failures.append(launch)
    for cell in cells.values():
        if any(one["outcome"] == "wrong" for one in cell.failures):
            cell.launches.clear()
    return sorted(cells.values(), key=sort_key)
