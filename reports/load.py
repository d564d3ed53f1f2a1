"""Reads a results folder of schema 1 and refuses, with a sentence, whatever is not one."""
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from reports import atoms as atoms_of
from reports.atoms import Atoms
from reports.errors import CannotReport, UsageError

SCHEMA = 1
LAUNCH_KEYS = ("case", "round", "contestant", "role", "outcome")
CASE_KEYS = ("id", "kind", "workload", "contestants", "reference")


@dataclass
class Results:
    """A folder as it was written. `notices` are what the reader of the page must know about the reading itself."""

    folder: Path
    plan: dict
    environment: dict
    run: dict
    launches: list
    notices: list = field(default_factory=list)
    atoms: Optional[Atoms] = None


def load(folder):
    """Reads plan, environment, run and launches. Raises UsageError or CannotReport; a truncated last line is only noticed."""
    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError(f"no folder {folder}; `fiveways run` prints the one that it writes")
    notices = []
    plan = read_document(folder / "plan.json")
    check_plan(plan, folder / "plan.json")
    environment = optional_document(folder / "environment.json", notices, "the machine is not described")
    run = optional_document(folder / "run.json", notices, "the run did not finish: what it had measured until then is shown")
    launches = read_launches(folder / "launches.jsonl", notices)
    known = {case["id"] for case in plan["cases"]}
    for launch in launches:
        if launch["case"] not in known:
            raise CannotReport(f"{folder / 'launches.jsonl'}: case '{launch['case']}' is not in plan.json: the files are of two runs")
    if run.get("stopped_by"):
        notices.append(f"the run was stopped by {run['stopped_by']}: what it had measured until then is shown")
    return Results(folder, plan, environment, run, launches, notices, read_atoms(folder / "atoms.json", plan, notices))


def read_atoms(path, plan, notices):
    """None where they were not measured; a notice where they should have been."""
    if not path.exists():
        if plan.get("atoms"):
            notices.append("atoms were planned and not measured: atoms.json is missing")
        return None
    try:
        found = atoms_of.read(read_document(path, numbered=False))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CannotReport(f"{path}: not Google Benchmark's schema ({type(error).__name__}: {error})") from None
    notices.extend(f"the atom {name} has no number: {sentence}" for name, sentence in (found.failed if found else ()))
    return found


def check_plan(plan, path):
    cases = plan.get("cases")
    if not isinstance(cases, list):
        raise CannotReport(f"{path}: no list \"cases\": not a plan of Fiveways")
    for case in cases:
        missing = [key for key in CASE_KEYS if not isinstance(case, dict) or key not in case]
        if missing:
            raise CannotReport(f"{path}: a case lacks \"{missing[0]}\": not a plan of Fiveways")
        case["contestants"] = names(case["contestants"])


def names(contestants):
    """Ids of those that compete: a plan lists the copy and the null beside them, each with its role."""
    entries = [one if isinstance(one, dict) else {"id": one, "role": "contestant"} for one in contestants]
    return list(dict.fromkeys(one["id"] for one in entries if one["role"] in ("reference", "contestant")))


def check_schema(document, path):
    """`path` names the file, with the line where there is one."""
    if not isinstance(document, dict) or not isinstance(document.get("schema"), int):
        raise CannotReport(f"{path}: no \"schema\" number: not written by Fiveways")
    if document["schema"] > SCHEMA:
        raise CannotReport(f"{path}: schema {document['schema']} is newer than this program's {SCHEMA}: "
                           "use the Fiveways that wrote it")


def read_text(path):
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CannotReport(f"{path} is missing: {path.parent} is not a results folder") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CannotReport(f"{path} cannot be read: {error}") from None


def read_document(path, numbered=True):
    """`numbered`: it must carry a schema number; a document without one is of the first."""
    try:
        document = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise CannotReport(f"{path}, line {error.lineno}: not JSON ({error.msg})") from None
    check_schema(document if numbered or not isinstance(document, dict) else {"schema": SCHEMA, **document}, path)
    return document


def optional_document(path, notices, without):
    if path.exists():
        return read_document(path, numbered=False)
    notices.append(f"{path.name} is missing: {without}")
    return {}


def read_launches(path, notices):
    """Every launch, in the order of execution. Only the last line may be broken: a run was killed while writing it."""
    lines = read_text(path).split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    launches, first = [], {}
    for number, line in enumerate(lines, start=1):
        try:
            launch = json.loads(line)
        except json.JSONDecodeError as error:
            if number == len(lines):
                notices.append(f"the last line of {path.name} ({number}) is truncated: that launch is dropped")
                continue
            raise CannotReport(f"{path}, line {number}: not JSON ({error.msg}); only a last line may be cut short") from None
        check_schema(launch, f"{path}, line {number}")
        missing = [key for key in LAUNCH_KEYS if key not in launch]
        if missing:
            raise CannotReport(f"{path}, line {number}: no \"{missing[0]}\": not a launch of Fiveways")
        key = (launch["case"], launch["round"], launch.get("attempt", 0), launch["contestant"], launch["role"])
        if first.setdefault(key, number) != number:
            raise CannotReport(f"{path}, line {number}: the launch of line {first[key]} a second time ({launch['contestant']} in round {launch['round']} "
                               f"of {launch['case']}): two runs wrote to this folder")
        launches.append(launch)
    return launches
