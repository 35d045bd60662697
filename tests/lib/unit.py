"""A program run under what its service unit says, where no systemd runs: each directive becomes what the kernel offers for it. Read
from the unit's file, so that a test with it breaks when the unit changes; a directive that is not known here is an error.

    command = Unit(path).command(users, groups, mounts={"/var/lib/parvis": state, "/usr/local": programs}, …)

As root. This file is its own second stage: it starts in namespaces of its own, lays out the files, becomes the user, sets the filters
and turns into the program. seccomp by libseccomp, as systemd does it (src/shared/seccomp-util.c)."""
import ctypes
import errno
import json
import os
import resource
import shlex
import socket
import subprocess
import sys

# Asked for and left to systemd: nothing of it is to be had, or to be seen, in a test. tests/golden/units counts them.
LEFT_TO_SYSTEMD = {
    "ExecStart", "Type", "NotifyAccess", "WatchdogSec", "TimeoutStartSec", "TimeoutStopSec", "Restart", "RestartSec", # its own work
    "MemorySwapMax", "IPAddressDeny", # control groups
    "StandardInput", "StandardOutput", "StandardError", "TTYPath", "TTYReset", "TTYVHangup", "TTYVTDisallocate", # the test's terminal
    "ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs", "ProtectControlGroups", "ProtectClock", "ProtectHostname",
    "RemoveIPC", "PrivateMounts", # of root, which is what the program is not: checked by what it cannot do
}
PLAIN_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
FAMILIES = {"AF_UNIX": socket.AF_UNIX, "AF_INET": socket.AF_INET, "AF_INET6": socket.AF_INET6}


def calls_of(name):
    """System calls of a set of systemd's, or the one that NAME is."""
    if not name.startswith("@"):
        return {name}
    said = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    return {call for line in said if line.strip() and not line.strip().startswith("#") for call in calls_of(line.strip())}


class Unit:
    def __init__(self, path, instance=""):
        self.lines, section = [], ""
        for line in path.read_text().replace("%I", instance).splitlines():
            if line.startswith("["):
                section = line
            elif section == "[Service]" and line and not line.startswith("#"):
                self.lines.append(tuple(line.split("=", 1)))

    def all(self, key):
        return [word for name, value in self.lines if name == key for word in value.split()]

    def yes(self, key):
        return self.all(key) == ["yes"]

    def program(self):
        return self.all("ExecStart")

    def command(self, users, groups, mounts, devices=None, seen=(), program=None):
        """MOUNTS: {where: folder}; DEVICES: {"char-usb": {"usb/lp0": path}}, there when the unit allows that class; SEEN: folders of the
        test's own that the program may also write. PROGRAM instead of ExecStart."""
        plan = {"lines": self.lines, "users": users, "groups": groups, "mounts": {at: str(of) for at, of in mounts.items()},
                "devices": devices or {}, "seen": [str(path) for path in seen], "calls": sorted(self.calls())}
        spaces = ["--mount"] + ["--net"] * self.yes("PrivateNetwork") + ["--ipc"] * self.yes("PrivateIPC")
        return ["unshare", *spaces, sys.executable, os.path.abspath(__file__), json.dumps(plan), *(program or self.program())]

    def calls(self):
        allowed = set()
        for key, value in self.lines:
            if key == "SystemCallFilter":
                named = set().union(*map(calls_of, value.removeprefix("~").split()))
                allowed = allowed - named if value.startswith("~") else allowed | named
        return allowed


# ---- the second stage
libc = ctypes.CDLL(None, use_errno=True)
MS_BIND, MS_REC, MS_PRIVATE, MOUNT_ATTR_RDONLY, AT_RECURSIVE = 4096, 16384, 1 << 18, 1, 0x8000


def must(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def mount(source, target, kind="none", flags=0, options=""):
    must(libc.mount(source.encode(), target.encode(), kind.encode(), flags, options.encode()), f"mount {target}")


def set_read_only(path, on, recursive=True):
    class Attr(ctypes.Structure):
        _fields_ = [("set", ctypes.c_uint64), ("clear", ctypes.c_uint64), ("propagation", ctypes.c_uint64), ("userns", ctypes.c_uint64)]
    attr = Attr(MOUNT_ATTR_RDONLY if on else 0, 0 if on else MOUNT_ATTR_RDONLY, 0, 0)
    must(libc.syscall(442, -100, path.encode(), AT_RECURSIVE if recursive else 0, ctypes.byref(attr), 32), f"mount_setattr {path}")


class Stage:
    def __init__(self, plan):
        self.plan, self.unit = plan, Unit.__new__(Unit)
        self.unit.lines = [tuple(line) for line in plan["lines"]]

    def held(self, path):
        """A name for PATH that stays when something is mounted over it."""
        return f"/proc/self/fd/{os.open(path, os.O_PATH)}"

    def bind(self, source, target):
        if not os.path.exists(target):
            os.makedirs(os.path.dirname(target) if not os.path.isdir(source) else target, exist_ok=True)
            if not os.path.isdir(source):
                open(target, "w").close()
        mount(source, target, flags=MS_BIND | MS_REC)

    def files(self):
        unit, plan = self.unit, self.plan
        mount("none", "/", flags=MS_REC | MS_PRIVATE)
        mounts = {at: self.held(of) for at, of in plan["mounts"].items()}
        binds = [(self.held(path), path) for path in unit.all("BindReadOnlyPaths")]
        seen = [(self.held(path), path) for path in plan["seen"]]
        devices = {at: self.held(path) for named in unit.all("DeviceAllow") for at, path in plan["devices"].get(named, {}).items()}
        mount("tmpfs", "/var/lib", "tmpfs") # where the terminal's folder will be
        for at, held in mounts.items():
            self.bind(held, at)
        if unit.all("ProtectSystem") == ["strict"]:
            set_read_only("/", True)
        for path in unit.all("ReadWritePaths") + ["/var/lib/" + name for name in unit.all("StateDirectory")]:
            mount(path, path, flags=MS_BIND)
            set_read_only(path, False)
        if unit.all("DevicePolicy") == ["closed"]:
            plain = [(self.held(f"/dev/{name}"), f"/dev/{name}") for name in PLAIN_DEVICES]
            mount("tmpfs", "/dev", "tmpfs", options="mode=755")
            os.makedirs("/dev/shm")
            os.chmod("/dev/shm", 0o1777)
            for held, at in plain + [(held, f"/dev/{at}") for at, held in devices.items()]:
                self.bind(held, at)
        if unit.yes("PrivateTmp"):
            for path in ("/tmp", "/var/tmp"):
                mount("tmpfs", path, "tmpfs", options="mode=1777")
        for held, at in binds + seen:
            self.bind(held, at)
        for _, at in binds:
            set_read_only(at, True)
        for _, at in seen:
            set_read_only(at, False)
        for path in ("/home", "/root", "/run/user") if unit.yes("ProtectHome") else ():
            if os.path.isdir(path):
                mount("tmpfs", path, "tmpfs", 1, "mode=000")
        if unit.all("ProtectProc") == ["invisible"]:
            mount("proc", "/proc", "proc", options="hidepid=invisible" + (",subset=pid" if unit.all("ProcSubset") == ["pid"] else ""))

    def person(self):
        unit, plan = self.unit, self.plan
        os.umask(int(unit.all("UMask")[0], 8))
        for key, what in (("LimitCORE", resource.RLIMIT_CORE), ("LimitNOFILE", resource.RLIMIT_NOFILE),
                          ("LimitMEMLOCK", resource.RLIMIT_MEMLOCK)):
            for value in unit.all(key):
                limit = resource.RLIM_INFINITY if value == "infinity" else int(value)
                try:
                    resource.setrlimit(what, (limit, limit))
                except ValueError: # root of a container may not raise it; then it is what the test was started with
                    assert value == "infinity"
        if ("CapabilityBoundingSet", "") in unit.lines:
            for capability in range(64):
                libc.prctl(24, capability, 0, 0, 0) # PR_CAPBSET_DROP
        for value in unit.all("Nice"):
            os.nice(int(value))
        group = plan["groups"][unit.all("Group")[0]]
        os.setgroups([group] + [plan["groups"][name] for name in unit.all("SupplementaryGroups")])
        os.setresgid(group, group, group)
        user = plan["users"][unit.all("User")[0]]
        os.setresuid(user, user, user)
        if unit.yes("NoNewPrivileges"):
            must(libc.prctl(38, 1, 0, 0, 0), "no_new_privs")

    def filters(self):
        """The units say native calls alone, which is what libseccomp makes."""
        unit = self.unit
        assert unit.all("SystemCallArchitectures") == ["native"] and unit.all("SystemCallErrorNumber") == ["EPERM"]
        one_by_one = Filter()
        families = {FAMILIES[name] for name in unit.all("RestrictAddressFamilies")}
        for family in set(range(46)) - families if families else ():
            one_by_one.refuse("socket", (0, "==", family), error=errno.EAFNOSUPPORT)
        if unit.yes("MemoryDenyWriteExecute"):
            one_by_one.refuse("mmap", (2, "&", 6, 6)) # PROT_WRITE and PROT_EXEC
            for call in ("mprotect", "pkey_mprotect"):
                one_by_one.refuse(call, (2, "&", 4, 4))
            one_by_one.refuse("shmat", (2, "&", 0o100000, 0o100000))
        if unit.yes("RestrictNamespaces"):
            for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
                one_by_one.refuse("clone", (0, "&", flag, flag))
            one_by_one.refuse("clone3", error=errno.ENOSYS)
            one_by_one.refuse("unshare")
            one_by_one.refuse("setns")
        if unit.yes("RestrictSUIDSGID"):
            for bit in (0o4000, 0o2000):
                for call, at in (("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("mkdir", 1), ("mkdirat", 2), ("open", 2), ("openat", 3)):
                    one_by_one.refuse(call, (at, "&", bit, bit))
        if unit.yes("RestrictRealtime"):
            for policy in (1, 2, 6):
                one_by_one.refuse("sched_setscheduler", (1, "==", policy))
        if unit.yes("LockPersonality"):
            one_by_one.refuse("personality", (0, "!=", 0))
        listed = Filter(errno.EPERM)
        for call in self.plan["calls"]:
            listed.allow(call)
        one_by_one.load()
        listed.load()


class Filter:
    class Compare(ctypes.Structure):
        _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]
    OPS = {"!=": 1, "==": 4, "&": 7}
    ALLOW, ERROR = 0x7fff0000, 0x00050000

    def __init__(self, otherwise=None):
        self.lib = ctypes.CDLL("libseccomp.so.2")
        self.lib.seccomp_init.restype = ctypes.c_void_p
        self.context = ctypes.c_void_p(self.lib.seccomp_init(ctypes.c_uint32(self.ALLOW if otherwise is None else self.ERROR | otherwise)))

    def rule(self, action, call, compare=None):
        number = self.lib.seccomp_syscall_resolve_name(call.encode())
        if number < 0: # of another machine or another kernel
            return
        values = (self.Compare * 1)(*([self.Compare(compare[0], self.OPS[compare[1]], *(compare[2:] + (0,))[:2])] if compare else []))
        result = self.lib.seccomp_rule_add_array(self.context, ctypes.c_uint32(action), number, 1 if compare else 0, values)
        assert result == 0, f"{call} {compare}: {os.strerror(-result)}"

    def allow(self, call):
        self.rule(self.ALLOW, call)

    def refuse(self, call, compare=None, error=errno.EPERM):
        self.rule(self.ERROR | error, call, compare)

    def load(self):
        result = self.lib.seccomp_load(self.context)
        assert result == 0, f"seccomp_load: {os.strerror(-result)}"


# What the stage above makes of a unit.
TRANSLATED = {
    "BindReadOnlyPaths", "DeviceAllow", "ProtectSystem", "ReadWritePaths", "StateDirectory", "StateDirectoryMode", "DevicePolicy", "PrivateTmp",
    "ProtectHome", "ProtectProc", "ProcSubset", "UMask", "LimitCORE", "LimitMEMLOCK", "LimitNOFILE", "CapabilityBoundingSet", "Group", "SupplementaryGroups",
    "User", "NoNewPrivileges", "SystemCallArchitectures", "SystemCallErrorNumber", "SystemCallFilter", "RestrictAddressFamilies",
    "MemoryDenyWriteExecute", "RestrictNamespaces", "RestrictSUIDSGID", "RestrictRealtime", "LockPersonality", "PrivateNetwork", "PrivateIPC",
    "PrivateDevices", "Environment", "Nice",
}


def second_stage(plan, program):
    stage = Stage(plan)
    unknown = {key for key, _ in stage.unit.lines} - TRANSLATED - LEFT_TO_SYSTEMD
    assert not unknown, f"not known in tests/lib/unit.py: {', '.join(sorted(unknown))}"
    for word in shlex.split(" ".join(stage.unit.all("Environment"))):
        key, value = word.split("=", 1)
        os.environ.setdefault(key, value) # the test's display, for the unit's :0
    if os.environ.get("DISPLAY") and stage.unit.all("BindReadOnlyPaths"):
        user = plan["users"][stage.unit.all("User")[0]]
        subprocess.run(["xhost", f"+si:localuser:#{user}"], check=True, stdout=subprocess.DEVNULL)
    stage.files()
    os.chdir("/")
    stage.person()
    stage.filters()
    os.execv(program[0], program)


if __name__ == "__main__":
    second_stage(json.loads(sys.argv[1]), sys.argv[2:])
