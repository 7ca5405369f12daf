"""Ctrl-C and SIGTERM end a command within seconds, in words, whatever it is doing."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from contracts.errors import Stopped

SIGNALS = (signal.SIGINT, signal.SIGTERM)
# An orderly end needs parts of a second. A library that keeps the main thread busy (a fit, a long
# query) gets this long; then the process ends as if it were killed, which every step survives.
SECONDS = 2.0

WORDS = (
    "qingfeng: 已停止；已完成的步骤保留，重新启动即接着运行 / "
    "stopped → start again; finished steps are taken over"
)


@contextmanager
def end_on_signals() -> Iterator[None]:
    """Raise Stopped in the main thread on a signal, and end the process if that does not do it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's
        return
    receiving, sending = os.pipe()
    os.set_blocking(sending, False)
    # written to in the signal itself, so that a main thread that is busy in C delays nothing
    wakeup_before = signal.set_wakeup_fd(sending, warn_on_full_buffer=False)
    received = []

    def raise_stopped(number, _frame):
        received.append(number)
        raise Stopped(number)

    handlers_before = {number: signal.signal(number, raise_stopped) for number in SIGNALS}
    threading.Thread(target=_await_signal, args=(receiving,), daemon=True).start()
    try:
        yield
    except BaseException:
        if received:  # whatever a library made of it on its way here
            raise Stopped(received[0]) from None
        raise
    finally:
        for number, handler in handlers_before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(wakeup_before)
        os.close(sending)


def _await_signal(receiving):
    """Wait for a signal, then for the process to end by itself; end it if it does not."""
    with os.fdopen(receiving, "rb", buffering=0) as signals:
        for (number,) in iter(lambda: signals.read(1), b""):
            if number in SIGNALS:
                time.sleep(SECONDS)
                print(WORDS, file=sys.stderr, flush=True)
                exit_at_once(Stopped(number).exit_code)


def exit_at_once(code: int) -> None:
    """End the process without waiting for what hangs; its children end with it.

    Libraries take many seconds to put themselves in order, and every step survives a kill.
    """
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGTERM)
    os._exit(code)
