"""A totem's glass for tests: the kiosk in a real window under Xvfb, touched, typed on and scanned at through the X server. The
program only says what is on the glass (`watch`, docs/driving.md); the hand is X's own."""
import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "bench"))
from pointer import Pointer  # noqa: E402
from screen import Screen  # noqa: E402

LINE = re.compile(r'^( *)(\w+)(?: #(.+?))?(?: "((?:[^"\\]|\\.)*)")?(?: = "((?:[^"\\]|\\.)*)")?((?: \w+)*) \[(-?\d+),(-?\d+) (\d+)x(\d+)\]$')


class Node:
    def __init__(self, found):
        self.indent, self.role, self.id, self.name, self.value, states = found.groups()[:6]
        self.states = states.split()
        self.x, self.y, self.w, self.h = map(int, found.groups()[6:])
        self.body = None # the part of the page that it scrolls with

    def middle(self):
        return self.x + self.w // 2, self.y + self.h // 2


class Glass:
    """with Glass(build, conf, folder, env) as glass: … FOLDER is for what only the test needs, not part of the totem's disk. FIRST: a line of
    the script (docs/driving.md)."""

    def __init__(self, build, conf, folder, log, env=None, options=(), first=""):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.tree, self.last_tap = self.folder / "tree", (0, 0, 0)
        script = self.folder / "script"
        script.write_text(f"{first}\nwatch {self.tree}\n" + "wait 600000\n" * 30) # a line for each session
        self.command = [str(build / "parvis-kiosk"), "--conf", str(conf), "--window", "--size", "1080x1920", "--lang", "fr", "--script",
                        str(script), *options]
        self.log, self.more = log, dict(env or {}, SDL_AUDIODRIVER="dummy")
        self.screen = self.pointer = self.kiosk = None

    def __enter__(self):
        self.screen = Screen()
        self.pointer = Pointer(self.screen.display)
        with open(self.log, "ab") as log:
            self.kiosk = subprocess.Popen(self.command, env=self.screen.env(**self.more), stdout=log, stderr=log)
        self.wait_screen("idle", 20)
        return self

    def __exit__(self, *_):
        self.kiosk.terminate()
        try:
            self.kiosk.wait(10)
        except subprocess.TimeoutExpired:
            self.kiosk.kill()
        self.pointer.close()
        self.screen.close()

    # ---- what is on it
    def read(self):
        """(name of the screen, nodes)"""
        try:
            first, *lines = self.tree.read_text().replace("\u00a0", " ").splitlines()
        except (FileNotFoundError, ValueError):
            return "", []
        nodes, body = [Node(found) for found in map(LINE.match, lines) if found], None
        for node in nodes:
            if not node.indent:
                body = node if node.role == "body" else None
            node.body = body
        return first.removeprefix("screen "), nodes

    def fail(self, what):
        picture = pathlib.Path(os.environ.get("BUILD", "build")).resolve() / "tests/log/glass.png"
        subprocess.run(["import", "-display", self.screen.display, "-window", "root", picture], check=False)
        raise AssertionError(f"{what}. The glass (picture: {picture}) holds:\n{self.tree.read_text() if self.tree.exists() else 'nothing'}")

    def until(self, what, condition, seconds=5):
        end = time.monotonic() + seconds
        while True:
            value = condition(*self.read())
            if value:
                return value
            if self.kiosk.poll() is not None:
                raise AssertionError(f"the kiosk has ended with {self.kiosk.returncode}: {pathlib.Path(self.log).read_text()[-2000:]}")
            if time.monotonic() > end:
                self.fail(f"not within {seconds} s: {what}")
            time.sleep(0.01)

    def wait_screen(self, name, seconds=5):
        self.until(f"the screen {name}", lambda screen, _: screen == name, seconds)

    def wait_text(self, text, seconds=5):
        return self.until(f"the text « {text} »", lambda _, nodes: next((n for n in nodes if text in (n.name or "") + (n.value or "")), None), seconds)

    def find(self, what, seconds=5):
        """By #id, else the first button-like node whose name begins with WHAT."""
        def look(_, nodes):
            for node in nodes:
                if what[0] == "#" and node.id == what[1:] or what[0] != "#" and node.id and (node.name or "").startswith(what):
                    return node if "disabled" not in node.states else None
            return None
        return self.until(f"{what} to press", look, seconds)

    def number(self):
        found = re.search(r"([BCDFGHJKLNPRSTVXY]{4} ){3}[BCDFGHJKLNPRSTVXY]{4}", self.tree.read_text())
        if not found:
            self.fail("no tracking number shows")
        return found.group(0)

    # ---- what a person does
    def touch(self, x, y, key=False):
        at, there = self.last_tap[2], abs(self.last_tap[0] - x) < 60 and abs(self.last_tap[1] - y) < 60
        if there: # a second touch of one place so soon would not count
            time.sleep(max(0, at + (0.25 if key else 0.6) - time.monotonic()))
        self.pointer.tap(x, y)
        self.last_tap = (x, y, time.monotonic())
        time.sleep(0.04)

    def tap(self, what, seconds=5):
        """Presses it, turning the page when it must."""
        for _ in range(12):
            node = self.find(what, seconds)
            y, body = node.middle()[1], node.body
            if not body or body.y <= y < body.y + body.h:
                self.touch(*node.middle(), key=node.role == "key")
                return
            self.touch(*self.find("#page:up" if y < body.y else "#page:down").middle())
            time.sleep(0.1)
        self.fail(f"{what} does not come into view")

    def on_screen_keys(self, text):
        for c in text:
            self.tap("#key:^space" if c == " " else f"#key:{c}")

    def type(self, text):
        """A hardware keyboard, as fast as people who type well."""
        subprocess.run(["xdotool", "type", "--delay", "60", text], env=self.screen.env(), check=True)

    def scan(self, text):
        subprocess.run(["xdotool", "type", "--delay", "4", text], env=self.screen.env(), check=True)
        subprocess.run(["xdotool", "key", "Return"], env=self.screen.env(), check=True)

    def wake(self):
        """A finger beside the languages, again and again: while the program replaces itself a touch may be lost."""
        self.wait_screen("idle", 10)
        controls = [node for node in self.read()[1] if node.id]
        where = next((540, y) for y in range(900, 100, -20) if not any(n.x <= 540 < n.x + n.w and n.y - 30 <= y < n.y + n.h + 30 for n in controls))
        for _ in range(5):
            self.touch(*where)
            end = time.monotonic() + 2
            while self.read()[0] == "idle" and time.monotonic() < end:
                time.sleep(0.01)
            if self.read()[0] != "idle":
                break
        self.wait_screen("home")
