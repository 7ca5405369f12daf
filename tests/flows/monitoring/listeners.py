"""Servers that alerts are sent to: a webhook, and a mail server that speaks as much SMTP as a sender needs."""

import base64
import datetime
import ipaddress
import json
import socketserver
import ssl
import threading
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@contextmanager
def listener():
    """A webhook that keeps what it is sent."""
    taken = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", taken
    finally:
        server.shutdown()


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps messages; with a certificate it can encrypt, with `accounts` (user → password) it takes mail from those alone."""

    daemon_threads = True

    def __init__(self, certificate: Path | None = None, accounts: dict | None = None):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.accounts, self.taken, self.logged_in = accounts or {}, [], []
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if self.tls:
            self.tls.load_cert_chain(certificate)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.encrypted, self.user = False, None
        with suppress(ssl.SSLError):  # a sender that does not trust the certificate hangs up
            self.talk()

    def talk(self):
        self.say("220 ready")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            if word.upper() == "QUIT":
                return self.say("221 bye")
            getattr(self, f"on_{word.lower()}", self.on_other)(rest)
        return None

    def say(self, *lines):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def on_ehlo(self, _):
        offers = ["STARTTLS"] if self.server.tls and not self.encrypted else []
        offers += ["AUTH PLAIN"] if self.encrypted else []
        self.say("250-here", *(f"250-{offer}" for offer in offers), "250 8BITMIME")

    def on_starttls(self, _):
        self.say("220 go on")
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.encrypted = True
        self.setup()

    def on_auth(self, rest):
        _, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        known = self.server.accounts.get(user) == password
        self.user = user if known else None
        self.server.logged_in += [user] if known else []
        self.say("235 welcome" if known else "535 wrong")

    def on_mail(self, _):
        refused = self.server.accounts and not self.user
        self.say("530 log in first" if refused else "250 ok")

    def on_data(self, _):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".").replace(b"\r\n", b"\n"))
        self.server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 taken")

    def on_other(self, _):
        self.say("250 ok")


@contextmanager
def mail_server(certificate: Path | None = None, accounts: dict | None = None):
    """A mail server on a port of its own."""
    with MailServer(certificate, accounts) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def certificate_of_this_machine(file: Path) -> Path:
    """A certificate for 127.0.0.1 with its key in a PEM file, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return file
