"""A receipt printer on a pty: it says that all is well, prints what comes, and keeps every byte a roll of paper would have seen."""
import os
import select
import threading
import time
import tty


class ReceiptPrinter:
    """with ReceiptPrinter() as printer: … device = escpos:printer.path. printer.tickets: the bytes of each, up to its cut."""

    def __init__(self):
        self.master, self.slave = os.openpty() # the slave stays open, or the master hangs up between calls
        tty.setraw(self.slave)
        self.path, self.tickets = os.ttyname(self.slave), []
        self.seen = bytearray()
        self.ended = False
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended = True
        self.thread.join()
        os.close(self.master)
        os.close(self.slave)

    def run(self):
        while not self.ended:
            if select.select([self.master], [], [], 0.05)[0]:
                self.seen += os.read(self.master, 65536)
                self.work()

    def work(self):
        """Takes commands off the front of what came; one that is not whole yet waits for the rest."""
        at = start = 0
        seen = self.seen
        while at < len(seen):
            rest = seen[at:at + 10]
            if rest[:1] == b"\x10":                                # real-time: no part of the paper
                length = 3 if rest[1:2] == b"\x04" else 10
                if len(rest) < length:
                    break
                if length == 3:
                    os.write(self.master, b"\x12")
                del seen[at:at + length]
                continue
            if rest[:1] not in (b"\x1b", b"\x1d"):
                length = 1
            elif len(rest) < 2:
                break
            elif rest[:2] == b"\x1b@":
                length = 2
            elif rest[:2] in (b"\x1da", b"\x1bd", b"\x1ba"):
                length = 3
            elif rest[:2] == b"\x1dr":
                if len(rest) < 3:
                    break
                os.write(self.master, b"\0")                       # everything before it has come out
                del seen[at:at + 3]
                continue
            elif rest[:2] == b"\x1dV":
                length = 4
            elif rest[:2] == b"\x1dv":
                if len(rest) < 8:
                    break
                length = 8 + (rest[4] | rest[5] << 8) * (rest[6] | rest[7] << 8)
            else:
                length = 8
            if len(seen) < at + length:
                break
            at += length
            if rest[:2] == b"\x1dV":
                self.tickets.append(bytes(seen[start:at]))
                start = at
        del seen[:start]

    def wait(self, count, seconds=20):
        """The bytes of ticket number COUNT, from 1."""
        end = time.monotonic() + seconds
        while len(self.tickets) < count:
            assert time.monotonic() < end, f"no ticket number {count} within {seconds} s; {len(self.seen)} bytes of it came"
            time.sleep(0.02)
        return self.tickets[count - 1]


def picture(ticket):
    """The raster of a ticket as a PBM."""
    at, width, rows = 0, 0, []
    while (at := ticket.find(b"\x1dv0", at)) >= 0:
        stride, height = ticket[at + 4] | ticket[at + 5] << 8, ticket[at + 6] | ticket[at + 7] << 8
        width = stride * 8
        rows.append(ticket[at + 8:at + 8 + stride * height])
        at += 8 + stride * height
    bits = b"".join(rows)
    return f"P4\n{width} {len(bits) * 8 // width}\n".encode() + bits
