"""Figures of a terminal for everyone: pages in any theme and language, a language that is switched, memory that does not grow."""
import statistics
import time

from places import spot
from pointer import Pointer
from screen import Screen, pss_mb, stop

THEMES = ["light", "dark", "white", "yellow"]


class Session:
    """One kiosk on one glass, touched."""

    def __init__(self, kiosk, screen):
        blank = screen.samples()
        self.screen, self.process = screen, kiosk.start()
        screen.settle(blank)
        self.pointer = Pointer(screen.display)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        stop(self.process)
        self.pointer.close()

    def changes(self, where, limit=1.0):
        """Taps, and waits until something changed on the glass; false when nothing did."""
        before, end = self.screen.samples(24), time.monotonic() + limit
        self.pointer.tap(*where)
        while self.screen.samples(24) == before:
            if time.monotonic() > end:
                return False
            time.sleep(0.0005)
        return True


def pages(build, town, languages, kiosk, last_change, taps):
    """{"theme language": [seconds from a tap to the new page]}: every theme in French, every language in the light theme."""
    times, conf = {}, town.conf("totem")
    for theme, lang in [(theme, "fr") for theme in THEMES] + [("light", lang) for lang in languages if lang != "fr"]:
        look = ("--theme", theme, "--lang", lang)
        there, back = spot(build, conf, "home", "#bar:help", *look), spot(build, conf, "help", "#back", *look)
        screen = Screen()
        with Session(kiosk(screen, "--screen", "home", *look), screen) as session:
            for i in range(taps):
                took = last_change(screen, lambda: session.pointer.tap(*(back if i % 2 else there)))
                if took is not None:
                    times.setdefault(f"{theme} {lang}", []).append(took)
                time.sleep(0.3)
        screen.close()
    return times


def languages_in_one_session(build, town, languages, kiosk, last_change):
    """(seconds of each switch, PSS in MB at the end): the languages page and home in each language, with help and services opened too."""
    conf, times, now = town.conf("totem"), [], "fr"
    screen = Screen()
    with Session(kiosk(screen, "--screen", "home", "--lang", "fr"), screen) as session:
        for lang in [*languages[1:], languages[0]]:
            session.pointer.tap(*spot(build, conf, "home", "#bar:language", "--lang", now))
            time.sleep(0.8)
            choice = spot(build, conf, "languages", f"#lang:{lang}", "--lang", now)
            took = last_change(screen, lambda: session.pointer.tap(*choice))
            times += [took] if took is not None else []
            time.sleep(0.8)
            for node, page in ("#bar:help", "help"), ("#make", "services"):
                session.pointer.tap(*spot(build, conf, "home", node, "--lang", lang))
                time.sleep(0.6)
                session.pointer.tap(*spot(build, conf, page, "#back", "--lang", lang))
                time.sleep(0.6)
            now = lang
        memory = pss_mb(session.process.pid)
    screen.close()
    return times, memory


def many_screens(build, town, kiosk, counts):
    """[(screens, PSS in MB)] of one session at each of COUNTS."""
    conf, seen, memory, missed = town.conf("totem"), 0, [], 0
    screen = Screen()
    there, back = spot(build, conf, "home", "#bar:help"), spot(build, conf, "help", "#back")
    with Session(kiosk(screen, "--screen", "home"), screen) as session:
        at_home = True
        while seen < counts[-1] and missed < 20:
            if session.changes(there if at_home else back):
                seen, at_home = seen + 1, not at_home
                time.sleep(0.012) # the rest of the frame
            else:
                missed += 1
            if len(memory) < len(counts) and seen == counts[len(memory)]:
                memory.append((seen, pss_mb(session.process.pid)))
    screen.close()
    return memory


def bench(build, town, languages, kiosk, last_change, p99, ms, report, peer):
    times = pages(build, town, languages, kiosk, last_change, 16)
    every = [t for some in times.values() for t in some]
    worst = max(times, key=lambda name: statistics.median(times[name]))
    report(f"kiosk: tap → new screen, {len(times)} themes and languages, p99 of {len(every)}", ms(p99(every)), "≤ 16 ms, ≥ 2× faster",
           f"median {ms(statistics.median(every))}, slowest {worst} {ms(statistics.median(times[worst]))}; {peer}")
    switches, memory = languages_in_one_session(build, town, languages, kiosk, last_change)
    report(f"kiosk: language chosen → redrawn, max of {len(switches)}", ms(max(switches)), "≤ 60 ms", f"median {ms(statistics.median(switches))}")
    report(f"kiosk: PSS, {len(languages)} languages in one session", f"{memory:.1f} MB", "≤ 60 MB")
    memory = many_screens(build, town, kiosk, [100, 500, 2500, 5000])
    report("kiosk: PSS after one session of 5,000 screens", f"{memory[-1][1]:.1f} MB" if memory and memory[-1][0] == 5000 else "not reached", "no growth",
           ", ".join(f"{n}: {mb:.1f}" for n, mb in memory))
