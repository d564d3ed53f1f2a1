"""What atoms cost: atoms.json (Google Benchmark's own schema) as medians and ranges of repetitions, multiples of a function call, allocations."""
from dataclasses import dataclass
from statistics import median

SUFFIX = "/real_time"  # the library's mark on the names of what is timed by the wall clock
UNIT = "calls/function"


@dataclass(frozen=True)
class Atom:
    """`times` are nanoseconds of one operation, a repetition each. `allocations` and `bytes` are None where nobody counted."""

    name: str
    operation: str
    times: tuple
    allocations: float
    bytes: float

    @property
    def group(self):
        return self.name.partition("/")[0]

    @property
    def short(self):
        """Without its group: "futex, two CPUs"; a size is called n."""
        first, *rest = self.name.split("/")[1:]
        return ", ".join([first.replace("_", " "), *(f"n = {one}" if one.isdigit() else one.replace("_cpus", " CPUs").replace("_cpu", " CPU") for one in rest)])

    @property
    def time(self):
        return median(self.times)

    @property
    def extremes(self):
        return min(self.times), max(self.times)


@dataclass(frozen=True)
class Atoms:
    """All of a run. `failed` are (name, sentence) of those that gave no number; `notes` what else a reader must know."""

    atoms: tuple
    failed: tuple
    notes: tuple
    cpus: str

    @property
    def unit(self):
        """The opaque function call, or None where it was not measured."""
        return next((one for one in self.atoms if one.name == UNIT), None)

    def multiple(self, atom):
        return atom.time / self.unit.time if self.unit else None

    @property
    def groups(self):
        """[(group, its atoms)] in the order of measuring's own list."""
        out = {}
        for one in self.atoms:
            out.setdefault(one.group, []).append(one)
        return list(out.items())

    @property
    def repetitions(self):
        return max(len(one.times) for one in self.atoms)

    @property
    def counted(self):
        return any(one.allocations is not None for one in self.atoms)


def read(document):
    """None where nothing has a time. Raises KeyError or ValueError on what is not the library's schema."""
    context = document["context"]
    times, operations, failed, families = {}, {}, {}, {}
    for run in document["benchmarks"]:
        if run.get("run_type", "iteration") != "iteration":
            continue
        name = run["run_name"].removesuffix(SUFFIX)
        families[name] = run.get("family_index", len(families))
        if run.get("error_occurred"):
            failed[name] = run.get("error_message", "no reason given")
            continue
        if run["time_unit"] != "ns":
            raise ValueError(f"{name} is in {run['time_unit']}, not ns")
        times.setdefault(name, []).append(run["real_time"])
        operations[name] = run.get("label", "")
    count = lambda what, name: float(context[f"{what} {name}"]) if f"{what} {name}" in context else None
    atoms = tuple(Atom(name, operations[name], tuple(times[name]), count("allocations", name), count("bytes", name))
                  for name in sorted(times, key=families.get) if name not in failed)
    if not atoms:
        return None
    notes = [f"allocations were not counted: {context['fiveways_allocations_absent']}"] if "fiveways_allocations_absent" in context else []
    notes += [f"left out: {context['fiveways_left_out']}"] if "fiveways_left_out" in context else []
    return Atoms(atoms, tuple(failed.items()), tuple(notes), context.get("fiveways_cpus", ""))
