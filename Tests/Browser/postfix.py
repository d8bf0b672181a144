"""A real Postfix in a throw-away folder: takes mail by SMTP on loopback, and hands it over by LMTP or lays it into maildirs."""

import os
import pwd
import shutil
import socket
import socketserver
import subprocess
import threading
import time
from pathlib import Path

# Where Debian's package lies, or was unpacked.
ROOT = Path(os.environ.get("VENTANILLA_TEST_POSTFIX", "/"))


def is_there():
    return os.geteuid() == 0 and (ROOT / "usr/lib/postfix/sbin/master").exists()


class Postfix:
    """`lmtp`: the socket to which all mail goes; else `boxes` says in which maildir of `maildirs` the mail of a domain is laid."""

    def __init__(self, folder, port, lmtp=None, maildirs=None, boxes=None, more=""):
        self.folder, self.port = Path(folder), port
        self.conf, self.queue = self.folder / "conf", self.folder / "queue"
        for path in (self.conf, self.queue, self.queue / "pid", self.folder / "data"):
            path.mkdir(parents=True)
        for name in ("incoming", "active", "deferred", "bounce", "defer", "corrupt", "hold", "saved", "flush", "trace", "private", "public", "maildrop"):
            (self.queue / name).mkdir()
            shutil.chown(self.queue / name, "news", "news")
        shutil.chown(self.folder / "data", "news", "news")
        lib = ROOT / "usr/lib/postfix"
        transport = f"lmtp:unix:{lmtp}" if lmtp else "virtual:"
        nobody = pwd.getpwnam("nobody")
        (self.conf / "boxes").write_text("".join(f"@{domain} {box}/\n" for domain, box in (boxes or {}).items()))
        (self.conf / "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {self.queue}
data_directory = {self.folder}/data
daemon_directory = {lib}/sbin
command_directory = {ROOT}/usr/sbin
shlib_directory = {lib}
import_environment = LD_LIBRARY_PATH MAIL_CONFIG
mail_owner = news
setgid_group = mail
maillog_file = {self.folder}/log
maillog_file_prefixes = {self.folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.intecnia.example
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
relay_domains = intecnia.example, localhost
smtpd_relay_restrictions = permit_mynetworks, reject
mynetworks = 127.0.0.0/8
default_transport = {transport}
relay_transport = {transport}
virtual_mailbox_base = {maildirs}
virtual_mailbox_maps = texthash:{self.conf}/boxes
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
virtual_uid_maps = static:{nobody.pw_uid}
virtual_gid_maps = static:{nobody.pw_gid}
lmtp_host_lookup = native
minimal_backoff_time = 2s
queue_run_delay = 2s
message_size_limit = 60000000
{more}
""")
        services = [
            f"127.0.0.1:{port} inet n - n - - smtpd", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 5 1 qmgr", "rewrite unix - - n - - trivial-rewrite",
            "bounce unix - - n - 0 bounce", "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "flush unix n - n 1000? 0 flush",
            "lmtp unix - - n - - lmtp", "virtual unix - n n - - virtual", "error unix - - n - - error", "retry unix - - n - - error", "discard unix - - n - - discard", "tlsmgr unix - - n 1000? 1 tlsmgr",
            "anvil unix - - n - 1 anvil", "scache unix - - n - 1 scache", "proxymap unix - - n - - proxymap", "showq unix n - n - - showq", "postlog unix-dgram n - n - 1 postlogd", "verify unix - - n - 1 verify",
        ]
        (self.conf / "master.cf").write_text("\n".join(services) + "\n")
        self.process = None
        self.environment = {**os.environ, "LD_LIBRARY_PATH": str(lib), "MAIL_CONFIG": str(self.conf)}

    def start(self):
        self.process = subprocess.Popen(
            [ROOT / "usr/lib/postfix/sbin/master", "-c", self.conf, "-d"], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text() if (self.folder / "log").exists() else "postfix does not start")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def log(self):
        return (self.folder / "log").read_text()


class PolicyService(socketserver.ThreadingTCPServer):
    """Decides about mail at whatever point of the conversation Postfix asks: `decide(facts)` returns the action."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, decide):
        self.decide = decide
        super().__init__(("127.0.0.1", 0), Asked)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()


class Asked(socketserver.StreamRequestHandler):
    def handle(self):
        facts = {}
        for line in self.rfile:
            name, _, value = line.decode().strip().partition("=")
            if name:
                facts[name] = value
            else:
                self.wfile.write(f"action={self.server.decide(facts)}\n\n".encode())
                facts = {}
