# SPDX-License-Identifier: BSD-2-Clause
"""Two network namespaces joined by a cable, and a host with open, closed and silent ports in one of them.

    attacker 10.77.0.2, .3 ----- 10.77.0.10 target, which also has 10.88.0.1 to 10.88.0.5 of 10.88.0.0/28

Everything is named after this process and taken down when the `with` block ends, however it ends.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time

import harness

OPEN_TCP = (22, 80, 8080)
SILENT_TCP = "100-109"
SILENT_UDP = "200-204"
TARGET = "10.88.0.1"
SWEPT = "10.88.0.0/28"
PAGE = "127.0.0.1:8957"
SOURCES = ("10.77.0.2", "10.77.0.3")
PATIENCE = 300          # seconds: beyond it something hangs, however slow the machine
WORKERS = sys.argv[sys.argv.index("--workers"):] if "--workers" in sys.argv else []  # threads that count

LISTENER = f"""
import socket, threading
def serve(port):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("", port))
    s.listen(64)
    while True:
        try:
            c, _ = s.accept()
            c.close()
        except OSError:
            pass
def echo(port):
    s = socket.socket(type=socket.SOCK_DGRAM)
    s.bind(("", port))
    while True:
        data, who = s.recvfrom(2048)
        s.sendto(data, who)
for port in {OPEN_TCP}:
    threading.Thread(target=serve, args=(port,), daemon=True).start()
threading.Thread(target=echo, args=(7,), daemon=True).start()
print("ready", flush=True)
threading.Event().wait()
"""


# A frame that is no packet: once it is in a recording, so is all that was sent before it.
MARK = """
import socket, sys
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind((sys.argv[1], 0))
wire.send(b"\\xff" * 6 + b"\\x02ronda" + b"\\x88\\xb5" + sys.argv[2].encode().ljust(46))
"""


def sh(*command):
    done = harness.run(command, timeout=PATIENCE)
    if done.status != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.err.strip()}")
    return done.out


def wait_until(holds, what, process=None):
    """Waits for something that must come; not for as long as a process that would do it has ended."""
    for _ in range(PATIENCE * 20):
        if holds():
            return
        if process and process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"in vain: {what}")


def captures(pid):
    """Has the process a packet socket that is bound to an interface?"""
    try:
        with open(f"/proc/{pid}/net/packet", encoding="ascii") as table:
            rows = [line.split() for line in table][1:]
        held = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
    except FileNotFoundError:
        return False
    return any(row[4] != "0" and row[5] == "1" and f"socket:[{row[8]}]" in held for row in rows)


def stop(process, how=signal.SIGTERM, patience=PATIENCE):
    """Ends a process that we started; its status, or None when it had to be killed."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        return process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None


class Wire:
    listens = True      # has ports of its own open, and some that echo

    def __init__(self):
        self.a, self.t = f"ronda-a-{os.getpid()}", f"ronda-t-{os.getpid()}"
        self.children = []
        self.dump = None

    def __enter__(self):
        harness.need_root()
        harness.need("ip", "nft", "tcpdump", "nmap", "tshark")
        probe = harness.run(["ip", "netns", "add", self.a])
        if probe.status != 0:
            harness.skip(f"no network namespaces here: {probe.err.strip()}")
        self.folder = tempfile.TemporaryDirectory(prefix="ronda-live-")
        try:
            self.lay()
        except BaseException:
            self.__exit__()
            raise
        return self

    def lay(self):
        sh("ip", "netns", "add", self.t)
        for name in (self.a, self.t):
            self.within(name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
            self.within(name, "sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1")
            self.within(name, "ip", "link", "set", "lo", "up")
        sh("ip", "-n", self.a, "link", "add", "va", "type", "veth", "peer", "name", "vt", "netns", self.t)
        for address in SOURCES:
            self.within(self.a, "ip", "address", "add", address + "/24", "dev", "va")
        self.within(self.t, "ip", "address", "add", "10.77.0.10/24", "dev", "vt")
        for host in range(1, 6):
            self.within(self.t, "ip", "address", "add", f"10.88.0.{host}/32", "dev", "lo")
        self.within(self.a, "ip", "link", "set", "va", "up")
        self.within(self.t, "ip", "link", "set", "vt", "up")
        self.within(self.a, "ip", "route", "add", SWEPT, "via", "10.77.0.10")
        for setting in ("ip_forward=0", "icmp_ratelimit=0", "icmp_msgs_per_sec=100000"):
            harness.run(["ip", "netns", "exec", self.t, "sysctl", "-qw", "net.ipv4." + setting])
        for rule in ("add table inet ronda",
                     "add chain inet ronda input { type filter hook input priority 0; }",
                     f"add rule inet ronda input tcp dport {SILENT_TCP} drop",
                     f"add rule inet ronda input udp dport {SILENT_UDP} drop"):
            self.within(self.t, "nft", rule)
        # Their addresses are learned beforehand, so that no ARP is in the way of the first packet.
        mac = json.loads(self.within(self.t, "ip", "-j", "link", "show", "vt"))[0]["address"]
        self.within(self.a, "ip", "neighbour", "replace", "10.77.0.10", "lladdr", mac, "dev", "va")
        if not self.listens:
            return
        listener = self.start(self.t, sys.executable, "-c", LISTENER, stdout=subprocess.PIPE)
        listener.stdout.readline()

    def __exit__(self, *_):
        for child in reversed(self.children):
            stop(child, patience=5)
            if child.stdout:
                child.stdout.close()
        for name in (self.a, self.t):
            harness.run(["ip", "netns", "del", name])
        self.folder.cleanup()

    @staticmethod
    def within(name, *command):
        return sh("ip", "netns", "exec", name, *command)

    def start(self, name, *command, **more):
        more.setdefault("stdout", subprocess.DEVNULL)
        child = subprocess.Popen(["ip", "netns", "exec", name, *map(str, command)], stdin=subprocess.DEVNULL,
                                 **more)
        self.children.append(child)
        return child

    def path(self, name):
        return os.path.join(self.folder.name, name)

    # What is sent

    def record(self):
        """Writes down what is on the wire, at the sender's end, from now on."""
        self.dump = self.start(self.a, "tcpdump", "-i", "va", "-n", "-s", "0", "-U", "-B", "65536", "-w",
                               self.path("sent.pcap"), stderr=subprocess.PIPE)
        self.dump.stderr.readline()     # "listening on va"

    def sent(self):
        """The recording, ended."""
        return self.recorded("sent.pcap")

    def recorded(self, name):
        """A recording, ended once it has all that was sent so far."""
        token = f"the end of {name}"
        self.within(self.a, sys.executable, "-c", MARK, "va", token)
        wait_until(lambda: self.has(name, token.encode()), f"{token} in the recording", self.dump)
        stop(self.dump, signal.SIGINT)
        self.dump.stderr.close()
        return self.path(name)

    def has(self, name, words):
        with open(self.path(name), "rb") as recording:
            recording.seek(max(0, os.fstat(recording.fileno()).st_size - (1 << 16)))
            return words in recording.read()

    def nmap(self, *options, source=SOURCES[0]):
        return self.within(self.a, "nmap", "-n", "-e", "va", "-S", source, *options)

    def connect(self, *options):
        """nmap's connect scan: the kernel's own connections, from the first source."""
        return self.within(self.a, "nmap", "-n", "-sT", *options)

    # Who watches

    def ronda(self, ronda, *options, every="2s", out="out", **more):
        """ronda run at the target's end."""
        arguments = [ronda, "run", "-i", "vt", "--every", every, "--sensor", "test", "--top", "all",
                     *WORKERS, *options]
        if out:
            os.makedirs(self.path(out), exist_ok=True)
            arguments += ["--out", self.path(out)]
        messages = open(self.path("messages"), "wb")
        process = self.start(self.t, *arguments, stderr=messages, **more)
        messages.close()
        wait_until(lambda: captures(process.pid), "ronda captures", process)
        return process

    def serving(self, ronda, *options, **more):
        """The same with a dashboard, once that answers (or says that it was not built)."""
        process = self.ronda(ronda, *options, "--http", PAGE, **more)

        def answers():
            asked = harness.run(["ip", "netns", "exec", self.t, "curl", "-s", f"http://{PAGE}/healthz"])
            return asked.status == 0 or "built without" in self.messages()
        wait_until(answers, "the dashboard answers", process)
        return process

    def messages(self):
        with open(self.path("messages"), encoding="utf-8", errors="replace") as text:
            return text.read()

    def wait_for_message(self, words, process):
        wait_until(lambda: words in self.messages(), f"the message {words!r}", process)

    def files(self, out="out"):
        """The summary files, in order of their period: (path, summary)."""
        found = []
        for name in os.listdir(self.path(out)):
            if name.endswith(".json"):
                path = os.path.join(self.path(out), name)
                with open(path, encoding="utf-8") as text:
                    found.append((path, json.load(text)))
        return sorted(found, key=lambda pair: pair[1]["period"]["start"])
