"""A real Dovecot of our own: in a folder, on free ports of 127.0.0.1, with a certificate nobody else trusts."""

import getpass
import imaplib
import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

from ports import free_port

PASSWORD = "Muy-Secreta-4711"


def certificate(folder):
    """A certificate for this machine that nobody else trusts, and its key, as files of a folder."""
    made, key = Path(folder) / "certificate.pem", Path(folder) / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=prueba", "-addext",
         "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", key, "-out", made], check=True, capture_output=True)
    return made, key


class Dovecot:
    def __init__(self, folder):
        self.folder = Path(folder) / "dovecot"
        self.folder.mkdir()
        for place in (Path(folder), self.folder):
            place.chmod(0o755)
        self.port, self.secure_port = free_port(), free_port()
        self.owner = "nobody" if os.getuid() == 0 else getpass.getuser()
        self.certificate, key = certificate(self.folder)
        self.mail = self.folder / "mail"
        self.mail.mkdir()
        self.own(self.mail)
        root = os.getuid() == 0
        self.configuration = self.folder / "dovecot.conf"
        self.configuration.write_text(f"""
base_dir = {self.folder}/run
state_dir = {self.folder}/state
log_path = {self.folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{self.certificate}
ssl_key = <{key}
disable_plaintext_auth = no
default_internal_user = {"dovecot" if root else self.owner}
default_internal_group = {"dovecot" if root else pwd.getpwuid(os.getuid()).pw_name}
default_login_user = {"dovenull" if root else self.owner}
mail_location = maildir:{self.mail}/%n
mail_uid = {self.owner}
mail_gid = {pwd.getpwnam(self.owner).pw_gid}
first_valid_uid = 1
first_valid_gid = 0
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={self.owner} gid={pwd.getpwnam(self.owner).pw_gid} home={self.mail}/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.secure_port}
    ssl = yes
  }}
}}
""")
        self.process = None

    def own(self, path):
        if os.getuid() == 0:
            shutil.chown(path, self.owner, pwd.getpwnam(self.owner).pw_gid)

    password = PASSWORD

    def start(self):
        self.process = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", self.configuration])
        for _ in range(200):
            try:
                imaplib.IMAP4("127.0.0.1", self.port).logout()
                return self
            except OSError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.05)
        raise AssertionError("Dovecot does not answer")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def put(self, user, message, name):
        """A message as a mail server delivers it."""
        inbox = self.mail / user
        for place in (inbox, inbox / "tmp", inbox / "new", inbox / "cur"):
            if not place.exists():
                place.mkdir()
                self.own(place)
        (inbox / "tmp" / name).write_bytes(message)
        self.own(inbox / "tmp" / name)
        (inbox / "tmp" / name).rename(inbox / "new" / name)

    def renumber(self, user):
        """Makes the folder forget its numbers: the next look finds another UIDVALIDITY. The server must be stopped."""
        for path in (self.mail / user).glob("dovecot*"):
            path.unlink()
        time.sleep(1.1)  # The new one is made of the second it is.

    def state(self, user):
        """UIDVALIDITY, and the flags of every message."""
        with imaplib.IMAP4("127.0.0.1", self.port) as session:
            session.login(user, self.password)
            session.select("INBOX", readonly=True)
            validity = session.response("UIDVALIDITY")[1][0]
            _, found = session.fetch("1:*", "(FLAGS)")
            return int(validity), [line.split(b"(FLAGS (", 1)[1].rstrip(b")") for line in found if line]
