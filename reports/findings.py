"""The verdict in three to six generated sentences. Each compares along one factor: models on one backend, or backends under one model."""
from math import expm1

from reports import verdicts, words
from reports.figures.captions import peers, place
from reports.figures.spectrum import representative
from reports.metrics import METRICS

# (one subject, several subjects) of each verdict; {more} and {less} are the metric's own words for slower and faster.
WORDING = {
    verdicts.EQUIVALENT: ("equals {base} within {margin}", "equal {base} within {margin}"),
    verdicts.SLOWER: ("{more} than {base}",) * 2,
    verdicts.FASTER: ("{less} than {base}",) * 2,
    verdicts.DIFFERENT: ("differs from {base}, whether by more than {margin} is unresolved", "differ from {base}, whether by more than {margin} is unresolved"),
    verdicts.UNRESOLVED: ("is not told apart from {base}", "are not told apart from {base}"),
}
MORE = {"server_cpu_per_request_ns": (("costs more", "cost more"), ("costs less", "cost less"))}
SLOW = (("is slower", "are slower"), ("is faster", "are faster"))


MOST = 6


def findings(run):
    """Plain sentences, at most six; the same on the page and in the terminal."""
    sentences = []
    service, computation = run.headline("service"), run.headline("computation")
    if service:
        sentences += one_factor(service.models, "backend", "model", f"Models on the same backend: {service.metric.name}, {head(service)}")
        sentences += one_factor(service.backends, "model", "backend", "Backends under the same model, same case")
    rates = [case for case in run.of_kind("service") if case.open_loop]
    if rates:
        curves = [members for _, members in run.families(rates)]
        far = lambda members: (members[0].load.get("transport", "tcp") != "tcp", abs(members[0].load.get("connections", 64) - 64))
        sentences.append(open_loop(min(curves, key=far)))
    if computation:
        told = one_factor(computation.models, "backend", "model", f"Models on the same backend: {computation.metric.name}, {head(computation)}")
        sentences += [" ".join([*told, *lowest(computation)])] if told else [f"{computation.metric.name}, {head(computation)}: {one}" for one in lowest(computation)]
    sentences += loads(run)[:max(0, MOST - 2 - len(sentences))]
    sentences.append(trust(run))
    if run.failures:
        sentences.append(failures(run))
    return sentences


def head(case):
    exploratory = f"exploratory, no verdict: {words.count(case.rounds, 'round')} of the {case.needed} that an interval needs; " if case.exploratory else ""
    where = place(case) if case.kind == "service" else ""
    inside = (exploratory + where).rstrip("; ")
    return f"{case.title} ({inside})" if inside else case.title


def figures_of(contrast, name):
    return f"{name} ({words.times(contrast.ratio)}, {words.interval(contrast)})"


def clauses(contrasts, base, differing):
    """Members with the same verdict share a clause."""
    margin, metric = f"{100 * expm1(contrasts[0].delta):.3g} %", contrasts[0].metric
    more, less = MORE.get(metric.key, SLOW)
    seen = [each for each in contrasts if each.verdict == verdicts.EXPLORATORY]
    out = ["against " + getattr(base, differing) + ", " + words.listing(figures_of(each, getattr(each.cell, differing)) for each in seen)] if seen else []
    for verdict, (one, many) in WORDING.items():
        members = [each for each in contrasts if each.verdict == verdict]
        if members:
            named = words.listing(figures_of(each, getattr(each.cell, differing)) for each in members)
            several = len(members) > 1
            out.append(f"{named} " + (one, many)[several].format(base=getattr(base, differing), margin=margin, more=more[several], less=less[several]))
    return words.listing(out)


def one_factor(groups, common, differing, lead):
    """A sentence, or none where no two contestants share the factor."""
    parts = [f"{'on' if common == 'backend' else 'under'} {level}, {clauses(rest, base, differing)}" for level, base, rest in groups if rest]
    return [f"{lead}: {'; '.join(parts)}."] if parts else []


def lowest(case):
    """What stands lowest whatever it differs in, against the reference; says what differs, since that is no statement about one factor."""
    best, reference = case.best[0], case.reference
    contrast = case.contrasts.get(best.contestant) if best and reference else None
    if best is None or (contrast is None and best is not reference):
        return []
    apart = "Lowest over all" + (", the serial program apart," if any(cell.serial for cell in case.measured) else "")
    if best is reference:
        return [f"{apart} stood the reference {reference.contestant}."]
    differing = [factor for factor in ("model", "backend") if getattr(best, factor) != getattr(reference, factor)]
    return [f"{apart} stood {best.contestant} at {words.times(contrast.ratio)} of {reference.contestant} ({words.interval(contrast)}): "
            + ("model and backend both differ." if len(differing) == 2 else f"the {differing[0]} alone differs.")]


def open_loop(cases):
    """Who kept up, and p99 on the reference's backend at the highest rate that most delivered."""
    cases = [case for case in cases if case.reference] or cases
    lost = [f"{words.listing(cell.contestant for cell in case.measured if cell.saturated)} at {words.significant(case.load['rate_per_s'])} /s"
            for case in cases if any(cell.saturated for cell in case.measured)]
    rates = f"{cases[0].workload}, {peers(cases[0])}, {place(cases[0])}"
    text = f"Open loop ({rates}): " + (f"saturated were {words.listing(lost)}" if lost else "every contestant delivered every offered rate")
    case = representative(cases)
    metric = METRICS["p99_ns"]
    p99 = [f"{cell.contestant} {words.value(metric, cell.value(metric))}" for cell in case.measured
           if cell.value(metric) is not None and not cell.saturated and not cell.lagging and case.reference and cell.backend == case.reference.backend]
    if p99:
        text += f"; p99 from the due time at {words.significant(case.load['rate_per_s'])} /s was {words.listing(p99)}"
        if case.null and case.null.value(metric) is not None:
            text += f", the null server's {words.value(metric, case.null.value(metric))}"
    return text + " (" + words.count(case.rounds, "round") + "; no more than about ×1.7 of p99 is resolved by ten launches)."


def loads(run):
    """A sentence a load beyond the plain loops, of its first case: what was observed, in its own metric, with the number of launches."""
    out = []
    for load, (case, *_) in run.stressed:
        values = [f"{cell.contestant} {words.value(case.metric, cell.value(case.metric))}" for cell in case.measured if cell.value(case.metric) is not None]
        if values:
            out.append(f"{load.replace('_', ' ').capitalize()} ({case.title}): {case.metric.name} was {words.listing(values)} ({words.count(case.rounds, 'launch', 'launches')} each, alone).")
    return out


def trust(run):
    """The A/A copy, what could have been seen, and the harness's own floor."""
    case = next((one for one in (run.headline("service"), run.headline("computation")) if one and one.copy), None)
    if case is None:
        return "No A/A copy was measured in a headline case, so nothing says how far two identical processes differ here."
    copy = case.copy
    text = (f"Trust: the A/A copy of {case.reference.contestant} stood at {words.times(copy.ratio)} of the reference, {words.interval(copy)}"
            + (f" (sd of a round {words.percent(copy.spread)})" if copy.spread is not None else ""))
    if copy.detectable is not None:
        text += f", so {words.percent(copy.detectable)} is the smallest difference this run finds in nine of ten"
    return text + f"; {floor(case)}."


def floor_costs(case):
    """What the harness costs by itself, from the null contestant, as words: (elapsed an iteration), or (generator CPU, server CPU, requests/s)."""
    null = case.null
    if null is None:
        return ()
    shown = lambda key: words.value(METRICS[key], null.value(METRICS[key]))
    if case.kind == "computation":
        return (shown("elapsed_per_unit_ns"),)
    generator = null.total("generator_cpu_ns") / null.total("requests") if null.total("requests") else None
    cpu = METRICS["server_cpu_per_request_ns"]
    return (words.value(cpu, generator), shown(cpu.key), words.value(METRICS["requests_per_s"], null.value(METRICS["requests_per_s"]), unit=False))


def floor(case):
    costs = floor_costs(case)
    if not costs:
        return "no null contestant was measured"
    if case.kind == "computation":
        return f"the harness itself costs {costs[0]} an iteration (null)"
    return f"the harness itself costs {costs[0]} of generator CPU a request against the null server, which costs {costs[1]} and answers {costs[2]} requests/s"


def failures(run):
    named = [f"{cell.label} in {case.id} ({launch['outcome']}{': ' + launch['sentence'].rstrip('.') if launch.get('sentence') else ''})"
             for case, cell, launch in run.failures]
    more = f", and {len(named) - 3} more below" if len(named) > 3 else ""
    return f"No number came from {words.count(len(named), 'failed launch', 'failed launches')}: {words.listing(named[:3])}{more}."
