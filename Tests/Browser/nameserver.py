"""A name server on 127.0.0.1 that knows the texts a test gives it."""

import os
import socket
import struct
import threading


class NameServer:
    """`texts`: names with what they publish. `answer`: bytes to say instead of an answer, or `b""` to say nothing.
    `is_short`: a datagram holds no record of its own, and says so; all of them are told over TCP."""

    def __init__(self, texts=None, answer=None, is_short=False):
        self.texts, self.answer, self.is_short, self.asked, self.streams = texts or {}, answer, is_short, [], 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        threading.Thread(target=self.serve, daemon=True).start()
        self.listener = socket.create_server(("127.0.0.1", self.port)) if is_short else None
        if self.listener:
            threading.Thread(target=self.serve_streams, daemon=True).start()

    def serve(self):
        while True:
            try:
                question, sender = self.socket.recvfrom(4096)
            except OSError:
                return
            said = self.answer(question) if self.answer else self.reply(question)
            if said and self.is_short:
                end = question.index(b"\0", 12) + 5
                said = said[:2] + b"\x83\x80\0\1\0\0\0\0\0\0" + said[12:end]
            if said:
                self.socket.sendto(said, sender)

    def serve_streams(self):
        while True:
            try:
                line = self.listener.accept()[0]
            except OSError:
                return
            with line, line.makefile("rb") as heard:
                said = self.reply(heard.read(int.from_bytes(heard.read(2), "big")))
                self.streams += 1
                # In pieces, as a network may bring it.
                for piece in (struct.pack(">H", len(said))[:1], struct.pack(">H", len(said))[1:] + said[:20], said[20:]):
                    line.sendall(piece)

    def reply(self, question):
        labels, place = [], 12
        while size := question[place]:
            labels.append(question[place + 1:place + 1 + size].decode())
            place += size + 1
        name = ".".join(labels)
        self.asked.append(name)
        found = self.texts.get(name)
        asked = question[12:place + 5]
        head = question[:2] + struct.pack(">HHHHH", 0x8180 | (0 if found is not None else 3), 1, len(found or []), 0, 0)
        return head + asked + b"".join(self.record(text.encode()) for text in found or [])

    @staticmethod
    def record(text):
        pieces = [text[at:at + 255] for at in range(0, len(text), 255)]
        data = b"".join(bytes([len(piece)]) + piece for piece in pieces)
        return b"\xc0\x0c" + struct.pack(">HHIH", 16, 1, 60, len(data)) + data

    def close(self):
        self.socket.close()
        if self.listener:
            self.listener.close()


def hostile(number):
    """Answers that are none: cut short, pointing to themselves, counting what is not there, or of no sense at all."""
    def answer(question):
        head = question[:2] + b"\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00"
        return [
            question[:2], head, head + b"\xc0\x0c" * 20, question[:2] + b"\x81\x80\xff\xff\xff\xff\x00\x00\x00\x00" + question[12:],
            head + question[12:-11] + b"\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x3c\xff\xff" + b"\xff", b"\x00\x00" + question[2:], question, os.urandom(600),
        ][number]
    return answer


HOSTILE = 8
