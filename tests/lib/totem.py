"""A totem for tests of the kiosk: its state folder made from the demo town at a fixed moment, without hub or daemon, and
scripts played on it (docs/driving.md)."""
import base64
import datetime
import json
import os
import pathlib
import re
import sqlite3
import subprocess

BUILD = pathlib.Path(os.environ.get("BUILD", "build")).resolve()
TOP = pathlib.Path(os.environ.get("TOP", pathlib.Path(__file__).resolve().parent.parent.parent))
# A Tuesday, 14:37 in the town. Far ahead: a clock before the build is not trusted, and says so on the glass.
NOW = datetime.datetime(2034, 11, 21, 14, 37)
UTC = NOW - datetime.timedelta(hours=1)
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def moment(text, is_date):
    """What hub/importers/moment.h describes, near enough for a town in winter."""
    found = re.fullmatch(r"@([+-]\d+)([dhm])(?:~(\w{3}))?(?: (\d\d):(\d\d))?", text)
    if not found:
        return text
    count, unit, weekday, hour, minute = found.groups()
    step = {"d": "days", "h": "hours", "m": "minutes"}[unit]
    at = NOW + datetime.timedelta(**{step: int(count)})
    if unit == "d":
        at = at.replace(hour=int(hour or 0), minute=int(minute or 0))
        while weekday and DAYS[at.weekday()] != weekday:
            at += datetime.timedelta(days=1)
    if is_date:
        return at.strftime("%Y-%m-%d")
    return int((at - datetime.timedelta(hours=1)).replace(tzinfo=datetime.timezone.utc).timestamp() * 1_000_000)


def value(column_type, given):
    if isinstance(given, str) and given.startswith("@"):
        return moment(given, column_type == "TEXT")
    if isinstance(given, (dict, list)):
        return json.dumps(given, ensure_ascii=False)
    return int(given) if isinstance(given, bool) else given


class Totem:
    def __init__(self, folder, alerts=True, conf=""):
        self.folder = pathlib.Path(folder)
        self.state = self.folder / "totem"
        (self.state / "replica").mkdir(parents=True)
        (self.state / "outbox").mkdir()
        self.conf = self.folder / "kiosk.conf"
        self.conf.write_text(f"[terminal]\nstate_dir = {self.state}\n[screen]\nfullscreen = no\n{conf}")
        self.write_replica(alerts)
        self.write_terminal()

    def write_terminal(self):
        (self.state / "terminal.json").write_text(json.dumps({
            "town": "62999", "id": "t-test", "name": "Totem de la gare", "name_i18n": {"en": "Station terminal"}, "scope": "public",
            "hub": "http://127.0.0.1:9", "web": "https://demarches.marlencourt.example", "lat": 50.4030, "lon": 2.7020,
            "salt": base64.b64encode(bytes(16)).decode(),
            "keys": [{"id": "k1", "public": base64.b64encode(bytes(range(32))).decode()}]}))

    def write_replica(self, alerts):
        name = "replica-" + "0" * 32 + "-1.db"
        db = sqlite3.connect(self.state / "replica" / name)
        db.execute("PRAGMA journal_mode = wal")
        for part in ("content", "desk", "search", "replica", "picture"):
            db.executescript((TOP / f"common/store/sql/{part}.sql").read_text())
        rev = 1
        for path in sorted((TOP / "assets/demo").glob("*.json")):
            for table, rows in json.loads(path.read_text()).items():
                columns = {row[1]: row[2] for row in db.execute(f"PRAGMA table_info({table})")}
                if table in ("request", "agent", "message") or not columns or (table == "alert" and not alerts):
                    continue
                for row in rows:
                    rev += 1
                    if table == "picture":
                        row["bytes"] = (path.parent / row["file"]).read_bytes()
                    kept = {key: value(columns[key], given) for key, given in row.items() if key in columns} | {"rev": rev}
                    marks = ",".join("?" * len(kept))
                    db.execute(f"INSERT INTO {table} ({','.join(kept)}) VALUES ({marks})", list(kept.values()))
        hub_time = int(UTC.replace(tzinfo=datetime.timezone.utc).timestamp() * 1_000_000)
        db.execute("INSERT INTO replica VALUES (1, 2, '62999', 'public', ?, ?, ?)", ("0" * 32, rev, hub_time))
        db.execute("PRAGMA user_version = 1")
        db.commit()
        db.close()
        (self.state / "replica/current").write_text(name + "\n")

    def kiosk(self, *options, env=None, timeout=120, check=True):
        now = str(int(UTC.replace(tzinfo=datetime.timezone.utc).timestamp()))
        done = subprocess.run([BUILD / "parvis-kiosk", "--conf", self.conf, *options], capture_output=True, text=True,
                              timeout=timeout, env={**os.environ, "PARVIS_NOW": now, "SDL_AUDIODRIVER": "dummy", **(env or {})})
        assert not check or done.returncode == 0, f"parvis-kiosk {' '.join(map(str, options))}: {done.returncode}\n{done.stderr}"
        return done

    def play(self, script, *options, **more):
        """SCRIPT on a plain surface of 1080 by 1920."""
        path = self.folder / "script.txt"
        path.write_text(script)
        return self.kiosk("--surface", "--size", "1080x1920", "--script", path, *options, **more)

    def dump(self, *options):
        return self.kiosk("--size", "1080x1920", "--dump", *options).stdout
