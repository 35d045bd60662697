"""A keyboard of the X server that can be pulled out while its keys are down: real devices (Xvfb's own, or of a second master), pressed through
the server's test extension. `xinput disable` and `remove-master` take the way of a plug that is drawn."""
import ctypes
import ctypes.util
import os
import re
import subprocess

XVFB = "Xvfb keyboard"


class Keyboard:
    def __init__(self, display, name=XVFB):
        self.x11, self.xtst, self.xi = (ctypes.CDLL(ctypes.util.find_library(name)) for name in ("X11", "Xtst", "Xi"))
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XStringToKeysym.restype = ctypes.c_ulong
        self.x11.XKeysymToKeycode.restype = ctypes.c_ubyte
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.xi.XOpenDevice.restype = ctypes.c_void_p
        self.name, self.server = name, display
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(display.encode()))
        self.device = None
        self.open()

    def xinput(self, *words):
        return subprocess.run(["xinput", *words], env=dict(os.environ, DISPLAY=self.server), stdout=subprocess.PIPE, check=True, text=True).stdout

    def number(self, name):
        return int(re.search(rf"{re.escape(name)}\s+id=(\d+)", self.xinput("list")).group(1))

    def open(self):
        self.device = ctypes.c_void_p(self.xi.XOpenDevice(self.display, ctypes.c_ulong(self.number(self.name))))
        assert self.device, f"no keyboard called {self.name}"

    def press(self, key, down=True):
        code = self.x11.XKeysymToKeycode(self.display, ctypes.c_ulong(self.x11.XStringToKeysym(key.encode())))
        self.xtst.XTestFakeDeviceKeyEvent(self.display, self.device, ctypes.c_uint(code), int(down), None, 0, ctypes.c_ulong(0))
        self.x11.XSync(self.display, 0)

    def release(self, key):
        self.press(key, False)

    def tap(self, *keys):
        for key in keys:
            self.press(key)
            self.release(key)

    def unplug(self):
        self.xinput("disable", self.name)

    def plug_in(self):
        self.xinput("enable", self.name)
        self.open()

    def aim(self, master):
        """Keys of this second master go where those of the first one go."""
        window, revert = ctypes.c_ulong(), ctypes.c_int()
        self.x11.XGetInputFocus(self.display, ctypes.byref(window), ctypes.byref(revert))
        self.xi.XISetFocus(self.display, self.number(master), window, ctypes.c_ulong(0))
        self.x11.XSync(self.display, 0)

    def grab(self):
        """Another program takes the keys, as a screen locker does: what is let go now, the kiosk never hears."""
        root = ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display))
        assert self.x11.XGrabKeyboard(self.display, root, 0, 1, 1, ctypes.c_ulong(0)) == 0

    def let_go(self):
        self.x11.XUngrabKeyboard(self.display, ctypes.c_ulong(0))
        self.x11.XSync(self.display, 0)

    def close(self):
        self.x11.XCloseDisplay(self.display)
