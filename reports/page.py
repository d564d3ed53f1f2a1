"""Assembles report.html: one file, offline, in the order of the method's section 3."""
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import delays, gallery, live_tasks, metg, sections, starvation, stress_tables, style, tables, verdicts, words
from reports.findings import findings
from reports.intervals import MOST_CONTRASTS
from reports.matrix import matrix
from reports.metrics import METRICS

HERE = Path(__file__).resolve().parent
METHOD = HERE.parent / "METHOD.md"
# What a page says where an older or interrupted run recorded less.
PLAN = {"plan": "unnamed", "commit": "unknown", "seed": "unknown", "command": "fiveways run", "started_utc": "", "server_cpus": [], "generator_cpus": [],
        "dirty": False, "implementations": []}
MACHINE = {"instabilities": [], "facts": {}}


def stamps(run):
    """Words in the title that nobody may overlook."""
    out = []
    if run.exploratory:
        out.append(("exploratory", "too few rounds for exact intervals: points and ranges, no verdicts"))
    if run.plan.get("partial"):
        out.append(("partial", "filters left cases or implementations out; see what was skipped"))
    if run.results.run.get("finished") is not True:
        out.append(("unfinished", "the run was interrupted: only what it had measured is here"))
    if run.plan.get("dirty"):
        out.append(("modified tree", "built from a tree with uncommitted changes: the commit alone does not reproduce it"))
    return out


def environment():
    made = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    made.filters.update(significant=words.significant, percent=words.percent, duration=words.duration, listing=words.listing)
    return made


def render(run, figures_folder, link_to_method=None):
    """The page's text; figures are drawn into `figures_folder` too unless it is None."""
    figures = gallery.draw(run, figures_folder)
    services, computations = ([case for case in run.all_cases if case.kind == kind and not case.stress] for kind in ("service", "computation"))
    slots = [slot for slot in figures if figures[slot]]
    return environment().get_template("page.html.j2").render(
        has_forest=any(slot[0] == "headline" for slot in slots), has_memory=any(slot[-1] in ("memory", "live tasks") for slot in slots),
        run=run, plan={**PLAN, **run.plan}, ran=run.results.run, machine={**MACHINE, **run.results.environment}, notices=run.results.notices, figures=figures,
        stamps=stamps(run), findings=findings(run), cards=sections.trust_strip(run),
        matrices=[(title, made) for title, made in (("I/O", matrix(services)), ("CPU", matrix([case for case in computations if case.id not in run.swept]))) if made],
        services=[(workload, run.families(cases)) for workload, cases in run.workloads("service")],
        computations=[(workload, cases, run.families(cases)) for workload, cases in run.workloads("computation")], table=tables.table,
        delay_meaning=delays.MEANING, metg_table=metg.table, stress_table=stress_tables.table, starvation_table=starvation.table, live_tasks_table=live_tasks.table, atoms_table=tables.atoms, resolution=sections.resolution(run), facts=sections.facts,
        skipped=sections.skipped(run), missing=sections.missing(run), glossary=sections.glossary(run), metrics=METRICS,
        models=style.MODEL_LOOKS, verdicts=verdicts.VERDICTS, most_contrasts=MOST_CONTRASTS, method=link_to_method)
