"""Whether a Prefect server answers."""

import urllib.request

SECONDS = 5  # a server that takes longer to say that it is well is not


def is_server_up(address: str) -> bool:
    """Ask the server behind an address of an API whether it is well."""
    try:
        urllib.request.urlopen(f"{address.rstrip('/')}/health", timeout=SECONDS).close()
    except (OSError, ValueError):
        return False
    return True
