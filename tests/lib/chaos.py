#!/usr/bin/env python3
"""A network that fails on demand: a TCP proxy between a terminal and its hub.

usage: python3 tests/lib/chaos.py LISTEN_PORT TARGET_PORT MODE_FILE

MODE_FILE holds one line and is looked at every 10 ms, so that a test changes the weather by writing a file:
  pass            everything goes through
  stop            nobody listens, and connections that stood are cut: a cable that was pulled
  hang            connections are taken and nothing moves on any of them: a line that died without a word
  delay MS        every piece, either way, comes MS later
  cut N           an answer breaks off after N bytes (0: before its first one)
  half            an answer breaks off in the middle of its body
  html            an HTML page with status 200 answers: the portal of a hotel
  garbage         random bytes with the hub's headers and status 200 answer
  status N        the hub's headers and status N answer, with an HTML body
A test in Python uses Chaos instead, which starts this file.
"""
import asyncio
import os
import pathlib
import signal
import subprocess
import sys
import time

HUB_HEADERS = "Parvis-Hub: 1\r\n"


class Proxy:
    def __init__(self, listen, target, mode_file):
        self.listen, self.target, self.mode_file = listen, target, pathlib.Path(mode_file)
        self.mode, self.server, self.writers = ["pass"], None, set()

    async def run(self):
        while True:
            try:
                mode = self.mode_file.read_text().split() or ["pass"]
            except FileNotFoundError:
                mode = ["pass"]
            if mode != self.mode or (self.server is None and mode[0] != "stop"):
                await self.change(mode)
            await asyncio.sleep(0.01)

    async def change(self, mode):
        self.mode = mode
        if mode[0] == "stop":
            if self.server:
                self.server.close()
                self.server = None
            for writer in list(self.writers):
                writer.transport.abort()
        elif self.server is None:
            self.server = await asyncio.start_server(self.serve, "127.0.0.1", self.listen, reuse_address=True)
        self.mode_file.with_suffix(".now").write_text(" ".join(mode))

    async def serve(self, reader, writer):
        self.writers.add(writer)
        try:
            if self.mode[0] in ("html", "garbage", "status"):
                await self.answer_instead(reader, writer)
            else:
                await self.forward(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, OSError):
            pass
        finally:
            self.writers.discard(writer)
            writer.transport.abort() if self.mode[0] == "stop" else writer.close()

    async def answer_instead(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                await reader.readexactly(int(line.split(b":")[1]))
        body, status, headers = b"<html><body><h1>Bienvenue</h1></body></html>\n", "200 OK", ""
        if self.mode[0] == "garbage":
            body, headers = os.urandom(3000) + b"\n", HUB_HEADERS + "Parvis-Time: 1\r\n"
        elif self.mode[0] == "status":
            status, headers = f"{self.mode[1]} No", HUB_HEADERS
        writer.write((f"HTTP/1.1 {status}\r\n{headers}Content-Type: text/html\r\n"
                      f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n").encode() + body)
        await writer.drain()

    async def forward(self, reader, writer):
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
        self.writers.add(there_writer)
        try:
            pumps = [asyncio.create_task(self.pump(reader, there_writer, False)),
                     asyncio.create_task(self.pump(there_reader, writer, True))]
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            for pump in pumps:
                pump.cancel()
        finally:
            self.writers.discard(there_writer)
            there_writer.close()

    async def pump(self, reader, writer, is_answer):
        sent = 0
        while True:
            data = await reader.read(65536)
            if not data:
                return
            while self.mode[0] == "hang":
                await asyncio.sleep(0.02)
            if self.mode[0] == "delay":
                await asyncio.sleep(int(self.mode[1]) / 1000)
            if is_answer and self.mode[0] in ("cut", "half"):
                limit = int(self.mode[1]) if self.mode[0] == "cut" else self.half(data)
                data = data[:max(0, limit - sent)]
                writer.write(data)
                await writer.drain()
                sent += len(data)
                if sent >= limit:
                    writer.close()
                    return
                continue
            writer.write(data)
            await writer.drain()
            sent += len(data)

    @staticmethod
    def half(data):
        head = data.find(b"\r\n\r\n")
        return head + 4 + (len(data) - head - 4) // 2 if head >= 0 else len(data) // 2


class Chaos:
    """with Chaos(8321, 8320, folder) as chaos: … chaos.mode("stop")"""

    def __init__(self, listen, target, folder):
        self.port, self.file = listen, pathlib.Path(folder) / f"chaos-{listen}"
        self.args = [sys.executable, __file__, str(listen), str(target), str(self.file)]
        self.process = None

    def mode(self, words):
        """Returns once the proxy does so."""
        self.file.with_name(self.file.name + ".next").write_text(words)
        os.replace(self.file.with_name(self.file.name + ".next"), self.file)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            try:
                if self.file.with_suffix(".now").read_text() == words:
                    return
            except FileNotFoundError:
                pass
            time.sleep(0.005)
        raise AssertionError(f"the proxy does not become '{words}'")

    def __enter__(self):
        self.process = subprocess.Popen(self.args)
        self.mode("pass")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    asyncio.run(Proxy(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]).run())
