"""The page: sections in the order of the method, one offline file, nothing left out, the same every time."""
import json
import re
import subprocess
from html import unescape
from html.parser import HTMLParser

import synthesize
from conftest import ROOT, TESTDATA

from reports import page, sections
from reports.findings import findings
from reports.matrix import matrix

ORDER = ["verdict", "trust", "forest", "matrix", "io-echo", "cpu-fib", "cpu-skynet", "memory", "method", "environment", "skipped", "implementations",
         "reproduce", "glossary"]


def text_of(html):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)))


def test_sections_stand_in_the_order_of_the_method(rendered):
    assert re.findall(r'<section id="([^"]+)"', rendered[0]) == ORDER


def test_the_page_is_one_small_offline_file(rendered):
    text = rendered[0]
    assert len(text) < 3_000_000
    assert not re.findall(r'(?:src|href|action|data)\s*=\s*["\']?(?:https?:)?//', text)
    assert not re.findall(r'url\(\s*["\']?(?!#)', text) and "@import" not in text and "fetch(" not in text


def test_the_page_is_well_formed_and_its_ids_are_unique(rendered):
    open_tags, ids = [], []
    void = {"meta", "br", "input", "link", "hr", "img", "path", "use", "stop", "rect"}

    class Checker(HTMLParser):
        def handle_starttag(self, tag, attributes):
            ids.extend(value for name, value in attributes if name == "id")
            if tag not in void or (tag in ("path", "use", "rect")):
                open_tags.append(tag)
            if tag in void and tag in ("meta", "br", "input", "link"):
                pass

        def handle_startendtag(self, tag, attributes):
            ids.extend(value for name, value in attributes if name == "id")

        def handle_endtag(self, tag):
            assert open_tags and open_tags.pop() == tag, tag

    Checker().feed(rendered[0])
    assert open_tags == []
    assert len(ids) == len(set(ids))


def test_findings_are_three_to_six_sentences_of_one_factor_each(exploratory, rendered):
    sentences = findings(exploratory)
    assert 3 <= len(sentences) <= 6 and all(one.endswith(".") for one in sentences)
    assert "64 connections" in sentences[0] and "1 server CPU" in sentences[0] and "loopback" in sentences[0]
    assert "exploratory, no verdict: 3 rounds of the 9" in sentences[0]
    shown = text_of(rendered[0])
    assert all(re.sub(r"\s+", " ", one) in shown for one in sentences)
    for judged in ("slower", "faster", "costs more", "equal callback"):
        assert all(judged not in one for one in sentences), judged


def test_verdict_sentences_carry_intervals(verdicts_run):
    first = findings(verdicts_run)[0]
    contrast = verdicts_run.cases[0].models[0][2][0]
    assert f"[{contrast.low:.3f}, {contrast.high:.3f}]" in first and "exploratory" not in first


def test_quick_runs_are_stamped_exploratory_and_long_ones_are_not(rendered, rendered_verdicts):
    assert '<span class="stamp" title="too few rounds' in rendered[0]
    assert 'class="stamp"' not in rendered_verdicts


def test_a_wrong_answer_is_named_and_has_no_number(rendered):
    shown = text_of(rendered[0])
    assert "byte 9 of 64 is 0x41, not 0x5a" in shown and "1 wrong answer" in shown


def test_what_cannot_be_is_said_why_on_hover_and_in_the_list(exploratory, rendered):
    reason = "at most 1 connections: it serves one connection at a time"
    assert f'<td class="na" title="{reason}">n/a</td>' in rendered[0]
    assert reason in text_of(rendered[0][rendered[0].index('<section id="skipped"'):])


def test_the_repeated_round_is_counted_and_its_first_attempt_is_not_used(exploratory, rendered):
    assert exploratory.repeated == 1 and exploratory.still_disturbed == 0
    assert "1 repeated" in text_of(rendered[0])


def test_absent_counts_are_absent_not_zero(rendered):
    table = rendered[0][rendered[0].index("instr.</th>"):]
    assert '<td class="absent" title="no hardware counters">n/a</td>' in table


def test_the_matrix_is_grey_while_nothing_is_resolved(exploratory, verdicts_run):
    squares = [square for row in matrix(exploratory.all_cases)["rows"] for square in row["squares"]]
    assert {square.kind for square in squares} <= {"unresolved", "na", "failed", "saturated"}
    resolved = {row["id"]: row["squares"][0].kind for row in matrix(verdicts_run.all_cases)["rows"]}
    assert resolved["multithreaded/posix"] == "worse3" and resolved[verdicts_run.cases[0].best[0].contestant] == "best"


def test_the_serial_program_is_no_lowest_point_and_has_its_own_ratio(exploratory, rendered):
    fib = next(case for case in exploratory.all_cases if case.id == "fib-2w")
    assert fib.best[0].contestant == "callback/pool" and "blocking/std" not in fib.best[1]
    row = next(row for row in matrix([fib])["rows"] if row["id"] == "blocking/std")
    square, = row["squares"]
    assert re.fullmatch(r"0\.0\d+ ‡", square.text) and "serial program, not ranked" in square.hint
    assert "‡: the serial program (blocking/std)" in text_of(rendered[0]).split("I/O workloads")[0]


def test_the_verdict_on_computations_names_what_is_lowest_over_all(exploratory):
    sentence, = [one for one in findings(exploratory) if "fib" in one]
    contrast = next(case for case in exploratory.all_cases if case.id == "fib-2w").contrasts["callback/pool"]
    assert f" Lowest over all, the serial program apart, stood callback/pool at {contrast.ratio:.3f}× of multithreaded/tbb (rounds " in sentence
    assert sentence.endswith(": model and backend both differ.")


def broken_anchors(text):
    return sorted(set(re.findall(r'href="#([^"]+)"', text)) - set(re.findall(r'\bid="([^"]+)"', text)))


def test_every_link_within_the_page_leads_somewhere(rendered, rendered_verdicts):
    assert broken_anchors(rendered[0]) == broken_anchors(rendered_verdicts) == []


def test_a_section_without_content_is_left_out_and_so_is_its_link(exploratory):
    changed = type(exploratory.results)(**vars(exploratory.results))
    rates = [case["id"] for case in changed.plan["cases"] if case.get("load", {}).get("model") == "open"]
    changed.launches = [one for one in changed.launches if one["case"] in rates]
    changed.plan = {**changed.plan, "cases": [case for case in changed.plan["cases"] if case["id"] in rates]}
    text = page.render(type(exploratory)(changed), None)
    assert 'id="forest"' not in text and 'id="memory"' not in text and 'id="matrix"' in text and broken_anchors(text) == []


def test_whom_no_case_measures_has_no_row_in_the_matrix(exploratory):
    case = exploratory.cases[0]
    plan = {**exploratory.plan, "skipped": [*exploratory.plan["skipped"], {"case": case.id, "contestant": "callback/unseen", "kind": "not_in_plan", "reason": "at most 12"},
                                            {"case": case.id, "contestant": "callback/unable", "kind": "not_applicable", "reason": "no sockets"}]}
    rows = [row["id"] for row in matrix([type(case)(one.case, plan, exploratory.results.launches) for one in exploratory.all_cases])["rows"]]
    assert "callback/unable" in rows and "callback/unseen" not in rows


def test_a_fact_that_was_not_found_out_is_called_unknown():
    assert sections.facts({"cpu": {"turbo": None, "smt": False, "governors": [], "online": [0, 1]}}) == [
        ("cpu · turbo", "unknown"), ("cpu · smt", "no"), ("cpu · governors", "none"), ("cpu · online", "0, 1")]


def test_the_exact_command_and_commit_are_shown(exploratory, rendered):
    reproduce = text_of(rendered[0][rendered[0].index('<section id="reproduce"'):])
    assert exploratory.plan["command"] in reproduce and exploratory.plan["commit"] in reproduce


def test_every_figure_also_stands_beside_the_page(rendered):
    text, folder = rendered
    names = re.findall(r'<figure id="figure-([^"]+)"', text)
    assert len(names) >= 10
    for name in names:
        assert (folder / f"{name}.svg").stat().st_size > 1000
        assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_results_make_the_same_page(verdicts_run, rendered_verdicts):
    assert page.render(verdicts_run, None) == rendered_verdicts


def test_the_command_prints_the_findings_of_the_page_and_its_path(exploratory, tmp_path):
    output = tmp_path / "page.html"
    result = subprocess.run(["/usr/bin/python3", ROOT / "reports" / "report.py", TESTDATA / "exploratory", "--output", output, "--no-figures-files"],
                            capture_output=True, text=True, check=True)
    printed = re.sub(r"\s+", " ", result.stdout)
    assert all(re.sub(r"\s+", " ", one) in printed for one in findings(exploratory))
    assert result.stdout.endswith(f"report: {output}\n") and result.stderr == ""
    assert not (tmp_path / "figures").exists()


def test_hostile_text_in_results_stays_text(verdicts_run):
    hostile = "<script>alert(1)</script>"
    plan = json.loads(json.dumps(verdicts_run.plan).replace("64 connections, 64 B", hostile.replace('"', "")))
    changed = type(verdicts_run)(type(verdicts_run.results)(verdicts_run.results.folder, plan, verdicts_run.results.environment, verdicts_run.results.run,
                                                            verdicts_run.results.launches))
    assert hostile not in page.render(changed, None)


def test_the_committed_folders_are_what_the_script_draws(tmp_path):
    for name, (cases, rounds, seed) in synthesize.committed().items():
        synthesize.write(tmp_path / name, cases, rounds, seed)
        for file in ("plan.json", "environment.json", "run.json", "launches.jsonl"):
            assert (tmp_path / name / file).read_text() == (TESTDATA / name / file).read_text(), file
