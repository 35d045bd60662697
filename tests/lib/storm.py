#!/usr/bin/env python3
"""A network that fails at each exchange: an HTTP proxy between terminals and their hub that does something else with every request.

usage: python3 tests/lib/storm.py LISTEN_PORT TARGET_PORT SEED SHARE COUNTS_FILE

SHARE (0…1) of the exchanges meet a fault, drawn from SEED; the others pass. As long as the file COUNTS_FILE.calm is there all pass. What was
done is counted in COUNTS_FILE (JSON, written anew ten times a second). A test uses Storm instead, which starts this file."""
import asyncio
import collections
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

PORTAL = b"<html><body><h1>Bienvenue</h1></body></html>\n"
KEPT = 40 # requests and answers that may come back later


class Faults:
    """What can happen to an exchange: each takes (request, ask) and gives the answer's bytes, or None for a connection that ends."""

    def __init__(self, rng):
        self.rng, self.asked, self.answered = rng, collections.deque(maxlen=KEPT), collections.deque(maxlen=KEPT)

    async def lost_on_the_way(self, request, ask):
        return None

    async def answer_lost(self, request, ask):
        await ask(request)

    async def delayed(self, request, ask):
        await asyncio.sleep(self.rng.random() * 0.4)
        answer = await ask(request)
        await asyncio.sleep(self.rng.random() * 0.4)
        return answer

    async def doubled(self, request, ask):
        first, second = await asyncio.gather(ask(request), ask(request))
        return self.rng.choice([first, second])

    async def doubled_and_both_lost(self, request, ask):
        await asyncio.gather(ask(request), ask(request))

    async def old_request_again(self, request, ask):
        """One that the hub has answered long ago arrives once more, before this one."""
        if self.asked:
            await ask(self.rng.choice(self.asked))
        return await ask(request)

    async def overtaken(self, request, ask):
        """It arrives only after its sender has given up and asked again."""
        async def later():
            await asyncio.sleep(self.rng.random() * 3)
            await ask(request)
        self.late = [task for task in getattr(self, "late", []) if not task.done()] + [asyncio.create_task(later())]

    async def old_answer_again(self, request, ask):
        """What this very question was answered with before; the new answer is lost."""
        answer = await ask(request)
        same = [old for asked, old in self.answered if asked == request]
        return self.rng.choice(same) if same else answer

    async def answer_to_another(self, request, ask):
        """What this terminal was answered when it asked something else on the same path; the new answer is lost."""
        answer = await ask(request)
        others = [old for asked, old in self.answered if asked != request and asked_by(asked) == asked_by(request)]
        return self.rng.choice(others) if others else answer

    async def answer_cut(self, request, ask):
        answer = await ask(request)
        return answer and (answer[:self.rng.randrange(len(answer))], "end")

    async def request_cut(self, request, ask):
        await ask(request[:self.rng.randrange(1, len(request))], whole=False)

    async def portal(self, request, ask):
        return answer_of("200 OK", "", PORTAL)

    async def portal_after_all(self, request, ask):
        """The hub has got it; what comes back is somebody else's page."""
        await ask(request)
        return answer_of("200 OK", "", PORTAL)

    async def garbage(self, request, ask):
        return answer_of("200 OK", "Parvis-Hub: 1\r\nParvis-Time: 1\r\n", self.rng.randbytes(2000) + b"\n")

    async def refused(self, request, ask):
        return answer_of(self.rng.choice(["500 No", "502 No", "503 No", "504 No"]), self.rng.choice(["Parvis-Hub: 1\r\n", ""]), PORTAL)

    async def drip(self, request, ask):
        answer = await ask(request)
        return answer and (answer, "drip")


KINDS = [name for name in vars(Faults) if not name.startswith("_")]


def asked_by(request):
    """Path and terminal."""
    head = request.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
    return head[0].split(b"?")[0], [line for line in head if line.lower().startswith(b"authorization:")]


def answer_of(status, headers, body):
    return (f"HTTP/1.1 {status}\r\n{headers}Content-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


async def read_message(reader, is_answer):
    """Headers and body, whole; None at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
        if fields.get(b"transfer-encoding", b"").strip() == b"chunked":
            body = b""
            while True:
                line = await reader.readuntil(b"\r\n")
                chunk = await reader.readexactly(int(line, 16) + 2)
                body += line + chunk
                if len(chunk) == 2:
                    return head + body
        if b"content-length" in fields:
            return head + await reader.readexactly(int(fields[b"content-length"]))
        return head + (await reader.read() if is_answer else b"")
    except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
        return None


class Proxy:
    def __init__(self, listen, target, seed, share, counts):
        self.listen, self.target, self.share, self.counts_file = listen, target, share, pathlib.Path(counts)
        self.rng, self.counts = random.Random(seed), collections.Counter()
        self.faults, self.calm = Faults(self.rng), pathlib.Path(counts + ".calm")

    async def run(self):
        server = await asyncio.start_server(self.serve, "127.0.0.1", self.listen, reuse_address=True, limit=1 << 24)
        async with server:
            while True:
                beside = self.counts_file.with_suffix(".next")
                beside.write_text(json.dumps(self.counts))
                beside.replace(self.counts_file)
                await asyncio.sleep(0.1)

    async def ask(self, request, whole=True):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.target, limit=1 << 24)
        except OSError:
            return None
        try:
            writer.write(request)
            await writer.drain()
            return await read_message(reader, True) if whole else None
        except ConnectionError:
            return None
        finally:
            writer.close()

    async def serve(self, reader, writer):
        try:
            while True:
                request = await read_message(reader, False)
                if request is None or not await self.exchange(request, reader, writer):
                    return
        except (ConnectionError, OSError):
            pass
        finally:
            writer.close()

    async def exchange(self, request, reader, writer):
        """False: the connection ends here."""
        kind = self.rng.choice(KINDS) if self.rng.random() < self.share and not self.calm.exists() else "passed"
        self.counts[kind] += 1
        if kind == "passed":
            answer = await self.ask(request)
        else:
            answer = await getattr(self.faults, kind)(request, self.ask)
        self.faults.asked.append(request)
        if isinstance(answer, bytes) and kind == "passed":
            self.faults.answered.append((request, answer))
        answer, how = answer if isinstance(answer, tuple) else (answer, "whole")
        if not answer:
            return False
        if how == "drip":
            step = max(1, len(answer) // 40)
            for at in range(0, len(answer), step):
                writer.write(answer[at:at + step])
                await writer.drain()
                await asyncio.sleep(0.01)
        else:
            writer.write(answer)
            await writer.drain()
        return how != "end"


class Storm:
    """with Storm(8321, 8320, 7, 0.6, folder) as storm: … storm.faults(); storm.calm()"""

    def __init__(self, listen, target, seed, share, folder):
        self.file = pathlib.Path(folder) / f"storm-{listen}.json"
        self.args = [sys.executable, __file__, str(listen), str(target), str(seed), str(share), str(self.file)]
        self.process = None

    def counts(self):
        try:
            return json.loads(self.file.read_text())
        except FileNotFoundError:
            return {}

    def faults(self):
        return sum(n for kind, n in self.counts().items() if kind != "passed")

    def calm(self):
        pathlib.Path(f"{self.file}.calm").touch()

    def __enter__(self):
        self.process = subprocess.Popen(self.args)
        end = time.monotonic() + 20
        while not self.file.exists():
            assert time.monotonic() < end, "the proxy does not come up"
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    asyncio.run(Proxy(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), sys.argv[5]).run())
