"""One case concluded: contrasts to the reference, one factor at a time, the set of the best, the class of every point."""
from functools import cached_property

from reports import arrivals, bottleneck, contrasts, histograms, steadiness, stress
from reports.cells import BACKENDS, MODELS, cells_of, place
from reports.intervals import MOST_CONTRASTS, rounds_needed
from reports.metrics import METRICS, PRIMARY
from reports.verdicts import SLOWER

CPU = ("server_cpu_per_request_ns", "cpu_per_unit_ns")  # what a point costs itself, whoever limits it
MARGINS = {"server_cpu_per_request": 0.02, "throughput": 0.02, "p50": 0.05, "p99": 0.5, "elapsed": 0.02, "goodput": 0.05, "memory": 0.05, "rate": 0.05}


class CaseAnalysis:
    """`case` is an entry of plan.json; everything else is found from the launches, when it is asked for."""

    def __init__(self, case, plan, launches):
        self.case, self.plan = case, plan
        self.id, self.title, self.kind, self.workload = case["id"], case.get("title", case["id"]), case["kind"], case["workload"]
        self.cells = cells_of(case, launches)
        self.skipped = [one for one in plan.get("skipped", []) if one["case"] == case["id"]]
        primary = case.get("primary") or PRIMARY[self.kind == "computation"]
        self.unit = case.get("unit") or ("node" if self.kind == "computation" else "request")
        self.metric = (METRICS[primary] if primary in METRICS else METRICS[PRIMARY[self.kind == "computation"]]).per(self.unit)

    def of_role(self, role):
        return next((cell for cell in self.cells if cell.role == role and cell.launches), None)

    @cached_property
    def reference(self):
        return self.of_role("reference")

    @cached_property
    def null(self):
        return self.of_role("null")

    @cached_property
    def contestants(self):
        """Reference included; copy and null are not contestants."""
        return [cell for cell in self.cells if cell.role in ("reference", "contestant")]

    @cached_property
    def measured(self):
        return [cell for cell in self.contestants if cell.launches]

    @property
    def server_cpus(self):
        return max(1, len(self.plan.get("server_cpus", [])))

    @property
    def load(self):
        return self.case.get("load", {})

    @property
    def open_loop(self):
        return self.load.get("model") == "open"

    @cached_property
    def stress(self):
        """The name of a load beyond the plain loops, or None."""
        return stress.name(self.load) if self.kind == "service" else None

    @property
    def rounds(self):
        return max((len(cell.launches) for cell in self.measured), default=0)

    @property
    def declared(self):
        """Contrasts that the plan announced: contestants minus the reference."""
        return max(1, len(set(self.case["contestants"]) - {self.case["reference"]}))

    @property
    def needed(self):
        return rounds_needed(min(self.declared, 12))

    @property
    def exploratory(self):
        return self.rounds < self.needed

    def margin(self, metric):
        return {**MARGINS, **self.plan.get("margins", {})}.get(metric.margin, 0.02)

    def against_reference(self, metric=None):
        """{contestant: Contrast} of a metric, by default the primary one; the first twelve of the plan's order are declared."""
        metric = metric or self.metric
        if not self.reference:
            return {}
        planned = {name: index for index, name in enumerate(self.case["contestants"])}
        cells = sorted((cell for cell in self.measured if cell is not self.reference), key=lambda one: planned.get(one.contestant, 99))
        made = contrasts.family(metric, [(cell, self.reference) for cell in cells if self.comparable(cell, metric)],
                                self.margin(metric), self.declared)
        return {one.cell.contestant: one for one in made}

    def comparable(self, cell, metric):
        """Percentiles only of points that delivered what was offered; requests/s only where the servers limit; times only where no server upstream does."""
        if any(self.held_up(one, metric) for one in (cell, self.reference)):
            return False
        if metric.percentile:
            return all(not one.saturated and not one.lagging and histograms.supported(one.samples, metric.percentile, histograms.COMPARED)
                       for one in (cell, self.reference))
        if metric.key == "requests_per_s":
            return self.bound(cell) == self.bound(self.reference) == bottleneck.SERVER
        return True

    @cached_property
    def contrasts(self):
        return self.against_reference()

    @cached_property
    def copy(self):
        """The A/A contrast: the reference against itself in another process, held to the same level as every contrast."""
        copy = self.of_role("copy")
        if not copy or not self.reference:
            return None
        return contrasts.compare(self.metric, copy, self.reference, min(self.declared, 12), self.margin(self.metric))

    @cached_property
    def trends(self):
        """[(cell, Trend or None)]: contestants and copy against the reference, the reference against the null contestant; one family, as contrasts are."""
        planned = {name: index for index, name in enumerate(self.case["contestants"])}
        cells = sorted((cell for cell in self.cells if cell.launches and cell.role != "null"), key=lambda one: planned.get(one.contestant, 99))
        base = lambda cell: self.null if cell is self.reference else self.reference
        most = MOST_CONTRASTS + sum(cell.contestant == self.case["reference"] for cell in cells)
        return [(cell, steadiness.trend(self.metric, cell, base(cell), min(self.declared, MOST_CONTRASTS), self.margin(self.metric)) if index < most else None)
                for index, cell in enumerate(cells)]

    def trend(self, cell):
        return next((trend for each, trend in self.trends if each is cell), None)

    def unsteady(self, cell):
        trend = self.trend(cell)
        return trend is not None and trend.unsteady

    def ranks(self, cell):
        """Whether it takes part in comparisons of many; what is shown only is said in its marks."""
        return cell.ranked and not self.unsteady(cell)

    def groups(self, factor, other):
        """[(level of `factor`, base, others)] of ranked cells that differ in `other` alone; the reference's level is the base."""
        ranked = [cell for cell in self.measured if self.ranks(cell) and (self.reference is None or self.comparable(cell, self.metric))]
        wanted = [getattr(self.reference, other)] if self.reference else []
        wanted += ["callback", "multithreaded", "epoll", "pool"]
        out = []
        for level in sorted({getattr(cell, factor) for cell in ranked}, key=lambda one: (place(one, MODELS), place(one, BACKENDS), one)):
            same = [cell for cell in ranked if getattr(cell, factor) == level]
            if len(same) > 1:
                base = min(same, key=lambda cell: wanted.index(getattr(cell, other)) if getattr(cell, other) in wanted else 9)
                out.append((level, base, [cell for cell in same if cell is not base]))
        return out

    def one_factor(self, factor, other):
        groups = self.groups(factor, other)
        made = contrasts.family(self.metric, [(cell, base) for _, base, rest in groups for cell in rest], self.margin(self.metric))
        return [(level, base, [one for one in made if one.base is base and one.cell in rest]) for level, base, rest in groups]

    @cached_property
    def models(self):
        """Models on the same backend: [(backend, base, contrasts)], one family."""
        return self.one_factor("backend", "model")

    @cached_property
    def backends(self):
        """Backends under the same model: [(model, base, contrasts)], one family."""
        return self.one_factor("model", "backend")

    @cached_property
    def best(self):
        """(the lowest ranked cell, {contestant: Contrast with it}); a saturated point ranks behind all that delivered, a serial program not at all."""
        ranked = [cell for cell in self.measured if self.ranks(cell) and cell.value(self.metric) is not None and not self.held_up(cell, self.metric)
                  and not (self.open_loop and (cell.saturated or cell.lagging))]
        ranked = [cell for cell in ranked if not cell.serial] or ranked
        if not ranked:
            return None, {}
        common = self.contrasts
        best = min(ranked, key=lambda cell: common[cell.contestant].point if cell.contestant in common else 0.0)
        made = contrasts.family(self.metric, [(cell, best) for cell in ranked if cell is not best], self.margin(self.metric), self.declared)
        return best, {one.cell.contestant: one for one in made}

    @cached_property
    def best_set(self):
        """Contestants that are not resolved worse than the best by more than the margin; None while nothing can be resolved."""
        best, versus = self.best
        if not versus or any(one.interval is None for one in versus.values()):
            return None
        return {best.contestant} | {name for name, one in versus.items() if one.verdict != SLOWER}

    @property
    def generator_cpus(self):
        return max(1, len(self.plan.get("generator_cpus", [])))

    def bound(self, cell):
        """The bottleneck class of a point: of closed loops, and of whatever an upstream server held up; else None."""
        if self.stress:
            return None
        if self.upstream_bound(cell):
            return bottleneck.UPSTREAM
        if self.kind != "service" or self.open_loop:
            return None
        outstanding = self.load.get("connections", 0) * self.load.get("pipelining", 1)
        return bottleneck.closed_loop_class(cell.utilisation("server_cpu_ns", self.server_cpus), self.generator_side(cell), outstanding)

    def generator_side(self, cell):
        """How full the generator's CPUs were, with the upstream servers that share them; None where unknown."""
        parts = [cell.utilisation(key, self.generator_cpus) for key in ("generator_cpu_ns", "upstream_cpu_ns")]
        return None if parts[0] is None else sum(parts)

    def upstream_bound(self, cell):
        """Whether a server upstream was saturated. A client's has the generator's CPUs to itself; a spinning generator leaves what it does not work."""
        upstream = cell.utilisation("upstream_cpu_ns", 1)
        if not upstream:
            return False
        working = (cell.working_share or 0) * self.generator_cpus if self.open_loop else cell.utilisation("generator_cpu_ns", 1)
        return bottleneck.upstream_is_full(self.workload, upstream, working, self.generator_cpus)

    def held_up(self, cell, metric):
        """Whether `metric` is a time, or a rate, that a saturated server upstream made; what the cell itself computed stands."""
        return metric.key not in CPU and self.bound(cell) == bottleneck.UPSTREAM

    def marks(self, cell):
        """What a reader must know of a point before comparing it, as short words."""
        marks = [self.bound(cell)] if self.bound(cell) else []
        marks += ["saturated"] if cell.saturated else []
        marks += ["generator-bound"] if cell.lagging else []
        marks += ["errors > 0.1 %"] if cell.erring else []
        marks += ["arrivals not as asked"] if arrivals.deviates(*cell.arrivals) else []
        marks += ["too few samples to compare"] if self.metric.percentile and not histograms.supported(cell.samples, self.metric.percentile, histograms.COMPARED) else []
        marks += [self.trend(cell).sentence] if self.unsteady(cell) else []
        marks += ["coarsened, not ranked"] if cell.coarsened else []
        marks += ["failed rounds, not ranked"] if cell.failures and cell.launches else []
        return marks
