"""A real Postfix in a throw-away folder: takes mail by SMTP on loopback and hands it over by LMTP."""

import os
import shutil
import subprocess
import time
from pathlib import Path

# Where Debian's package lies, or was unpacked.
ROOT = Path(os.environ.get("VENTANILLA_TEST_POSTFIX", "/"))


def is_there():
    return os.geteuid() == 0 and (ROOT / "usr/lib/postfix/sbin/master").exists()


class Postfix:
    def __init__(self, folder, port, lmtp):
        self.folder, self.port = Path(folder), port
        self.conf, self.queue = self.folder / "conf", self.folder / "queue"
        for path in (self.conf, self.queue, self.queue / "pid", self.folder / "data"):
            path.mkdir(parents=True)
        for name in ("incoming", "active", "deferred", "bounce", "defer", "corrupt", "hold", "saved", "flush", "trace", "private", "public", "maildrop"):
            (self.queue / name).mkdir()
            shutil.chown(self.queue / name, "news", "news")
        shutil.chown(self.folder / "data", "news", "news")
        lib = ROOT / "usr/lib/postfix"
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
default_transport = lmtp:unix:{lmtp}
relay_transport = lmtp:unix:{lmtp}
lmtp_host_lookup = native
minimal_backoff_time = 2s
queue_run_delay = 2s
message_size_limit = 60000000
""")
        services = [
            f"127.0.0.1:{port} inet n - n - - smtpd", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 5 1 qmgr", "rewrite unix - - n - - trivial-rewrite",
            "bounce unix - - n - 0 bounce", "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "flush unix n - n 1000? 0 flush",
            "lmtp unix - - n - - lmtp", "error unix - - n - - error", "retry unix - - n - - error", "discard unix - - n - - discard", "tlsmgr unix - - n 1000? 1 tlsmgr",
            "anvil unix - - n - 1 anvil", "scache unix - - n - 1 scache", "proxymap unix - - n - - proxymap", "showq unix n - n - - showq", "postlog unix-dgram n - n - 1 postlogd", "verify unix - - n - 1 verify",
        ]
        (self.conf / "master.cf").write_text("\n".join(services) + "\n")
        self.environment = {**os.environ, "LD_LIBRARY_PATH": str(lib), "MAIL_CONFIG": str(self.conf)}

    def start(self):
        self.process = subprocess.Popen(
            [ROOT / "usr/lib/postfix/sbin/master", "-c", self.conf, "-d"], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        import socket
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text() if (self.folder / "log").exists() else "postfix does not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def log(self):
        return (self.folder / "log").read_text()
