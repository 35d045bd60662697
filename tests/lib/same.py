"""Is a terminal's replica the hub's view, row for row? Every column of every synced table is compared, not only how many rows there are."""
import sqlite3

from hub import TOWN

CONTENT = ["town", "department", "place", "closure", "address", "guide", "event", "news", "notice", "alert", "waste", "service"]
TABLES = {"public": CONTENT + ["record"], "agent:*": CONTENT + ["agent", "request", "message"]}


def rows_of(path, table, columns=None):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    try:
        columns = columns or sorted(row[1] for row in db.execute(f"PRAGMA table_info({table})"))
        return columns, {row[0]: row for row in db.execute(f"SELECT {','.join(['id' if 'id' in columns else 'rowid'] + columns)} FROM {table}")}
    finally:
        db.close()


def differences(hub, terminal, scope):
    """What is not the same, in words; [] when all is."""
    found = []
    if not terminal.replica():
        return ["no replica"]
    for table in TABLES[scope]:
        columns, ours = rows_of(terminal.replica(), table)
        _, theirs = rows_of(hub.folder / f"{TOWN}.db", table, columns)
        found += [f"{table} {key}: only at the hub" for key in theirs.keys() - ours.keys()]
        found += [f"{table} {key}: only on the terminal" for key in ours.keys() - theirs.keys()]
        found += [f"{table} {key}: not the same" for key in ours.keys() & theirs.keys() if ours[key] != theirs[key]]
    return found


def is_same(hub, terminal, scope):
    def check():
        check.__doc__ = f"the replica is the hub's, row for row: {differences(hub, terminal, scope)[:5]}"
        return not differences(hub, terminal, scope)
    check.__doc__ = "the replica is the hub's, row for row"
    return check
