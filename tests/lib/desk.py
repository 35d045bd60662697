"""The counter in a terminal of its own (tmux), for tests in Python."""
import itertools
import os
import shlex
import subprocess
import time


NUMBERS = itertools.count()


class Desk:
    """with Desk(build, conf, log) as desk: desk.login("marie", "2580"); desk.keys("r"); desk.see("…")"""

    def __init__(self, build, conf, log, width=120, height=36, env=None):
        self.socket = f"parvis-desk-{os.getpid()}-{next(NUMBERS)}" # never that of a server that is just ending
        more = " ".join(shlex.quote(f"{name}={value}") for name, value in (env or {}).items())
        self.command = f"exec env TERM=screen-256color {more} '{build}/parvis-counter' --conf '{conf}' 2>> '{log}'"
        self.size = ["-x", str(width), "-y", str(height)]

    def tmux(self, *words):
        return subprocess.run(["tmux", "-L", self.socket, "-f", "/dev/null", *words], capture_output=True, text=True, check=False).stdout

    def __enter__(self):
        self.tmux("new-session", "-d", "-s", "desk", *self.size, self.command)
        return self

    def __exit__(self, *_):
        self.tmux("kill-server")

    def alive(self):
        return "desk" in self.tmux("list-sessions")

    def screen(self):
        return self.tmux("capture-pane", "-p", "-t", "desk").replace("\u00a0", " ")

    def keys(self, *names):
        self.tmux("send-keys", "-t", "desk", *names)

    def type(self, text):
        self.tmux("send-keys", "-t", "desk", "-l", text)
        self.see(text.split()[0])

    def shows(self, text):
        return text in self.screen()

    def see(self, text, seconds=8, every=0.01):
        """Seconds until the screen showed TEXT."""
        began = time.monotonic()
        while not self.shows(text):
            assert time.monotonic() - began < seconds, (f"the desk does not show « {text} » within {seconds} s:\n"
                                                        f"{self.screen() if self.alive() else 'the counter has ended'}")
            time.sleep(every)
        return time.monotonic() - began

    def sent(self):
        """The editor is closed, which it is only once what was written is on disk."""
        return self.shows("r répondre") and not self.shows("Note interne")

    def see_sent(self, seconds):
        end = time.monotonic() + seconds
        while not self.sent():
            assert time.monotonic() < end, f"not sent within {seconds} s:\n{self.screen()}"
            time.sleep(0.05)

    def login(self, name, pin, seconds=8):
        self.see("Identifiant", seconds)
        self.type(name)
        self.keys("Tab")
        self.tmux("send-keys", "-t", "desk", "-l", pin)
        self.keys("Enter")
        self.see("DÉMARCHE", seconds)
