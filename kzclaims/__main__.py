"""`python -m kzclaims`."""

import sys

from kzclaims.cli import main

sys.exit(main())
