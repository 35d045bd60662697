"""The real hub for tests: a town from assets/demo, terminals enrolled with it, its store to look into."""
import json
import os
import signal
import sqlite3
import subprocess

from terminal import BUILD, TOP, Terminal, until

TOWN = "62999"


class Hub:
    def __init__(self, folder, port):
        self.folder, self.port, self.process = folder, port, None
        self.conf = []             # more words before the command, as --conf FILE
        folder.mkdir()
        self.run("import", "town", str(TOP / "assets/demo"))
        self.recovery = self.run("recovery-key", "make").strip()

    def run(self, *words, said=None):
        """What it prints; SAID is typed to it."""
        return subprocess.run([BUILD / "parvis-hub", "--data", self.folder, *words], check=True, stdout=subprocess.PIPE, text=True,
                              input=said).stdout

    def start(self):
        log = self.folder / "log"
        before = log.read_bytes().count(b"listening") if log.exists() else 0
        with open(log, "ab") as out:
            self.process = subprocess.Popen([BUILD / "parvis-hub", *self.conf, "--data", self.folder, "serve", "--port", str(self.port)], stderr=out)
        until(lambda: log.read_bytes().count(b"listening") > before)
        return self

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self):
        if self.process:
            self.process.kill()
            self.process.wait()

    def said(self):
        return (self.folder / "log").read_text()

    def ask(self, sql):
        """Rows of the store, read while it is in use."""
        db = sqlite3.connect(f"file:{self.folder}/{TOWN}.db?mode=ro", uri=True, timeout=20)
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()

    def change(self, sql):
        """What an importer or an agent would do, with its rev, straight in the store."""
        db = sqlite3.connect(f"{self.folder}/{TOWN}.db", isolation_level=None, timeout=20)
        db.execute("PRAGMA trusted_schema = ON")
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE settings SET rev = rev + 1")
        db.execute(sql.replace("REV", "(SELECT rev FROM settings)"))
        db.execute("COMMIT")
        db.close()

    def enrol(self, folder, name, scope, port=None):
        """A terminal of this hub in FOLDER/NAME, behind PORT where a proxy stands."""
        state = folder / name
        state.mkdir()
        self.run("terminal", "add", name, "--scope", scope, "--out", str(state))
        terminal = Terminal(state, 0, enrol=False)
        about = json.loads((state / "terminal.json").read_text())
        about["hub"] = f"http://127.0.0.1:{port or self.port}"
        terminal.put("terminal.json", json.dumps(about))
        return terminal
