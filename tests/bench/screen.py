"""An Xvfb whose framebuffer is a file in memory, so that what is on the glass can be timed from outside, the same way
for every program: nothing in the measured program takes part."""
import mmap
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import time


class Screen:
    def __init__(self, width=1080, height=1920):
        self.width, self.height = width, height
        self.folder = tempfile.mkdtemp(prefix="pvfb")
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-fbdir", self.folder, "-nolisten", "tcp", "-noreset"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as said:
            self.display = ":" + said.readline().strip()
        path = pathlib.Path(self.folder, "Xvfb_screen0")
        with open(path, "rb") as file:
            self.map = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        # X11/XWDFile.h: header_size first, bytes_per_line thirteenth, ncolors twentieth; each colour takes 12 bytes.
        header = struct.unpack(">25I", self.map[:100])
        self.line, self.start = header[12], header[0] + header[19] * 12

    def env(self, **more):
        return dict(os.environ, DISPLAY=self.display, **more)

    def samples(self, step=12):
        """A grid of pixels, fast enough to be read every millisecond."""
        rows = []
        for y in range(step // 2, self.height, step):
            at = self.start + y * self.line
            rows.append(self.map[at:at + self.width * 4:4 * step])
        return b"".join(rows)

    def frame(self):
        return self.map[self.start:self.start + self.line * self.height]

    def settle(self, blank, quiet=1.5, limit=30.0):
        """Waits until BLANK is gone, then until nothing has changed for QUIET seconds, and returns the samples."""
        end = time.monotonic() + limit
        while self.samples() == blank and time.monotonic() < end:
            time.sleep(0.02)
        last, since = self.samples(), time.monotonic()
        while time.monotonic() < end:
            time.sleep(0.05)
            now = self.samples()
            if now != last:
                last, since = now, time.monotonic()
            elif time.monotonic() - since >= quiet:
                break
        return last

    def until(self, wanted, limit=20.0, share=0.995):
        """Seconds from now until SHARE of the samples are as WANTED; None when that never came."""
        began = time.monotonic()
        while time.monotonic() - began < limit:
            if same(self.samples(), wanted) >= share:
                return time.monotonic() - began
            time.sleep(0.001)
        return None

    def close(self):
        self.server.terminate()
        self.server.wait()
        self.map.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def same(a, b):
    if a == b:
        return 1.0
    return sum(x == y for x, y in zip(a, b)) / max(len(b), 1)


def tree(pid):
    """PID and all that descend from it."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        for task in pathlib.Path(f"/proc/{one}/task").glob("*"):
            try:
                todo += [int(child) for child in (task / "children").read_text().split()]
            except OSError:
                pass
    return found


def pss_mb(pid):
    total = 0
    for one in tree(pid):
        try:
            for line in pathlib.Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            pass
    return total / 1024


def priority(unit):
    """The words before a command that give it the Nice= of UNIT; a negative one is root's to give."""
    nice = re.search(r"^Nice=(-?\d+)$", (pathlib.Path(__file__).resolve().parents[2] / "packaging/systemd" / unit).read_text(), re.M).group(1)
    return ["nice", "-n", nice] if int(nice) >= 0 or os.geteuid() == 0 else []


def cpu_seconds(pid):
    """Time on a processor, counted in nanoseconds by the scheduler, all threads."""
    total = 0
    for one in tree(pid):
        for task in pathlib.Path(f"/proc/{one}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except OSError:
                pass
    return total / 1e9


def stop(process):
    for one in reversed(tree(process.pid)):
        try:
            os.kill(one, signal.SIGTERM)
        except OSError:
            pass
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        for one in tree(process.pid):
            os.kill(one, signal.SIGKILL)
        process.wait()
