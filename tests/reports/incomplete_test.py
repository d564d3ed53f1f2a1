"""A page is made of whatever was measured: runs that lack a part say so and lack nothing else."""
import copy

import pytest

from reports import page
from reports.findings import findings
from reports.run_analysis import RunAnalysis


def without(predicate):
    def change(results):
        results.launches = [one for one in results.launches if not predicate(one)]
    return change


def without_costs(results):
    for launch in results.launches:
        launch["cost"] = {}


def without_documents(results):
    results.environment, results.run = {}, {}
    for key in ("implementations", "margins", "skipped", "commit", "command"):
        results.plan.pop(key)


def unknown_model(results):
    for launch in results.launches:
        if launch["contestant"] == "coroutine/asio":
            launch.update(contestant="actor/strange one", model="actor", backend="strange one")
    for case in results.plan["cases"]:
        case["contestants"] = ["actor/strange one" if one == "coroutine/asio" else one for one in case["contestants"]]


def silent_slices(results):
    for launch in results.launches:
        for one in launch["slices"]:
            if launch["contestant"] == "coroutine/epoll":
                one["requests"] = 0


CHANGES = {
    "no reference": (without(lambda one: one["role"] == "reference"), "No A/A copy was measured"),
    "no copy": (without(lambda one: one["role"] == "copy"), "No A/A copy was measured"),
    "no null": (without(lambda one: one["role"] == "null"), "no null contestant was measured"),
    "only the reference": (without(lambda one: one["role"] != "reference"), "no null contestant"),
    "one round": (without(lambda one: one["round"] > 0), "exploratory, no verdict: 1 round"),
    "no costs": (without_costs, "not counted"),
    "no environment, no end": (without_documents, "unfinished"),
    "an unknown model": (unknown_model, "actor/strange one"),
    "slices without requests": (silent_slices, "coroutine/epoll"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_run_that_lacks_something_still_gets_its_page(verdicts_run, name):
    change, said = CHANGES[name]
    results = copy.deepcopy(verdicts_run.results)
    change(results)
    run = RunAnalysis(results)
    assert 1 <= len(findings(run)) <= 6
    text = page.render(run, None)
    assert said in text or any(said in one for one in findings(run)) or name == "only the reference"
