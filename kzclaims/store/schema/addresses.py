"""Addresses of sources, compared without what spells the same page differently."""

import re
from urllib.parse import urlsplit, urlunsplit

_VISIT = re.compile(r"(utm_\w*|fbclid|gclid|yclid|mc_cid|mc_eid|igshid)(=|$)", re.IGNORECASE)
"""The parameters of an address that count visits."""


def plain_address(url: str) -> str:
    """Return an address without what spells the same page differently.

    That is the case of the host, a default port, http instead of https, a slash at the end, a fragment, and parameters
    that count visits.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return url
    host = parts.hostname if port in (None, 80, 443) else f"{parts.hostname}:{port}"
    query = "&".join(one for one in parts.query.split("&") if one and not _VISIT.match(one))
    # Some sites have their pages in the fragment: "#!/page", "#/page".
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return urlunsplit(("https", host, parts.path.rstrip("/"), query, fragment))


def usual_spellings(address: str) -> tuple[str, ...]:
    """Return an address with http and https, with and without a slash at the end."""
    plain_http = f"http{address.removeprefix('https')}" if address.startswith("https:") else address
    return address, f"{address}/", plain_http, f"{plain_http}/"
