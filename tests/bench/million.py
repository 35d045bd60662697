"""A large town for the benchmarks: 1,000,000 rows, the same at every run, put straight into the hub's store as an importer would.

What it is made of: the addresses of a city of a million people, one sealed record for each open or recent request, and what such a
town publishes. Sealed records are random bytes here, as they look to whoever has no number.
"""
import random
import sqlite3

# How many of each, for what a public terminal holds.
SHARES = (("address", 700_000), ("record", 250_000), ("place", 25_000), ("notice", 15_000), ("news", 5_000), ("event", 5_000))
ROWS = sum(count for _, count in SHARES)

KINDS = ("rue", "avenue", "impasse", "chemin", "place", "allée", "quai", "boulevard", "square", "sentier")
FIRST = ("des", "de la", "du", "Jean", "Marie", "Louise", "Émile", "Paul", "Hélène", "Saint")
LAST = ("Tisserands Moulin Lavoir Fontaine Église Gare Marché République Liberté Écluse Verger Tanneurs Forges Prairie Carrières Vignes"
        " Peupliers Acacias Tilleuls Chênes Noyers Remparts Halles Cordiers Meuniers Bateliers Curie Michel Zola Verne Pasteur Hugo Sand"
        " Ampère Carnot Jaurès Moulin Mermoz Faidherbe Vauban Lamartine").split()
WORDS = ("école mairie travaux enquête publique permis construire arrêté circulation stationnement séance conseil municipal délibération"
         " budget voirie éclairage collecte déchets marché culture sport piscine médiathèque inscription rentrée cantine crèche logement"
         " urbanisme concertation projet quartier jardin parc rénovation énergie transports tramway vélo sécurité prévention santé seniors"
         " jeunesse associations subvention emploi formation atelier exposition concert théâtre festival patrimoine visite guidée").split()
PLACES = ("library", "pool", "school", "health", "police", "park", "sport", "culture", "shop", "toilets", "parking", "water")
DAY = 86_400_000_000


def text(dice, words):
    return " ".join(dice.choices(WORDS, k=words))


def address(dice, n):
    street, house = divmod(n, 80) # 8,750 streets anywhere in town, their houses along them
    lat, lon = street * 2654435761 % 2**32 / 2**32, street * 2246822519 % 2**32 / 2**32
    name = f"{KINDS[street % 10]} {FIRST[street // 10 % 10]} {LAST[street // 100 % len(LAST)]} {street // (100 * len(LAST)) + 1}"
    return {"id": f"adr-{n:07}", "number": str(house + 1), "street": name, "city": "Valbrune", "sector": f"s{street % 40}",
            "lat": 50.3 + lat / 10 + house / 10_000 + dice.random() / 100_000, "lon": 2.6 + lon / 10 + dice.random() / 10_000}


def record(dice, n):
    return {"id": f"{dice.getrandbits(128):032x}", "cipher": dice.randbytes(25 + 512 + 16 + 256 * (n % 3))}


def place(dice, n):
    return {"id": f"place-{n}", "kind": dice.choice(PLACES), "name": text(dice, 3).capitalize(), "summary": text(dice, 10), "address": text(dice, 3),
            "phone": f"03 21 {n % 100:02} 40 50", "hours": "Mo-Fr 08:30-12:00,13:30-17:30; PH off", "keywords": text(dice, 4), "lat": 50.35, "lon": 2.65}


def notice(dice, n):
    return {"id": f"notice-{n}", "kind": "arrêté", "title": text(dice, 8), "summary": text(dice, 20), "body": text(dice, 120), "published": 1_760_000_000_000_000 + n}


def news(dice, n):
    return {"id": f"news-{n}", "title": text(dice, 6), "summary": text(dice, 20), "body": text(dice, 120), "published": 1_760_000_000_000_000 + n}


def event(dice, n):
    return {"id": f"event-{n}", "title": text(dice, 5), "summary": text(dice, 20), "starts": 1_780_000_000_000_000 + n % 365 * DAY, "place_text": text(dice, 3)}


def make(dice, table, numbers):
    return (MAKERS[table](dice, n) for n in numbers)


MAKERS = {"address": address, "record": record, "place": place, "notice": notice, "news": news, "event": event}


def put(db, table, rows, rev):
    """Writes ROWS, dicts with the same keys, with revs from REV + 1 on; returns the last rev."""
    rows = iter(rows)
    first = next(rows)
    names = list(first)
    sql = (f"INSERT INTO {table} ({', '.join(names)}, rev) VALUES ({', '.join('?' * (len(names) + 1))})"
           f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in [*names, 'rev'])}")

    def values():
        nonlocal rev
        row = first
        while row is not None:
            rev += 1
            yield [*row.values(), rev]
            row = next(rows, None)
    db.executemany(sql, values())
    return rev


def open_store(path):
    db = sqlite3.connect(path, isolation_level=None, timeout=60)
    db.execute("PRAGMA trusted_schema = ON")
    return db


def write(path, jobs):
    """JOBS: (table, rows). One transaction of the hub's store at PATH, as an import is; returns the last rev."""
    db = open_store(path)
    db.execute("BEGIN IMMEDIATE")
    rev = db.execute("SELECT rev FROM settings").fetchone()[0]
    for table, rows in jobs:
        rev = put(db, table, rows, rev)
    db.execute("UPDATE settings SET rev = ?", (rev,))
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return rev


def fill(path):
    """The million rows, into a store that has its town."""
    dice = random.Random(4)
    return write(path, [(table, make(dice, table, range(count))) for table, count in SHARES])
