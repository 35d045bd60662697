"""A town for the benchmarks: hub, terminals and their sync, laid out by the same commands a town would use."""
import contextlib
import pathlib
import re
import sqlite3
import subprocess
import time


def spot(build, conf, screen, node, *options):
    """The middle of a node of a page, from the kiosk's own dump; OPTIONS as of the kiosk."""
    out = subprocess.run([str(build / "parvis-kiosk"), "--conf", str(conf), "--surface", "--dump", "--places", "--screen", screen,
                          *options],
                         capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        if f" {node} " in line + " ":
            x, y, w, h = map(int, re.search(r"\[(-?\d+),(-?\d+) (\d+)x(\d+)\]", line).groups())
            return x + w // 2, y + h // 2
    raise LookupError(f"{screen} has no {node}:\n{out}")


class Town:
    CODE = "62999"
    SCOPES = {"totem": "public", "totem2": "public", "totem3": "public", "desk": "agent:*"}
    NAMES = {"totem": "Totem de la gare", "totem2": "Totem du marché", "totem3": "Totem de la piscine", "desk": "Accueil"}

    def __init__(self, build, top, folder, port):
        self.build, self.top, self.folder, self.port = build, top, pathlib.Path(folder), port
        self.folder.mkdir(parents=True, exist_ok=True)
        self.hub = None

    def run_hub(self, *words):
        done = subprocess.run([str(self.build / "parvis-hub"), "--data", str(self.folder / "hub"), *map(str, words)], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"parvis-hub {' '.join(map(str, words))}: {done.stderr}")
        return done.stdout

    def import_town(self, path):
        return self.run_hub("import", "town", path)

    def import_guides(self, data):
        return self.run_hub("import", "guides", data / "guides/particuliers-xml.tar.zst", "--retired", "keep")

    def import_open_data(self, data):
        addresses = self.folder / "addresses.csv"
        addresses.write_bytes(subprocess.run(["xz", "-dkc", str(data / "osm/geneve-adresses.csv.xz")], capture_output=True, check=True).stdout)
        self.run_hub("import", "osm", data / "osm/geneve-centre.osm.pbf", "--addresses", addresses)
        self.import_guides(data)

    def state(self, terminal):
        return self.folder / terminal

    def conf(self, terminal):
        return self.folder / terminal / "kiosk.conf"

    def replica(self, terminal="totem"):
        return self.state(terminal) / "replica" / (self.state(terminal) / "replica/current").read_text().strip()

    def counts(self):
        db = sqlite3.connect(f"file:{self.replica()}?mode=ro", uri=True)
        n = [db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("guide", "place", "address")]
        db.close()
        return f"{n[0]} guides, {n[1]} places, {n[2]} addresses"

    def request_id(self, number):
        db = sqlite3.connect(f"file:{self.replica('desk')}?mode=ro", uri=True)
        found = db.execute("SELECT id FROM request WHERE number = ?", (number,)).fetchone()[0]
        db.close()
        return found

    def enrol(self, terminal):
        folder = self.state(terminal)
        folder.mkdir(exist_ok=True)
        (folder / "printer").mkdir(exist_ok=True)
        self.run_hub("terminal", "add", self.NAMES[terminal], "--scope", self.SCOPES[terminal], "--out", folder, "--hub", f"http://127.0.0.1:{self.port}")
        self.conf(terminal).write_text(f"[terminal]\nstate_dir = {folder}\n[screen]\nfullscreen = no\n[session]\nmotion = no\n"
                                       f"[printer]\ndevice = file:{folder}/printer\n")

    @contextlib.contextmanager
    def running(self, *terminals):
        children = []
        try:
            for terminal in terminals:
                if not self.conf(terminal).exists():
                    self.enrol(terminal)
            log = open(self.folder / "log", "ab")
            subprocess.run([str(self.build / "parvis-hub"), "--data", str(self.folder / "hub"), "recovery-key", "make"], stdout=log, stderr=log,
                           check=False) # once: the second time it says that there is one
            self.hub = subprocess.Popen([str(self.build / "parvis-hub"), "--data", str(self.folder / "hub"), "serve", "--listen", "127.0.0.1", "--port",
                                         str(self.port)], stdout=log, stderr=log)
            children.append(self.hub)
            for terminal in terminals:
                children.append(subprocess.Popen([str(self.build / "parvis-sync"), "--conf", str(self.conf(terminal)), "run"], stdout=log, stderr=log))
            end = time.monotonic() + 120
            for terminal in terminals:
                while not (self.state(terminal) / "replica/current").exists():
                    if time.monotonic() > end or self.hub.poll() is not None:
                        raise RuntimeError(f"{terminal} has no replica: " + (self.folder / "log").read_text()[-800:])
                    time.sleep(0.1)
            yield self
        finally:
            for child in reversed(children):
                child.terminate()
            for child in children:
                child.wait()
