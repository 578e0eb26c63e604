"""A name server on loopback, with one answer for whatever is asked."""

import socket
import threading

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset


class NameServer:
    """Answers TXT questions on loopback; `says` is the records, or a code to fail with, or None for
    silence.
    """

    def __init__(self):
        self.says = None
        self.asked = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.resolver = dns.resolver.Resolver(configure=False)
        self.resolver.nameservers = ["127.0.0.1"]
        self.resolver.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        while (received := self._socket.recvfrom(4096))[0] != b"end":
            query = dns.message.from_wire(received[0])
            self.asked.append(query.question[0].name.to_text())
            if self.says is None:
                continue
            reply = dns.message.make_response(query)
            if isinstance(self.says, dns.rcode.Rcode):
                reply.set_rcode(self.says)
            elif self.says:
                reply.answer.append(
                    dns.rrset.from_text_list(query.question[0].name, 60, "IN", "TXT", self.says)
                )
            self._socket.sendto(reply.to_wire(), received[1])

    def close(self):
        self._socket.sendto(b"end", self._socket.getsockname())
        self._thread.join()
        self._socket.close()


def quoted(record):
    """Write a record as a zone does, in strings of at most 255 bytes."""
    text = record.decode()
    return " ".join(f'"{text[start : start + 200]}"' for start in range(0, len(text), 200))
