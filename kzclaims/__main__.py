"""`python -m kzclaims`."""

import sys

try:
    from kzclaims.cli.main import main

    sys.exit(main())
except KeyboardInterrupt:
    sys.stderr.write("\nInterrupted. Nothing was half-written.\n")
    sys.exit(130)
