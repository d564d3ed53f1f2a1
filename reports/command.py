"""What the programs of this folder share: flags whose errors are one sentence, and exit statuses for everything that can go wrong."""
import argparse
import os
import sys

from reports.errors import CannotReport, UsageError


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise UsageError(f"{message}; `{self.prog} --help` shows the flags")


def carry_out(parse, work, arguments):
    """The exit status: what `work(parse(arguments))` returns, 0 for nothing. `flags.folder` names what is read, should it not be as promised."""
    try:
        flags = parse(arguments)
    except UsageError as error:
        return fail(error, error.status)
    try:
        return work(flags) or 0
    except (UsageError, CannotReport) as error:
        return fail(error, error.status)
    except ModuleNotFoundError as error:
        return fail(f"Python's {error.name} is missing: scripts/setup installs it", CannotReport.status)
    except Exception as error:  # noqa: BLE001  the right schema's number on a document that lacks what the schema promises
        if os.environ.get("FIVEWAYS_TRACEBACK"):
            raise
        return fail(f"{flags.folder}: not as schema 1 says ({type(error).__name__}: {error}); FIVEWAYS_TRACEBACK=1 shows where", CannotReport.status)


def fail(message, status):
    print(f"fiveways: {message}", file=sys.stderr)
    return status
