"""Find ports of this machine for the servers of a test."""

import socket


def find_free_port() -> int:
    """Find a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
