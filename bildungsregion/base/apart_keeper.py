"""Keeps a program of ours loaded and runs it in a copy of itself for each file (docs/adr/0366); a process of its own.

    python -I apart_keeper.py PROGRAM CONTROL

CONTROL is the number of an open socket. Each message on it is what PROGRAM gets as arguments, as a JSON list, and
brings a socket along: what comes through it is the program's input, and what the program wrote goes back, after its
length in 8 bytes. A program that was ended writes nothing. Loading the parsers takes longer than most files do. As the
programs themselves it imports nothing of the portal, and ends with the process that started it.
"""

import importlib.util
import io
import json
import os
import signal
import socket
import sys
from types import ModuleType, SimpleNamespace


LONGEST_MESSAGE = 65_536
LENGTH = 8


def loaded(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("program", path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    program.warm()
    return program


def run(program: ModuleType, line: socket.socket, arguments: list[str], seconds: int) -> None:
    """In the copy: never comes back."""
    # A parser that waits instead of working uses no processor time.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.alarm(seconds)
    with line.makefile("rb") as file:
        content = file.read()
    written = io.BytesIO()
    sys.argv = ["program", *arguments]
    sys.stdin, sys.stdout = (
        SimpleNamespace(buffer=io.BytesIO(content)),
        SimpleNamespace(buffer=written),
    )
    program.main()
    answer = written.getvalue()
    line.sendall(len(answer).to_bytes(LENGTH, "big") + answer)


def main() -> None:
    program, control = loaded(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        message, sockets, _flags, _address = socket.recv_fds(control, LONGEST_MESSAGE, 1)
        if not message:
            return
        line = socket.socket(fileno=sockets[0])
        if os.fork() == 0:
            status = 1
            try:
                control.close()
                seconds, *arguments = json.loads(message)
                run(program, line, arguments, seconds)
                status = 0
            finally:
                os._exit(status)
        line.close()


if __name__ == "__main__":
    main()
