"""`python -m kzclaims`."""

import sys

from kzclaims.cli.main import main

sys.exit(main())
