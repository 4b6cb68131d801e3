# SPDX-License-Identifier: BSD-2-Clause
"""The wire of wire.py with real servers at its far end, which keep logs, and a recording at their own door."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import harness
from wire import PATIENCE, SOURCES, Wire, sh, wait_until

HOST = "10.88.0.1"

VSFTPD = """
listen=YES
listen_port=21
background=NO
local_enable=YES
anonymous_enable=NO
delay_failed_login=0
max_login_fails=3
max_clients=0
seccomp_sandbox=NO
isolate=NO
isolate_network=NO
xferlog_enable=YES
log_ftp_protocol=NO
vsftpd_log_file={folder}/vsftpd.log
"""

SSHD = """
Port 22
HostKey {folder}/host
PidFile {folder}/sshd.pid
UsePAM no
PasswordAuthentication yes
LogLevel VERBOSE
MaxStartups 300:1:300
MaxAuthTries 3
"""

NGINX = """
daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    log_format counted '$status $remote_addr "$http_authorization" "$http_user_agent" "$request" $msec';
    access_log {folder}/access.log counted;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    client_header_timeout 600s;
    client_body_timeout 600s;
    proxy_read_timeout 600s;
    server {{
        listen 80;
        root {folder}/www;
        location /intern {{ auth_basic "intern"; auth_basic_user_file {folder}/users; }}
        location /produk {{ proxy_pass http://127.0.0.1:9000; }}
    }}
}}
"""

# A shop that puts what it is asked into its SQL.
SHOP = """
import http.server, sqlite3, urllib.parse
base = sqlite3.connect(":memory:", check_same_thread=False)
base.executescript("create table goods (id int, name text); insert into goods values (1, 'sapu'), (2, 'ember');")
class Shop(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        query = urllib.parse.urlsplit(self.path).query
        asked = urllib.parse.parse_qs(query, keep_blank_values=True).get("id", ["1"])[0]
        try:
            status, rows = 200, base.execute("select id, name from goods where id = " + asked).fetchall()
        except Exception as fault:
            status, rows = 500, fault
        body = f"<html><body><h1>Toko</h1><p>{rows}</p></body></html>".encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_POST = do_GET
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", 9000), Shop).serve_forever()
"""


class Servers(Wire):
    listens = False

    def lay(self):
        super().lay()
        sh("ip", "-n", self.t, "route", "add", "default", "via", SOURCES[0])    # whoever is forged is answered

    def configured(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text.format(folder=self.folder.name))
        return self.path(name)

    def serve(self, port, *command):
        """Starts a server, and waits until it listens."""
        with open(self.path("server.err"), "ab") as err:
            child = self.start(self.t, *command, stderr=err)
        try:
            wait_until(lambda: self.sockets("-l", f"sport = :{port}"), "it listens", child)
        except RuntimeError as fault:
            raise RuntimeError(f"{command[0]}: {fault}; {self.text('server.err')[-500:]}") from fault

    def sockets(self, *which):
        """The servers' TCP sockets of that kind, a line each."""
        return harness.run(["ip", "netns", "exec", self.t, "ss", "-Htn", *which]).out.splitlines()

    def vsftpd(self):
        os.makedirs("/run/vsftpd/empty", exist_ok=True)
        self.serve(21, "vsftpd", self.configured("vsftpd.conf", VSFTPD))

    def sshd(self):
        os.makedirs("/run/sshd", exist_ok=True)
        sh("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.path("host"))
        self.serve(22, "/usr/sbin/sshd", "-D", "-E", self.path("sshd.log"), "-f", self.configured("sshd.conf", SSHD))

    def nginx(self):
        os.mkdir(self.path("www"))
        self.configured("www/index.html", "<html>Selamat datang</html>")
        self.configured("users", "budi:{{PLAIN}}rahasia-sekali\n")
        self.serve(9000, sys.executable, "-c", SHOP)
        self.serve(80, "/usr/sbin/nginx", "-c", self.configured("nginx.conf", NGINX))

    def text(self, name):
        try:
            with open(self.path(name), encoding="utf-8", errors="replace") as text:
                return text.read()
        except FileNotFoundError:
            return ""

    def lines(self, name, *words):
        """The lines of a log that have all the words."""
        return [line for line in self.text(name).splitlines() if all(word in line for word in words)]

    def begin_attack(self, *command):
        """Starts a tool at the attacker's end."""
        return self.start(self.a, *command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
                          env=dict(os.environ, HOME=self.folder.name, TERM="dumb"))

    @staticmethod
    def end_attack(child):
        """Ends it; what it said."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        return child.communicate()[0].decode(errors="replace")

    def attack(self, *command):
        """Runs a tool to its end, or ends it when it hangs; what it said."""
        child = self.begin_attack(*command)
        try:
            return child.communicate(timeout=PATIENCE)[0].decode(errors="replace")
        except subprocess.TimeoutExpired:
            return self.end_attack(child) + " (took too long)"

    def tap(self):
        """Records at the servers' door, from now on."""
        self.dump = self.start(self.t, "tcpdump", "-i", "vt", "-n", "-s", "0", "-U", "-B", "65536", "-w",
                               self.path("tap.pcap"), stderr=subprocess.PIPE)
        self.dump.stderr.readline()

    def tapped(self):
        time.sleep(1)       # for what the servers still say
        return self.recorded("tap.pcap")
