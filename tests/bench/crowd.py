"""Many terminals on one hub: all of them in long poll until a change reaches them, and several that push at once."""
import base64
import hashlib
import pathlib
import random
import re
import subprocess
import tempfile
import time

import million
from screen import cpu_seconds, pss_mb

TERMINALS = 10_000


def enrol(path, count, scope="public", name="Totem"):
    """COUNT terminals, NAME and a number, straight into the hub's store at PATH, as `terminal add` would one by one; returns their tokens."""
    dice = random.Random(name)
    tokens = [base64.urlsafe_b64encode(dice.randbytes(32)).decode().rstrip("=") for _ in range(count)]
    db = million.open_store(path)
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT INTO terminal (id, name, scope, scope_rev, token_hash, created) VALUES (?, ?, ?, 0, ?, 0)",
                   ((f"t-{name}-{n}", f"{name} {n}", scope, hashlib.blake2b(token.encode(), digest_size=32).hexdigest())
                    for n, token in enumerate(tokens)))
    db.execute("COMMIT")
    db.close()
    return tokens


def cursor(path):
    db = million.open_store(path)
    found = db.execute("SELECT epoch, rev FROM settings").fetchone()
    db.close()
    return found


def change(path):
    """A piece of news, as an import writes it; returns the moment of its commit on the clock that poll_load reads."""
    rev = million.write(path, [("news", [{"id": "fresh", "title": "Marché déplacé", "summary": str(time.monotonic()), "body": None,
                                          "published": int(time.time() * 1_000_000)}])])
    return time.monotonic(), rev


class Proxy:
    """nginx with the settings of packaging/nginx.conf; only ports, paths and the certificate are this folder's."""
    def __init__(self, top, folder, port, hub_port):
        self.folder, self.process = pathlib.Path(folder), None
        self.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                        "/CN=127.0.0.1", "-keyout", str(self.folder / "key.pem"), "-out", str(self.folder / "cert.pem")], check=True, capture_output=True)
        site = (top / "packaging/nginx.conf").read_text()
        site = re.sub(r"\nserver \{\n\tlisten 80;.*?\n\}\n", "\n", site, flags=re.DOTALL)
        site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl").replace("\tlisten [::]:443 ssl http2;\n", "")
        site = site.replace("127.0.0.1:8620", f"127.0.0.1:{hub_port}").replace("/var/log/nginx/", f"{self.folder}/")
        site = re.sub(r"/etc/letsencrypt/live/[^/]*/fullchain.pem", f"{self.folder}/cert.pem", site)
        site = re.sub(r"/etc/letsencrypt/live/[^/]*/privkey.pem", f"{self.folder}/key.pem", site)
        (self.folder / "nginx.conf").write_text(
            f"daemon off;\npid {self.folder}/pid;\nworker_processes 2;\nworker_rlimit_nofile 50000;\nerror_log {self.folder}/error.log crit;\n"
            f"events {{ worker_connections 25000; }}\nhttp {{\nclient_body_temp_path {self.folder}/body;\nproxy_temp_path {self.folder}/proxy;\n"
            f"fastcgi_temp_path {self.folder}/fastcgi;\nuwsgi_temp_path {self.folder}/uwsgi;\nscgi_temp_path {self.folder}/scgi;\n{site}\n}}\n")

    def __enter__(self):
        self.process = subprocess.Popen(["nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")], stderr=subprocess.PIPE)
        time.sleep(1)
        if self.process.poll() is not None:
            raise RuntimeError(f"nginx: {self.process.stderr.read().decode()[-400:]}")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def wait_for_news(build, town, tokens, port, *options, memory=None):
    """All of TOKENS in long poll, then one change. Returns what poll_load counted, seconds from the change's commit on, and the hub's
    memory and CPU while they waited."""
    store = town.folder / "hub" / f"{town.CODE}.db"
    epoch, rev = cursor(store)
    with tempfile.NamedTemporaryFile("w", suffix=".tokens") as file:
        file.write("".join(f"{token}\n" for token in tokens))
        file.flush()
        load = subprocess.Popen([str(build / "tests/tools/poll_load"), str(port), file.name, epoch, str(rev), *options], stdout=subprocess.PIPE, text=True)
        waiting = load.stdout.readline().split()
        cpu, began = cpu_seconds(town.hub.pid), time.monotonic()
        time.sleep(30) # each has asked again at least once
        out = {"waiting": int(waiting[1]), "took": float(waiting[2]), "mb": pss_mb(town.hub.pid),
               "cpu": (cpu_seconds(town.hub.pid) - cpu) / (time.monotonic() - began)}
        if memory:
            out["beside"] = pss_mb(memory)
        at, _ = change(store)
        words = load.stdout.readline().split()
        load.wait()
    if not words:
        raise RuntimeError("poll_load: nobody heard of the change")
    out |= {key: (float if "." in value else int)(value) for key, value in zip(words[::2], words[1::2])}
    for key in ("first", "median", "p99", "last"):
        out[key] -= at
    return out


def push(build, town, port, batch=100, batches=10, terminals=8):
    """TERMINALS totems push sealed requests, then as many desks change their states; returns operations a second of each, and the
    hub's CPU seconds for one of them."""
    store = town.folder / "hub" / f"{town.CODE}.db"
    totems, desks = enrol(store, terminals, "public", "Sender"), enrol(store, terminals, "agent:*", "Desk")
    db = million.open_store(store)
    key, public = db.execute("SELECT id, public FROM key ORDER BY created DESC LIMIT 1").fetchone()
    agent = db.execute("SELECT id FROM agent WHERE departments LIKE '%\"*\"%'").fetchone()[0]
    db.close()
    files = []
    for name, tokens in (("totems", totems), ("desks", desks)):
        files.append(town.folder / name)
        files[-1].write_text("".join(f"{token}\n" for token in tokens))
    cpu = cpu_seconds(town.hub.pid)
    out = subprocess.run([str(build / "tests/tools/push_load"), str(port), town.CODE, key, base64.b64encode(public).decode(), str(batch), str(batches),
                          *map(str, files), agent], capture_output=True, text=True, check=False)
    if out.returncode:
        raise RuntimeError(out.stderr[-600:])
    rates = {what: int(count) / float(seconds) for what, count, seconds in map(str.split, out.stdout.splitlines())}
    return rates | {"cpu": (cpu_seconds(town.hub.pid) - cpu) / (2 * batch * batches * terminals)}


def serve(build, town):
    """A hub that takes as many connections as there are terminals here; all of them come from few addresses, as from a proxy."""
    conf = town.folder / "hub.conf"
    conf.write_text(f"[hub]\nbehind_proxy = yes\nport = {town.port}\n[limits]\nconnections = 20000\n")
    town.run_hub("recovery-key", "make")
    log = town.folder / "log"
    with open(log, "wb") as out:
        town.hub = subprocess.Popen([str(build / "parvis-hub"), "--conf", str(conf), "--data", str(town.folder / "hub"), "serve"], stdout=out, stderr=out)
    while b"listening" not in log.read_bytes():
        if town.hub.poll() is not None:
            raise RuntimeError(log.read_text()[-400:])
        time.sleep(0.05)


def say(report, how, seen, more=""):
    report(f"terminals in long poll on one hub, {how}", f"{seen['waiting']:,} in {seen['mb']:.0f} MB", "≥ 10,000 in ≤ 100 MB",
           f"hub's PSS; CPU {seen['cpu'] * 100:.0f} % while they wait; all there after {seen['took']:.1f} s{more}")
    report(f"a change reaches all of them, {how}, p99", f"{seen['p99']:.2f} s", "≤ 2 s",
           f"median {seen['median']:.2f} s, last {seen['last']:.2f} s, {seen['failed']} without it")


def bench(build, top, town, report):
    tokens = enrol(town.folder / "hub" / f"{town.CODE}.db", TERMINALS)
    serve(build, town)
    try:
        say(report, "no proxy", wait_for_news(build, town, tokens, town.port))
        with Proxy(top, town.folder / "nginx", town.port + 1, town.port) as proxy:
            seen = wait_for_news(build, town, tokens, town.port + 1, "--tls", memory=proxy.process.pid)
        say(report, "through nginx with TLS", seen, f"; nginx {seen['beside']:.0f} MB")
        rates = push(build, town, town.port)
        report("operations accepted by the hub, fsynced: sealed requests", f"{rates['requests']:,.0f}/s", "≥ 3,000/s", f"opened, batches of 100, 8 connections; {rates['cpu'] * 1e6:.0f} µs of the hub's CPU for an operation of either kind")
        report("operations accepted by the hub, fsynced: a desk's states", f"{rates['states']:,.0f}/s", "≥ 3,000/s", "each seals a record anew; batches of 100, 8 connections")
    finally:
        town.hub.terminate()
        town.hub.wait()
