"""Runs `python -m app …` as a process of its own that need not start Python and load the app first:
it is forked from one that has.

Descriptors, environment, working folder, exit code and death are a process's own; only what happens
before the first line of `app/__main__.py` is shared. `started=True` runs a true start, and so does
another value of whatever Python itself reads when it starts.
"""

from __future__ import annotations

import array
import contextlib
import functools
import gc
import importlib
import os
import pickle
import runpy
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def read_at_a_start(environment: Mapping[str, str]) -> dict[str, str]:
    """What of an environment Python itself reads before the first line is run."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(("PYTHON", "LC_", "LANG"))
    }


AT_OUR_START = read_at_a_start(os.environ)
"""What is forked has started with just this, or with nothing of the kind."""
LOADED = (
    "app.__main__",
    "app.imaging.pillow_pen",
    "app.imaging.pillow_import",
    "edtf",
    "tzlocal",
    "tzdata",
)


def run(
    *arguments: str | bytes,
    started: bool = False,
    env: dict[str, str] | None = None,
    timeout: float = 60,
    check: bool = False,
    **how: Any,
) -> subprocess.CompletedProcess[Any]:
    """`subprocess.run` of one command of the app, from the project's folder; `env` is the whole
    environment.
    """
    command = [sys.executable, "-m", "app", *arguments]
    env = dict(os.environ) if env is None else env
    odd = {
        name
        for name in ("stdin", "stdout", "stderr")
        if how.get(name, subprocess.PIPE) not in (subprocess.PIPE, subprocess.DEVNULL)
    }
    if started or odd or "preexec_fn" in how or read_at_a_start(env) not in (AT_OUR_START, {}):
        return subprocess.run(command, cwd=ROOT, env=env, timeout=timeout, check=check, **how)
    if "input" in how:
        how["stdin"] = subprocess.PIPE
    given = how.pop("input", None)
    if how.pop("capture_output", False):
        how |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with Forked(command, cwd=ROOT, env=env, **how) as process:
        try:
            out, err = process.communicate(given, timeout=timeout)
        except BaseException:
            process.kill()
            raise
    done = subprocess.CompletedProcess(command, process.returncode, out, err)
    if check:
        done.check_returncode()
    return done


class Forked(subprocess.Popen[Any]):
    """A process whose start is a fork; everything else is `Popen`'s own."""

    _ended: socket.socket

    def _execute_child(self, args: Any, *how: Any, **_more: Any) -> None:
        _executable, _preexec, _close, _pass, cwd, env, _info, _flags, _shell, *pipes = how[:15]
        theirs = (
            pipes[0],
            pipes[3],
            pipes[5],
        )  # what Popen made for stdin, stdout, stderr; -1 is ours
        self._ended, told = socket.socketpair()
        with told:
            asked = pickle.dumps(([os.fsencode(part) for part in args[3:]], str(cwd), env))
            streams = [
                ours if end == -1 else end for end, ours in zip(theirs, (0, 1, 2), strict=True)
            ]
            asking, forker = _forker(bare=not read_at_a_start(env))
            handed = array.array("i", [*streams, told.fileno()])
            asking.sendmsg(
                [struct.pack("!I", len(asked))], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handed)]
            )
            asking.sendall(asked)
        for end in theirs:
            if end != -1:
                os.close(end)
        number = self._ended.recv(4)
        assert number, forker.communicate()[1].decode()  # it could not load the app
        (self.pid,) = struct.unpack("!i", number)
        self._child_created = True

    def _try_wait(self, wait_flags: int) -> tuple[int, int]:
        self._ended.settimeout(0.0 if wait_flags & os.WNOHANG else None)
        try:
            (status,) = struct.unpack("!i", self._ended.recv(4))
        except BlockingIOError:
            return 0, 0
        self._ended.close()
        return self.pid, status

    def _internal_poll(self, *_rest: Any, **_more: Any) -> int | None:
        if self.returncode is None and self._waitpid_lock.acquire(False):  # type: ignore[attr-defined]
            try:
                pid, status = self._try_wait(os.WNOHANG)
                if pid:
                    self._handle_exitstatus(status)  # type: ignore[attr-defined]
            finally:
                self._waitpid_lock.release()  # type: ignore[attr-defined]
        return self.returncode


@functools.cache
def _forker(*, bare: bool) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """The process that has loaded the app and forks; it ends with this one, which holds the other
    end.

    There are two of them: one has started with `AT_OUR_START`, the other, `bare`, with nothing of
    the kind.
    """
    ours, theirs = socket.socketpair()
    read = read_at_a_start(os.environ)
    others = {name: value for name, value in os.environ.items() if name not in read}
    environment = others | ({} if bare else AT_OUR_START)
    with theirs:
        pipes = dict.fromkeys(
            ("stdin", "stdout", "stderr"), subprocess.PIPE
        )  # streams that cannot be sought in, as each command's
        command = [sys.executable, __file__, str(theirs.fileno())]
        return ours, subprocess.Popen(
            command, cwd=ROOT, env=environment, pass_fds=[theirs.fileno()], **pipes
        )


# --- The other process ----------------------------------------------------------------------------


def _next_command(asking: socket.socket) -> None:
    """Returns in each new process, ready to be `python -m app`."""
    while True:
        head, rights, *_ = asking.recvmsg(4, socket.CMSG_SPACE(4 * 4))
        if not head:
            os._exit(0)
        streams = array.array("i", rights[0][2])
        body = b""
        size = struct.unpack("!I", head)[0]
        while len(body) < size:
            body += asking.recv(size - len(body))
        if _in_a_new_process(asking, streams):
            arguments, folder, environment = pickle.loads(body)
            sys.argv = ["-m", *map(os.fsdecode, arguments)]
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            time.tzset()
            return
        for stream in streams:
            os.close(stream)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _in_a_new_process(asking: socket.socket, streams: array.array[int]) -> bool:
    """Whether this is the new process; between it and us is one that waits for its end and tells of
    it.
    """
    if os.fork():
        return False
    asking.close()
    *standard, told = streams
    if child := os.fork():
        for stream in standard:
            os.close(stream)
        os.write(told, struct.pack("!i", child))
        os.write(told, struct.pack("!i", os.waitpid(child, 0)[1]))
        os._exit(0)
    for place, stream in enumerate(standard):
        os.dup2(stream, place)
        os.close(stream)
    os.close(told)
    return True


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    for name in LOADED:
        importlib.import_module(name)
    del sys.modules["app.__main__"]
    gc.collect()
    gc.freeze()  # no process goes through all that once more at its end
    _next_command(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module("app", run_name="__main__", alter_sys=True)
