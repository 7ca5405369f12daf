"""Ports of this machine for servers of a test's own."""

import socket


def find_free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]
