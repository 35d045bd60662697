"""A hub that says what a test wants it to say: for answers that the real one does not give. It keeps a town in memory, speaks
docs/sync-protocol.md, and can be told to spoil the next answers. `FakeHub(port, top).start()`.
"""
import base64
import http.server
import json
import pathlib
import sqlite3
import ssl
import subprocess
import tempfile
import threading
import time

FILES = {1: ("content", "desk", "search", "replica")}
FILES[2] = FILES[1] + ("picture",)


class FakeHub:
    def __init__(self, port, top, town="62999", scope="public"):
        self.port, self.town, self.scope = port, town, scope
        self.sql = {number: "".join((pathlib.Path(top) / "common/store/sql" / f"{name}.sql").read_text() for name in names)
                    for number, names in FILES.items()}
        self.epoch, self.rev = "a" * 32, 1
        self.formats = {1, 2}      # that it serves
        self.format = None         # what its replicas say they are, when that is a lie
        self.rows = {("town", town): (1, {"name": "Valbrune", "title": "Ville de Valbrune", "lang": "fr", "zone": "Europe/Paris",
                                         "colour": "#0B3C55", "web": "https://x.example", "address": "1", "phone": "1",
                                         "hours": "Mo-Fr 08:30-12:00"})}
        self.applied, self.asked, self.posted = [], [], 0
        self.changed = threading.Condition()
        self.spoil = None          # function (path, status, headers, body) -> the same four, or None: as it is
        self.tokens = {"good-token"}
        self.certificate = None    # (certificate, key): speaks https
        self.server = None

    def put(self, table, key, row):
        with self.changed:
            self.rev += 1
            self.rows[(table, key)] = (self.rev, row)
            self.changed.notify_all()

    def gone(self, table, key):
        self.put(table, key, None)

    def restore(self, epoch):
        with self.changed:
            self.epoch, self.applied = epoch * 32, []
            self.changed.notify_all()

    def start(self):
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                hub.answer(self, None)

            def do_POST(self):
                hub.answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # connections that a test cut
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request, body):
        path, _, query = request.path.partition("?")
        args = dict(pair.split("=") for pair in query.split("&") if pair)
        self.asked.append(request.path)
        if request.headers.get("Authorization") not in {f"Bearer {token}" for token in self.tokens}:
            status, headers, out = 401, {}, b"{}"
        elif path == "/sync/v1/snapshot":
            status, headers, out = self.snapshot(int(args["format"]))
        elif path == "/sync/v1/changes":
            status, headers, out = self.changes(args)
        else:
            status, headers, out = self.operations(body)
        headers.update({"Parvis-Hub": "1", "Parvis-Time": str(int(time.time() * 1e6))})
        if self.spoil:
            spoiled = self.spoil(path, status, headers, out)
            if spoiled:
                status, headers, out = spoiled
        try:
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name, value)
            request.send_header("Content-Length", str(len(out)))
            request.end_headers()
            request.wfile.write(out)
        except OSError:
            pass

    def replica(self, number):
        """The bytes of a replica file of this format."""
        with tempfile.TemporaryDirectory() as folder:
            db = sqlite3.connect(f"{folder}/r.db")
            db.executescript(self.sql[number])
            for (table, key), (rev, row) in self.rows.items():
                if row is not None and (number > 1 or table != "picture"):
                    row = dict(row, id=key, rev=rev)
                    db.execute(f"INSERT INTO {table} ({','.join(row)}) VALUES ({','.join('?' * len(row))})", list(row.values()))
            db.execute("INSERT INTO replica VALUES (1, ?, ?, ?, ?, ?, ?)",
                       (self.format or number, self.town, self.scope, self.epoch, self.rev, int(time.time() * 1e6)))
            db.commit()
            db.close()
            return pathlib.Path(f"{folder}/r.db").read_bytes()

    def snapshot(self, number):
        if number not in self.formats:
            return 406, {}, b"{}"
        with self.changed:
            plain = self.replica(number)
            headers = {"Parvis-Epoch": self.epoch, "Parvis-Rev": str(self.rev), "Parvis-Size": str(len(plain))}
        packed = subprocess.run(["zstd", "-q", "-1", "-c"], input=plain, stdout=subprocess.PIPE, check=True).stdout
        return 200, headers, packed

    def changes(self, args):
        since, end = int(args["since"]), time.monotonic() + int(args["wait"])
        with self.changed:
            while self.epoch == args["epoch"] and self.rev <= since and time.monotonic() < end:
                self.changed.wait(end - time.monotonic())
            if self.epoch != args["epoch"] or since > self.rev:
                return 410, {}, json.dumps({"reason": "epoch"}).encode()
            lines = []
            for (table, key), (rev, row) in sorted(self.rows.items(), key=lambda item: item[1][0]):
                if rev > since:
                    line = {"t": table, "rev": rev, "id": key}
                    line.update({"gone": True} if row is None else {"row": {
                        name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
                        for name, value in row.items()}})
                    lines.append(line)
            lines.append({"since": since, "cursor": {"epoch": self.epoch, "rev": self.rev}, "more": False})
            return 200, {}, "".join(json.dumps(line) + "\n" for line in lines).encode()

    def operations(self, body):
        results = []
        with self.changed:
            self.posted += 1
            for text in body.decode().splitlines():
                operation = json.loads(text)
                known = any(one["id"] == operation["id"] for one in self.applied)
                if not known:
                    self.applied.append(operation)
                results.append({"id": operation["id"], "outcome": "again" if known else "applied"})
        return 200, {}, json.dumps({"results": results}).encode()
