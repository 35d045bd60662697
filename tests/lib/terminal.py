"""A terminal for tests: a state folder, parvis-sync on it, and what it says."""
import base64
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import time

BUILD = pathlib.Path(os.environ.get("BUILD", "build")).resolve()
SANITIZED = BUILD.name in ("asan", "tsan")  # where a sanitizer's own memory counts
TOP = pathlib.Path(os.environ.get("TOP", pathlib.Path(__file__).resolve().parent.parent.parent))


def until(what, seconds=15, every=0.02):
    """The value of WHAT() once it is true. Fails after SECONDS."""
    end = time.monotonic() + seconds
    while True:
        value = what()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {getattr(what, '__doc__', None) or what}")
        time.sleep(every)


def free_port():
    """Below the ports that the kernel gives to outgoing connections, so that it stays free until somebody listens."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Terminal:
    """with Terminal(folder, port) as t: … the daemon runs; t.stop(), t.kill(), t.start()."""

    def __init__(self, state, port, scope="public", town="62999", token="good-token", enrol=True, prefix=()):
        self.state, self.process, self.prefix = pathlib.Path(state), None, list(prefix)
        self.state.mkdir(exist_ok=True)
        self.log = self.state / "sync.log"
        if enrol:
            self.enrol(port, scope, town, token)

    def enrol(self, port, scope="public", town="62999", token="good-token"):
        self.put("terminal.json", json.dumps({
            "town": town, "id": "t-test", "name": "Totem d’essai", "scope": scope, "hub": f"http://127.0.0.1:{port}",
            "web": "https://x.example", "salt": base64.b64encode(bytes(16)).decode(),
            "keys": [{"id": "k1", "public": base64.b64encode(bytes(32)).decode()}]}))
        self.put("token", token + "\n")

    def put(self, name, text):
        (self.state / (name + ".next")).write_text(text)
        (self.state / (name + ".next")).rename(self.state / name)

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.prefix + [BUILD / "parvis-sync", "--state", self.state, "--verbose", "run"], stderr=log)
        return self

    def stop(self):
        if self.process:
            self.process.terminate()
            code = self.process.wait(10)
            self.process = None
            assert code == 0, f"parvis-sync ended with {code}"

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        if kind or "SHOW" in os.environ:
            print(self.said(), file=sys.stderr)
        if self.process:
            self.process.kill()
            self.process.wait()

    def said(self):
        return self.log.read_text() if self.log.exists() else ""

    # ---- what its files say
    def link(self):
        try:
            return json.loads((self.state / "replica/sync.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}

    def replica(self):
        try:
            return self.state / "replica" / (self.state / "replica/current").read_text().strip()
        except FileNotFoundError:
            return None

    def ask(self, sql):
        """The first column of the replica's answer, through the sqlite3 program, so that no lock of ours is in the way."""
        if not self.replica():
            return ""
        out = subprocess.run(["sqlite3", "-readonly", self.replica(), sql], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return out.stdout.strip()

    def append(self, count=1, kind="printed"):
        out = subprocess.run([BUILD / "tests/tools/outbox", self.state / "outbox/outbox.db", "append", kind, str(count)],
                             stdout=subprocess.PIPE, check=True, text=True)
        return out.stdout.split()

    def listed(self):
        """[[seq, id, kind, state]]"""
        out = subprocess.run([BUILD / "tests/tools/outbox", self.state / "outbox/outbox.db", "list"], stdout=subprocess.PIPE,
                             check=True, text=True)
        return [line.split() for line in out.stdout.splitlines()]

    def operations(self):
        """[(id, state)]"""
        return [(one, state) for _, one, _, state in self.listed()]

    def states(self):
        return [state for _, state in self.operations()]

    def status(self):
        """(exit code, the report)"""
        out = subprocess.run([BUILD / "parvis-sync", "--state", self.state, "status", "--json"], stdout=subprocess.PIPE, text=True)
        return out.returncode, json.loads(out.stdout)


def main(tests):
    """Runs every function, each in a folder of its own, and stops at the first that fails."""
    root = pathlib.Path(os.environ.get("TMPDIR", "/tmp"))
    wanted = sys.argv[1:]
    for test in tests:
        if wanted and not any(word in test.__name__ for word in wanted):
            continue
        folder = root / test.__name__[:40]
        folder.mkdir()
        began = time.monotonic()
        try:
            test(folder)
        finally:
            if "KEEP" not in os.environ:
                shutil.rmtree(folder, ignore_errors=True)
        print(f"ok {test.__name__} ({time.monotonic() - began:.1f} s)", flush=True)
