"""A million rows to a terminal: as a snapshot, as changes, by other programs; what a reader and a kiosk notice meanwhile; and what
1,000 changed requests weigh on the wire."""
import json
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import threading
import time

import million
from screen import cpu_seconds, priority, pss_mb
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lib"))
import npm  # noqa: E402

PEER_S = 60


class Watch(threading.Thread):
    """The hub while something goes on: its highest memory, and how long a terminal waits for a page of changes."""
    def __init__(self, town, token):
        super().__init__(daemon=True)
        self.town, self.token, self.peak, self.times, self.going = town, token, 0, [], True

    def run(self):
        while self.going:
            self.peak = max(self.peak, pss_mb(self.town.hub.pid))
            began = time.perf_counter()
            ask(self.town, self.token, 0, "00")
            self.times.append(time.perf_counter() - began)
            time.sleep(0.05)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.going = False
        self.join()


class Relay(threading.Thread):
    """Counts what passes between a terminal and the hub: one connection after another, both ways."""
    def __init__(self, port):
        super().__init__(daemon=True)
        self.listener, self.target, self.bytes = socket.create_server(("127.0.0.1", 0)), port, 0
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            here, _ = self.listener.accept()
            there = socket.create_connection(("127.0.0.1", self.target))
            for a, b in ((here, there), (there, here)):
                threading.Thread(target=self.pump, args=(a, b), daemon=True).start()

    def pump(self, a, b):
        try:
            while data := a.recv(65536):
                self.bytes += len(data)
                b.sendall(data)
            b.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def ask(town, token, since, epoch):
    """The body of a page of changes, unpacked."""
    return subprocess.run(["curl", "-s", "--compressed", "-H", f"Authorization: Bearer {token}", "-H", "Parvis-Protocol: 1",
                           f"http://127.0.0.1:{town.port}/sync/v1/changes?epoch={epoch}&since={since}&wait=0"], capture_output=True, check=True).stdout


def token(town, terminal):
    return (town.state(terminal) / "token").read_text().strip()


def cursor(path, table="settings"):
    db = million.open_store(path)
    found = db.execute(f"SELECT epoch, rev FROM {table}").fetchone()
    db.close()
    return found


def start(build, town, terminal):
    return subprocess.Popen([str(build / "parvis-sync"), "--conf", str(town.conf(terminal)), "run"], stderr=subprocess.DEVNULL)


def until(condition, limit=1200):
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError("that did not come")
        time.sleep(0.02)


def first_replica(build, town, terminal):
    if not town.conf(terminal).exists():
        town.enrol(terminal)
    began = time.monotonic()
    process = start(build, town, terminal)
    try:
        until((town.state(terminal) / "replica/current").exists)
        return time.monotonic() - began
    finally:
        process.terminate()
        process.wait()


def snapshots(build, town, store, rows, report, p99, ms):
    """Built, cached, and the same rows as changes to a terminal that was there before them."""
    early = first_replica(build, town, "totem2")
    million.fill(store)
    town.enrol("totem") # both before the first asks: a terminal takes no snapshot that is older than it
    town.enrol("totem3")
    cpu = cpu_seconds(town.hub.pid)
    with Watch(town, token(town, "totem2")) as watch:
        built = first_replica(build, town, "totem")
    cpu = cpu_seconds(town.hub.pid) - cpu
    cached = first_replica(build, town, "totem3")
    report(f"first snapshot of {rows:,} rows on a new terminal, built for it", f"{built:.1f} s", "≤ 30 s",
           f"hub: {cpu:.1f} s of CPU, peak PSS {watch.peak:.0f} MB; others' questions meanwhile p99 {ms(p99(watch.times))}; {early:.1f} s before the rows came")
    report(f"first snapshot of {rows:,} rows on a new terminal, cached", f"{cached:.1f} s", "≤ 10 s",
           f"{town.replica('totem3').stat().st_size / 1e6:.0f} MB unpacked")
    wanted, process, began = cursor(store)[1], start(build, town, "totem2"), time.monotonic()
    until(lambda: cursor(town.replica("totem2"), "replica")[1] >= wanted)
    took = time.monotonic() - began
    process.terminate()
    process.wait()
    report(f"the same {rows:,} rows as changes", f"{took:.1f} s", "≥ 3× the snapshot", f"{took / built:.1f}× built, {took / cached:.1f}× cached; {rows / took:,.0f} rows/s end to end")


def changed_part(n, round_, share=200):
    """One row in SHARE of each kind, neighbours, as an import that found a few streets changed; the next ones for each N, and with
    other texts and places for each ROUND_. A record's id is drawn, and stays."""
    dice, ids = random.Random(100 * round_ + n), random.Random(n)
    jobs = {table: list(million.make(dice, table, range((n + 1) * (count // share), (n + 2) * (count // share)))) for table, count in million.SHARES}
    for row in jobs["record"]:
        row["id"] = f"{ids.getrandbits(128):032x}"
    return list(jobs.items())


def pages_since(town, store, since, folder, files):
    """Pages as the hub gives them, in files, whose names are added to FILES."""
    epoch = cursor(store)[0]
    while True:
        page = ask(town, token(town, "totem"), since, epoch)
        end = json.loads(page.splitlines()[-1])
        if page.count(b"\n") > 1:
            files.append(folder / f"page{len(files)}")
            files[-1].write_bytes(page)
        since = end["cursor"]["rev"]
        if not end["more"]:
            return


def warm(path):
    """All of the file in memory, as where it has been in use: the kernel of a machine that lends its memory gives back what lay still."""
    with open(path, "rb") as file:
        while file.read(1 << 20):
            pass


def applying(build, town, store, report, walk):
    """Pages applied in turn for as long as that takes, a reader beside them, and a kiosk on that replica whose pages somebody turns. The rows of
    the second half are those of the first, with other texts and places: whichever page comes, each of its rows differs from what is there."""
    files = []
    for round_ in range(2):
        for n in range(8):
            since = cursor(store)[1]
            million.write(store, changed_part(n, round_))
            pages_since(town, store, since, town.folder, files)
    warm(town.replica("totem"))
    calm = walk(town, lambda: None)
    warm(town.replica("totem"))
    tool = []
    busy = walk(town, lambda: tool.append(subprocess.Popen([*priority("parvis-sync.service"), str(build / "tests/tools/apply_times"), str(town.replica("totem")), "70", *map(str, files)],
                                                           stdout=subprocess.PIPE, text=True)))
    out = tool[0].communicate()[0].split()
    rows, seconds, cpu, reads, read_p99, read_max = int(out[1]), float(out[2]), float(out[3]), int(out[5]), int(out[6]), int(out[7])
    report("changes applied with the full-text index, pages of 5,000 rows", f"{rows / seconds:,.0f} rows/s", "≥ 25,000 rows/s",
           f"{cpu / rows * 1e6:.0f} µs of CPU each; {rows} rows into a replica of {million.ROWS:,}, a kiosk on it")
    report(f"a reader's point reads meanwhile, p99 of {reads}", f"{read_p99 / 1000:.2f} ms", "≤ 2 ms", f"longest {read_max / 1000:.1f} ms")
    report("kiosk meanwhile: frames missed of those due while pages move", busy["missed"], "0", f"{busy['moves']}; without changes {calm['missed']}, {calm['moves']}")
    report("kiosk meanwhile: tap → new screen drawn, p99", busy["p99"], "report", f"{busy['taps']}; without changes p99 {calm['p99']}, {calm['taps']}")


def wire(build, town, store, report):
    """1,000 requests change; what passes between one desk and the hub for that, with its HTTP headers, against zstd of the lines."""
    relay = Relay(town.port)
    town.enrol("desk")
    about = town.state("desk") / "terminal.json"
    about.write_text(about.read_text().replace(f"127.0.0.1:{town.port}", f"127.0.0.1:{relay.port}"))
    process = start(build, town, "desk")
    until((town.state("desk") / "replica/current").exists)
    time.sleep(2)
    since, before = cursor(store), relay.bytes
    dice = random.Random(6)
    people = [f"{a} {b}" for a in million.FIRST[3:] for b in million.LAST]

    def request(n):
        day = 1_790_000_000_000_000 + n * 60_000_000
        return {"id": f"{dice.getrandbits(128):032x}", "number": "".join(dice.choices("BCDFGHJKLNPRSTVXY", k=16)), "service": "lampadaire",
                "department": "voirie", "state": dice.choice(("received", "in_progress", "waiting")), "channel": "totem", "terminal": "Totem de la gare",
                "lang": "fr", "summary": million.text(dice, 5), "answers": json.dumps({"panne": "eteint", "danger": False, "precisions": million.text(dice, 12)}),
                "where_text": f"{n % 90} rue {dice.choice(million.LAST)}", "lat": 50.3 + dice.random() / 10, "lon": 2.6 + dice.random() / 10,
                "name": dice.choice(people), "phone": f"06{dice.randrange(10**8):08}", "registered": day, "trusted": 1, "received": day + 900_000,
                "promised_by": "2026-12-10"}
    last = million.write(store, [("request", map(request, range(1000)))])
    until(lambda: cursor(town.replica("desk"), "replica")[1] >= last)
    time.sleep(0.5)
    passed = relay.bytes - before
    process.terminate()
    process.wait()
    lines = ask(town, token(town, "desk"), since[1], since[0])
    zstd = len(subprocess.run(["zstd", "-3", "-q", "-c"], input=lines, stdout=subprocess.PIPE, check=True).stdout)
    report("bytes on the wire for 1,000 changed requests, both ways", f"{passed / 1000:.1f} kB", f"≤ 1.3 × {zstd / 1000:.1f} kB", f"{passed / zstd:.2f}× `zstd -3` of their JSON lines ({len(lines) / 1000:.0f} kB)")


def rsync(town, rows, report):
    """The replica's file to another folder through rsync's own protocol; then again when 1,000 rows have changed in it."""
    source, target = town.folder / "rsync/town.db", town.folder / "rsync/terminal.db"
    source.parent.mkdir()
    shutil.copy(town.replica("totem3"), source)

    def deliver():
        began = time.monotonic()
        out = subprocess.run(["rsync", "--stats", "--no-whole-file", "--compress", "--compress-choice=zstd", str(source), str(target)], capture_output=True, text=True, check=True).stdout
        sent = sum(int("".join(c for c in line.split(":")[1] if c.isdigit())) for line in out.splitlines() if line.startswith("Total bytes"))
        return time.monotonic() - began, sent
    first, first_bytes = deliver()
    db = million.open_store(source)
    db.execute("UPDATE place SET summary = summary || ' !', rev = rev + 1 WHERE rowid <= 1000")
    db.close()
    time.sleep(1.1)
    again, again_bytes = deliver()
    report(f"peer: rsync of the replica's file, {rows:,} rows", f"{first:.1f} s", "beside ours", f"{first_bytes / 1e6:.0f} MB; then 1,000 changed rows: {again:.1f} s, {again_bytes / 1000:.0f} kB")


def pouch(town, report):
    """PouchDB to PouchDB over CouchDB's protocol: of a fiftieth of the rows, which it is done with in a minute, what it has delivered."""
    why = npm.missing("bench/peer")
    if why:
        report("peer: PouchDB over CouchDB's protocol", "not measured", "beside ours", why)
        return
    folder, port = town.folder / "pouch", town.port + 1
    folder.mkdir()
    dice = random.Random(4)
    with open(folder / "rows", "w", encoding="utf-8") as file:
        for table, count in million.SHARES:
            for row in million.make(dice, table, range(count // 50)):
                row = {key: value.hex() if isinstance(value, bytes) else value for key, value in row.items()}
                file.write(json.dumps({"_id": f"{table}:{row.pop('id')}", "t": table, **row}) + "\n")
    script = pathlib.Path(__file__).resolve().parent / "peer/peer.js"

    def node(*words):
        return subprocess.Popen(["node", str(script), *map(str, words)], env={"NODE_PATH": str(npm.modules("bench/peer")), "PATH": "/usr/local/bin:/usr/bin:/bin"},
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(folder / "log", "ab"), text=True)
    server = node("serve", folder, port, folder / "rows", PEER_S)
    relay = Relay(port)
    client = None

    def tell(process, line):
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
        return process.stdout.readline().split()
    try:
        server.stdout.readline() # filled
        server.stdout.readline() # serving
        client = node("pull", folder, relay.port, PEER_S)
        first, first_bytes = client.stdout.readline().split(), relay.bytes
        tell(server, "change 1000")
        again, again_bytes = tell(client, ""), relay.bytes - first_bytes
    finally:
        for process in filter(None, (client, server)):
            process.kill()
            process.wait()
    rows, seconds = int(first[1]), float(first[3])
    then = f"then {again[1]} changed rows: {float(again[3]):.1f} s, {again_bytes / 1000:.0f} kB" if rows == million.ROWS // 50 else "not all of them in time"
    report(f"peer: PouchDB over CouchDB's protocol, {million.ROWS // 50:,} rows", f"{rows:,} rows in {seconds:.1f} s", "beside ours",
           f"{rows / seconds:,.0f} rows/s, {first_bytes / 1e6:.0f} MB; {then}")


def bench(build, town, report, p99, ms, walk):
    store = town.folder / "hub" / f"{town.CODE}.db"
    with town.running():
        time.sleep(1)
        snapshots(build, town, store, million.ROWS, report, p99, ms)
        applying(build, town, store, report, walk)
        wire(build, town, store, report)
    rsync(town, million.ROWS, report)
    pouch(town, report)
