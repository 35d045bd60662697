#!/usr/bin/env python3
"""The counter with 100,000 requests (the real 311 file, repeated): start → first screen, log in → list, a keystroke in
search → results drawn. Measured from outside, through a pseudo-terminal.

usage: tests/bench/counter.py BUILD STATE PIN DATA     STATE: a desk with its first replica (tests/flows/desk.lib)

Prints lines "name value unit". A frame is drawn when the terminal has been quiet for 30 ms; what is measured ends with its
last byte.
"""
import csv
import fcntl
import lzma
import os
import pathlib
import pty
import random
import select
import sqlite3
import struct
import sys
import termios
import time
import uuid

COUNT = 100_000
QUIET = 0.03
LETTERS = "BCDFGHJKLNPRSTVXY"


def number(n):
    digits = [(n // 17**i) % 17 for i in range(15)]
    check = 0
    for i, d in enumerate(digits):
        check += (i + 1) * d
    # weight 16 for the last letter: find the one that makes the sum 0 modulo 17
    last = next(d for d in range(17) if (check + 16 * d) % 17 == 0)
    return "".join(LETTERS[d] for d in digits + [last])


def fill(replica, data):
    db = sqlite3.connect(replica)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -262144")
    services = [row for row in db.execute("SELECT id, department FROM service WHERE form IS NOT NULL")]
    have = db.execute("SELECT count(*) FROM request").fetchone()[0]
    rows = []
    with lzma.open(data / "requests/myla311_2017_subset.csv.xz", "rt", errors="replace") as file:
        rows = list(csv.DictReader(file))
    now = int(time.time() * 1_000_000)
    rev = db.execute("SELECT rev FROM replica").fetchone()[0]
    states = ["received", "in_progress", "waiting", "done", "done", "done", "refused"]
    people = [r[0].split() for r in db.execute("SELECT DISTINCT name FROM request WHERE name LIKE '% %'")]
    first, last = [p[0] for p in people], [" ".join(p[1:]) for p in people]
    dice = random.Random(311)
    columns = list(rows[0])
    street = next(c for c in columns if "ddress" in c)
    for i in range(have, COUNT):
        row, (service, department) = rows[i % len(rows)], services[i % len(services)]
        state = states[i % len(states)]
        at = now - (i % 900) * 3_600_000_000
        db.execute(
            "INSERT INTO request (id, rev, number, service, department, state, assignee, channel, terminal, lang, summary, answers,"
            " where_text, name, phone, registered, trusted, received, promised_by, closed)"
            " VALUES (?,?,?,?,?,?,?,'totem','Totem de la gare','fr',?,'{}',?,?,?,?,1,?,date('now', ?),?)",
            (str(uuid.UUID(int=i)), rev + i, number(i * 7919), service, department, state, "marie" if i % 50 == 0 else None,
             row[street], row[street], f"{dice.choice(first)} {dice.choice(last)}", f"0{dice.choice('67')}{dice.randrange(10**8):08d}", at, at, f"{i % 40 - 10} days",
             now if state in ("done", "refused") else None))
    db.commit()
    db.execute("ANALYZE")
    db.commit()
    db.close()


class Desk:
    def __init__(self, build, state, login):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execv(f"{build}/parvis-counter", ["parvis-counter", "--state", state, "--agent", login])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))

    def until_quiet(self, limit=5.0, quiet=QUIET):
        """Returns what came, and when its last byte did."""
        text, last, end = b"", time.perf_counter(), time.perf_counter() + limit
        while time.perf_counter() < end:
            ready, _, _ = select.select([self.fd], [], [], quiet if text else limit)
            if not ready:
                break
            try:
                text += os.read(self.fd, 65536)
            except OSError:
                break
            last = time.perf_counter()
        return text, last

    def key(self, text):
        began = time.perf_counter()
        os.write(self.fd, text.encode())
        answer, last = self.until_quiet(0.5)
        return (last - began) * 1000, answer

    def until(self, word, limit=5.0):
        text, end = b"", time.perf_counter() + limit
        while word.encode() not in text and time.perf_counter() < end:
            if select.select([self.fd], [], [], 0.05)[0]:
                text += os.read(self.fd, 65536)
        return time.perf_counter()

    def close(self):
        os.kill(self.pid, 15)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def percentile(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * p))]


def main():
    build, state, pin, data = sys.argv[1], sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])
    current = pathlib.Path(state, "replica/current").read_text().strip()
    if not os.environ.get("FILLED"):
        fill(pathlib.Path(state, "replica", current), data)
    starts, logins = [], []
    for _ in range(5):
        began = time.perf_counter()
        desk = Desk(build, state, "marie")
        _, last = desk.until_quiet()
        starts.append((last - began) * 1000)
        desk.key(pin)
        began = time.perf_counter()
        os.write(desk.fd, b"\r")
        logins.append((desk.until("QUI") - began) * 1000)
        desk.close()
    print(f"counter_start_ms {percentile(starts, 0.5):.1f} ms")
    print(f"counter_login_to_list_ms {percentile(logins, 0.5):.1f} ms")
    desk = Desk(build, state, "marie")
    desk.until_quiet()
    desk.key(pin)
    desk.key("\r")
    time.sleep(0.5)
    desk.until_quiet(0.2)
    desk.key("2")
    desk.key("/")
    times = []
    for words in ("mme lefebvre", "0612 34", "main st", "wilshire blvd", "lampadaire", "bcdf", "e broadway 12", "vermont av",
                  "marie dub", "sunset", "07", "n hollywood", "kowalski", "9th st 90015"):
        for letter in words:
            ms, _ = desk.key(letter)
            times.append(ms)
            if os.environ.get("V"):
                print(f"{ms:7.1f} ms  {words} at {letter}", file=sys.stderr)
        desk.key("\x15")
    print(f"counter_search_p50_ms {percentile(times, 0.5):.1f} ms")
    print(f"counter_search_p99_ms {percentile(times, 0.99):.1f} ms")
    print(f"counter_search_max_ms {max(times):.1f} ms")
    desk.key("\x1b")
    moves = []
    for _ in range(260):
        ms, _ = desk.key("\x1b[B")
        moves.append(ms)
    print(f"counter_move_p99_ms {percentile(moves, 0.99):.1f} ms")
    with open(f"/proc/{desk.pid}/smaps_rollup") as file:
        pss = next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    print(f"counter_pss_mb {pss / 1024:.1f} MB")
    desk.close()


main()
