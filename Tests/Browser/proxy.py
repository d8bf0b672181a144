"""A connection between two parties that ends when a test wants it to, as networks do."""

import socket
import threading


class Proxy:
    """Hands bytes on to a server at `port`, both ways, until `cut` says that the connection ends.

    `cut(from_server, from_client)` is asked after each piece with all that was said on this connection so far; it returns
    `None` to go on, or how many bytes of what the server said the client still gets before both sides are hung up on. It is
    asked no more once `times` connections were cut.
    """

    def __init__(self, port, cut=lambda from_server, from_client: None, times=None):
        self.server_port, self.cut, self.times, self.cuts = port, cut, times, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.server_port), 20)
                server.settimeout(None)
            except OSError:
                client.close()
                continue
            Conversation(self, client, server)

    def close(self):
        self.listener.close()


class Conversation:
    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.said, self.heard, self.passed, self.is_over = b"", b"", 0, False
        self.lock = threading.Lock()
        for work in (self.from_client, self.from_server):
            threading.Thread(target=work, daemon=True).start()

    def from_client(self):
        self.pump(self.client, self.hear)

    def from_server(self):
        self.pump(self.server, self.say)

    def pump(self, source, take):
        try:
            while chunk := source.recv(65536):
                with self.lock:
                    take(chunk)
        except OSError:
            pass
        self.end()

    def hear(self, chunk):
        self.heard += chunk
        self.server.sendall(chunk)
        self.look()

    def say(self, chunk):
        self.said += chunk
        if self.look():
            return
        self.client.sendall(self.said[self.passed:])
        self.passed = len(self.said)

    def look(self):
        if self.is_over:
            return True
        limit = self.proxy.cut(self.said, self.heard) if self.proxy.times is None or self.proxy.cuts < self.proxy.times else None
        if limit is None:
            return False
        self.is_over = True
        if limit > self.passed:
            self.client.sendall(self.said[self.passed:limit])
        self.passed = len(self.said)
        self.proxy.cuts += 1
        self.end()
        return True

    def end(self):
        for side in (self.client, self.server):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
