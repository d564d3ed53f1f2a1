"""Which figures a run gets, and drawing them: in two processes, because half of a report's time is drawing."""
import multiprocessing
import re
from dataclasses import dataclass

from markupsafe import Markup

from reports.figures import atoms, cost, crowd, curves, delays, elapsed, forests, goodput, live_tasks, memory, metg, objective, placements, scaling, spectrum, starvation, workers


OF_LOAD = {"ramp": goodput.over_time, "burst": goodput.over_time, "overload": goodput.over_time, "slo": objective.highest_rate, "crowd": crowd.memory}


@dataclass
class Shown:
    """A figure on the page."""

    name: str
    svg: Markup
    caption: str


def wanted(run):
    """{slot: function that draws or returns None}; a slot is where the page shows it."""
    slots = {}
    for kind in ("service", "computation"):
        case = run.headline(kind)
        if case:
            slots["headline", kind, 0] = lambda case=case: forests.against_reference(case)
            slots["headline", kind, 1] = lambda case=case: forests.one_factor(case)
    for workload, cases in run.workloads("service"):
        for name, members in run.families(cases):
            if members[0].open_loop:
                slots[name, "curve"] = lambda name=name, members=members: curves.throughput_latency(name, members)
                slots[name, "spectrum"] = lambda name=name, members=members: spectrum.latency(name, members)
            else:
                middle = run.representative(members)
                if middle is not run.headline("service") and middle.contrasts:
                    slots[name, "forest"] = lambda case=middle: forests.against_reference(case)
                slots[name, "cost"] = lambda case=middle: cost.per_request(case)
                slots[name, "scaling"] = lambda name=name, members=members: scaling.over_connections(name, members)
    for one in run.starvations:
        slots[one.name, "starvation"] = lambda one=one: starvation.light_requests(one)
    for sweep in run.sweeps:
        slots[sweep.name, "metg"] = lambda sweep=sweep: metg.efficiency(sweep)
    for case in run.of_kind("computation"):
        if case.id in run.swept:
            continue
        slots[case.id, "elapsed"] = lambda case=case: elapsed.per_unit(case)
        slots[case.id, "delays"] = lambda case=case: delays.percentiles(case)
        if case is not run.headline("computation") and case.contrasts:
            slots[case.id, "forest"] = lambda case=case: forests.against_reference(case)
    for workload, cases in run.workloads("computation"):
        for name, members in run.families(cases):
            slots[workload, name, "workers"] = lambda name=name, members=members: workers.over_workers(name, members)
    for kind in ("service", "computation"):
        for case in run.memory_cases(kind):
            slots[case.id, "memory"] = lambda case=case: memory.per_launch(case)
    for growth in run.growths:
        slots[growth.name, "live tasks"] = lambda growth=growth: live_tasks.peaks(growth)
    for load, cases in run.stressed:
        if load == "one_connection":
            for workload in dict.fromkeys(case.workload for case in cases):
                slots[workload, load] = lambda members=[case for case in cases if case.workload == workload]: placements.of_one_connection(members)
            continue
        for case in cases:
            slots[case.id, "load"] = lambda case=case, draw=OF_LOAD.get(load, forests.against_reference): draw(case) if draw is not forests.against_reference or case.contrasts else None
    if run.results.atoms:
        slots["atoms"] = lambda: atoms.costs(run.results.atoms)
    return slots


def draw(run, folder):
    """{slot: Shown}, and NAME.svg and NAME.png in `folder` unless it is None."""
    slots = wanted(run)
    global work  # what the forked processes inherit: closures cannot be sent to them
    work = [(slot, make, folder) for slot, make in slots.items()]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return {slot: Shown(name, Markup(svg), caption) for slot, name, svg, caption in pool.map(draw_one, range(len(work)), chunksize=1) if name}


def draw_one(index):
    slot, make, folder = work[index]
    drawing = make()
    if drawing is None:
        return slot, None, None, None
    drawing.name = re.sub(r"[^\w.-]+", "-", drawing.name)
    return slot, drawing.name, drawing.save(folder) if folder else drawing.svg(), drawing.caption
