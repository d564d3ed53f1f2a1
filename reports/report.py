"""`report.py FOLDER`: turns a results folder into report.html and figures, and prints the findings.

Exit status: 0 written, 2 usage, 4 the folder cannot be reported on or the page cannot be written.
"""
import logging
import os
import sys
import textwrap
from pathlib import Path

if not __package__:  # run as a script: its folder is on the path, but its modules are the package beside which it stands
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from reports.command import Parser, carry_out  # noqa: E402  after the path is right
from reports.errors import CannotReport, UsageError  # noqa: E402


def parse(arguments):
    parser = Parser(prog="fiveways report", description="Turn a results folder into report.html, figures/*.svg and figures/*.png.")
    parser.add_argument("folder", help="results folder, as `fiveways run` prints it")
    parser.add_argument("--output", metavar="FILE", help="write the page here (default: report.html in the folder; figures/ beside it)")
    parser.add_argument("--no-figures-files", action="store_true", help="write the page only; its figures are inside")
    return parser.parse_args(arguments)


def report(flags):
    from reports.load import load  # after the flags are known to be right: scipy and matplotlib take a second
    from reports.run_analysis import RunAnalysis

    page_path = Path(flags.output) if flags.output else Path(flags.folder) / "report.html"
    run = RunAnalysis(load(flags.folder))
    for notice in run.results.notices:
        print(f"fiveways: note: {notice}", file=sys.stderr)
    check_writable(page_path)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it would mention a home that it cannot write to
    from reports import findings, page

    figures = None if flags.no_figures_files else page_path.parent / "figures"
    try:
        if figures:
            figures.mkdir(exist_ok=True)
        text = page.render(run, figures, link_to(page.METHOD, page_path))
        unfinished = page_path.with_name(page_path.name + ".part")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(page_path)
    except OSError as error:
        raise CannotReport(f"{error.filename or page_path}: {error.strerror}; --output FILE writes the page elsewhere") from None
    for finding in findings.findings(run):
        print(textwrap.fill(finding, 110, initial_indent="* ", subsequent_indent="  "))
    print(f"report: {page_path}")


def check_writable(page_path):
    folder = page_path.parent
    if not folder.is_dir():
        raise UsageError(f"--output: no folder {folder}")
    if page_path.is_dir():
        raise UsageError(f"--output: {page_path} is a folder; name a file in it")
    if not os.access(folder, os.W_OK):
        raise CannotReport(f"{folder} is read-only: --output FILE writes the page elsewhere")


def link_to(method, page_path):
    """A relative link where the page stands inside this source tree; None elsewhere: the page then names the file only."""
    root = method.parent
    inside = page_path.resolve().is_relative_to(root) and method.exists()
    return os.path.relpath(method, page_path.resolve().parent) if inside else None


def main(arguments):
    return carry_out(parse, report, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
