"""What heavy requests do to the light ones beside them: cases that differ in the share of heavy requests, and in where computing goes (METHOD.md, "Exchange")."""
from dataclasses import dataclass

from reports import words
from reports.metrics import METRICS

SHARE, PLACE = "heavy_percent", "offload"
PERCENTILES = (METRICS["p50_light_ns"], METRICS["p99_light_ns"])
PLACES = {0: "in place", 1: "off-loaded"}


@dataclass
class Starvation:
    """Open loops, equal but for the share of heavy requests and where computing goes; at least one share is not 0."""

    name: str
    workload: str
    cases: list

    @property
    def shares(self):
        return sorted({share_of(case) for case in self.cases})

    @property
    def rows(self):
        """[(place, contestant, {share: (case, cell)})] of whoever was measured beside heavy requests: one place after the other, each in the order of a case."""
        out = {}
        for case in sorted(self.cases, key=lambda one: (place_of(one), share_of(one))):
            for cell in case.measured:
                out.setdefault((place_of(case), cell.contestant), {})[share_of(case)] = (case, cell)
        return [(place, contestant, found) for (place, contestant), found in out.items() if max(found) > 0]

    @property
    def title(self):
        one = self.cases[0]
        heavy, light, wait = (one.case["parameters"].get(key, 0) / 1e3 for key in ("heavy_compute_ns", "compute_ns", "wait_ns"))
        return (f"{self.workload}, {one.load['connections']} connections, {words.significant(one.load['rate_per_s'])} /s offered; every request waits {words.microseconds(wait)}, "
                f"a light one computes {words.microseconds(light)}, a heavy one {words.microseconds(heavy)}")


def share_of(case):
    return case.case["parameters"][SHARE]


def place_of(case):
    return case.case["parameters"].get(PLACE, 0)


def of_run(cases):
    """[Starvation] of a run's services: open loops whose workload has heavy requests, one for each rate and all that is otherwise equal."""
    grouped = {}
    for case in cases:
        parameters = case.case.get("parameters", {})
        if case.open_loop and SHARE in parameters:
            fixed = tuple(sorted((key, value) for key, value in parameters.items() if key not in (SHARE, PLACE)))
            grouped.setdefault((case.workload, fixed, case.load.get("transport"), case.load.get("connections"), case.load.get("rate_per_s")), []).append(case)
    made = [Starvation(max(members, key=share_of).id, members[0].workload, members) for members in grouped.values()]
    return [one for one in made if one.shares[-1] > 0]


def table(starvation):
    """In the form of tables.table: a row a contestant and place, p50 and p99 of light requests at every share of heavy ones."""
    columns = [("computing", "in place: by the loop, worker or thread that has the request; off-loaded: on other threads, on the same CPUs")]
    columns += [(f"{metric.name}, {metric.unit}; {share} % heavy", f"{metric.description} (range of rounds)") for metric in PERCENTILES for share in starvation.shares]
    rows = []
    for place, contestant, found in starvation.rows:
        cells = [(PLACES[place], "", "")]
        cells += [shown(found.get(share), metric) for metric in PERCENTILES for share in starvation.shares]
        first = next(iter(found.values()))[1]
        marks = [f"{share} %: {', '.join(case.marks(cell))}" for share, (case, cell) in sorted(found.items()) if case.marks(cell)]
        rows.append({"label": contestant, "model": first.model, "role": first.role, "cells": cells, "remark": "; ".join(marks)})
    return {"columns": columns, "rows": rows}


def shown(found, metric):
    if found is None:
        return (words.ABSENT, "not measured", "absent")
    cell = found[1]
    value, spread = cell.value(metric), cell.spread(metric)
    if cell.saturated:
        return ("not compared", "saturated", "absent")
    if value is None:
        return (words.ABSENT, "too few samples for this percentile", "absent")
    text = words.value(metric, value, unit=False)
    if spread and len(cell.launches) > 1:
        text += f" ({words.value(metric, spread[0], unit=False)}–{words.value(metric, spread[1], unit=False)})"
    return (text, words.count(len(cell.launches), "round"), "")
