"""Messages to the log of the host. `print` has nowhere to write in a component without WASI."""

from __future__ import annotations

import logging

from .bindings.imports import logging as host

_LEVELS = {
    logging.CRITICAL: host.Level.CRITICAL,
    logging.ERROR: host.Level.ERROR,
    logging.WARNING: host.Level.WARN,
    logging.INFO: host.Level.INFO,
    logging.DEBUG: host.Level.DEBUG,
}


class HostHandler(logging.Handler):
    """Hands the records of Python's own `logging` to the host: `logging.getLogger().addHandler(HostHandler())`."""

    def emit(self, record: logging.LogRecord) -> None:
        level = next(
            (known for least, known in _LEVELS.items() if record.levelno >= least),
            host.Level.TRACE,
        )
        host.log(level, record.name, self.format(record))
