"""List the licences of all packages of the environment that runs this, and fail for one that isn't allowed."""

import re
import sys
from importlib.metadata import Distribution, distributions

NOT_ALLOWED = re.compile(r"\b(?:A?GPL|GNU (?:Affero )?General Public)", re.IGNORECASE)
TOOLS = {"pip", "setuptools", "wheel"}


def licence(package: Distribution) -> str:
    """Return the licence of a package, as far as its metadata contain it."""
    found = package.metadata
    classifiers = [one.rpartition(" :: ")[2] for one in found.get_all("Classifier", []) if one.startswith("License ::")]
    return found.get("License-Expression") or ", ".join(classifiers) or (found.get("License") or "").partition("\n")[0]


def main() -> int:
    packages = {one.name: one for one in distributions() if one.name not in TOOLS}
    licences = {name: licence(package) for name, package in sorted(packages.items())}
    for name, found in licences.items():
        print(f"{name} {packages[name].version}: {found or 'unknown'}")
    # Of alternatives (“MPL-1.1 OR GPL-2.0-only”), one that is allowed is enough.
    wrong = [
        name
        for name, found in licences.items()
        if all(not one or NOT_ALLOWED.search(one) for one in found.split(" OR "))
    ]
    if wrong:
        print(f"unknown or not allowed: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
