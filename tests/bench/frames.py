"""Every frame that comes onto the glass, as the X server tells it (its DAMAGE extension): without looking at the pixels, which would
take the processor time that the measured programs need."""
import ctypes
import ctypes.util
import select
import time

REFRESH_MS = 1000 / 60 # of a usual panel
MOVES_MS = 140 # kiosk/motion.c: no movement is over sooner


class Notify(ctypes.Structure): # X11/extensions/Xdamage.h, XDamageNotifyEvent, in the room of an XEvent
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int), ("display", ctypes.c_void_p),
                ("drawable", ctypes.c_ulong), ("damage", ctypes.c_ulong), ("level", ctypes.c_int), ("more", ctypes.c_int),
                ("timestamp", ctypes.c_ulong), ("area", ctypes.c_short * 4), ("geometry", ctypes.c_short * 4), ("room", ctypes.c_long * 14)]


class Frames:
    def __init__(self, display):
        self.x11 = ctypes.CDLL(ctypes.util.find_library("X11"))
        self.library = ctypes.CDLL(ctypes.util.find_library("Xdamage"))
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XDefaultRootWindow.restype = self.library.XDamageCreate.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(display.encode()))
        first, error = ctypes.c_int(), ctypes.c_int()
        if not self.display or not self.library.XDamageQueryExtension(self.display, ctypes.byref(first), ctypes.byref(error)):
            raise OSError(f"no X server on {display} that tells of damage")
        self.notify = first.value
        root = ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display))
        self.library.XDamageCreate(self.display, root, 0) # each rectangle as it comes
        self.x11.XSync(self.display, 0)

    def until_quiet(self, quiet=0.2):
        """What came until nothing has for QUIET seconds: (server's ms, seconds of perf_counter) of each frame."""
        found, event = {}, Notify()
        while True:
            while self.x11.XPending(self.display):
                self.x11.XNextEvent(self.display, ctypes.byref(event))
                if event.type == self.notify:
                    found[event.timestamp] = time.perf_counter() # a frame in several rectangles is one
            if not select.select([self.x11.XConnectionNumber(self.display)], [], [], quiet)[0]:
                return sorted(found.items())

    def close(self):
        self.x11.XCloseDisplay(self.display)


def missed(frames):
    """Of the refreshes from the first frame of a movement to its last, those that had nothing new to show. What is drawn when it
    is over, because a second has passed or news has come, is none of its frames."""
    times = [ms for ms, _ in frames]
    return sum(max(0, round((b - a) / REFRESH_MS) - 1) for a, b in zip(times, times[1:]) if a - times[0] < MOVES_MS)
