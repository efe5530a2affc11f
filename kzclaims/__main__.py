"""The entry point: `kzclaims` and `python -m kzclaims`.

It imports everything else inside a function, so that Ctrl-C ends in one line as soon as Python itself has started.
"""

import sys


def run() -> int:
    """Run the command of the process and return its exit code."""
    try:
        from kzclaims.cli.main import main

        return main()
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. Nothing was half-written.\n")
        return 130


if __name__ == "__main__":
    sys.exit(run())
