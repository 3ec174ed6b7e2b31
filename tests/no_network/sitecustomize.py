"""Refuses every socket but those that stay within this machine's files, and writes down who wanted one.

Python loads it by itself at its start where this folder is in PYTHONPATH; the programs that it starts do so too.
"""

import os
import socket
import sys

LOG = os.environ["VOICECOACH_SOCKETS"]
WITHIN = {getattr(socket, name, None) for name in ("AF_UNIX", "AF_NETLINK")}
NAMED = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what would reach a network, and note it."""
    if not event.startswith("socket."):
        return
    if event == "socket.__new__":
        outside = arguments[1] not in WITHIN
    elif event in NAMED:
        outside = True
    else:
        outside = getattr(arguments[0], "family", None) not in WITHIN and event != "socket.gethostname"
    if outside:
        note = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(note, f"{event} {arguments[1:]}\n".encode())
        os.close(note)
        raise OSError(f"no network here: {event}")


sys.addaudithook(refuse)
