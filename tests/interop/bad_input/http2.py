"""A client that sends HTTP/2 frames one by one, as no library would let it."""

import socket
import ssl
import struct
import time

import hpack

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1
SERVICE = "/temporal.api.workflowservice.v1.WorkflowService/"
LARGEST_WINDOW = 2**31 - 1


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def message(body, compressed=False, length=None):
    """The five bytes that gRPC puts before a message, and the message."""
    return bytes([compressed]) + struct.pack(">I", len(body) if length is None else length) + body


class Outcome:
    """How a call ended: a status and its text, the reset of its stream, or the end of the connection."""

    def __init__(self):
        self.headers = {}
        self.body = b""
        self.end = None

    def __str__(self):
        if self.end != "answered":
            return str(self.end)
        if "grpc-status" not in self.headers:
            return f"HTTP {self.headers.get(':status')}"
        return f"{self.headers['grpc-status']} {self.headers.get('grpc-message', '')}".strip()


class Connection:
    """One connection. `window`: how much of an answer the server may send unasked, for each stream and for all."""

    def __init__(self, address, window=LARGEST_WINDOW, tls=None, timeout=20, receive_buffer=None):
        host, port = address.rsplit(":", 1)
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.connect((host, int(port)))
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self.encoder, self.decoder = hpack.Encoder(), hpack.Decoder()
        self.next_stream = 1
        self.received = b""
        self.open_windows = {0: 65535}
        self.first_window = 65535
        settings = struct.pack(">HI", 4, window)
        growth = frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", window - 65535)) if window > 65535 else b""
        self.send(PREFACE + frame(SETTINGS, 0, 0, settings) + growth)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def vanish(self):
        """As a process that was killed: the kernel resets the connection."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def headers(self, path, extra=(), replaced=None):
        pairs = {":method": "POST", ":scheme": "http", ":path": path, ":authority": "localhost", "te": "trailers",
                 "content-type": "application/grpc"}
        pairs.update(replaced or {})
        return self.encoder.encode([pair for pair in [*pairs.items(), *extra] if pair[1] is not None], huffman=False)

    def begin_many(self, count, path, data, extra=()):
        """Calls that are alike and small. Their streams."""
        while self.open_windows[0] < count * len(data):
            if self.peek_control()[0] is None:
                raise ConnectionResetError
        self.open_windows[0] -= count * len(data)
        pairs = {":method": "POST", ":scheme": "http", ":path": path, ":authority": "localhost", "te": "trailers",
                 "content-type": "application/grpc", **dict(extra)}
        never_indexed = [hpack.NeverIndexedHeaderTuple(*pair) for pair in pairs.items()]
        headers = hpack.Encoder().encode(never_indexed, huffman=False)
        streams = range(self.next_stream, self.next_stream + 2 * count, 2)
        self.next_stream += 2 * count
        self.send(b"".join(frame(HEADERS, END_HEADERS, stream, headers) + frame(DATA, END_STREAM, stream, data)
                           for stream in streams))
        return streams

    def begin(self, path, data=None, extra=(), end=True, replaced=None):
        """Sends the headers of a call, and `data`. Its stream."""
        stream = self.next_stream
        self.next_stream += 2
        self.send(frame(HEADERS, END_HEADERS | (END_STREAM if data is None and end else 0), stream,
                        self.headers(path, extra, replaced)))
        if data is not None:
            self.send_data(stream, data, end)
        return stream

    def send_data(self, stream, data, end=True, deadline=20):
        """As much as the server has room for, until its end or until the server says that it wants no more."""
        self.open_windows.setdefault(stream, self.first_window)
        at, stop = 0, time.monotonic() + deadline
        while at < len(data) or (end and not data):
            room = min(self.open_windows[0], self.open_windows[stream], 16384, len(data) - at)
            if room > 0 or not data:
                is_last = at + room == len(data)
                self.send(frame(DATA, END_STREAM if end and is_last else 0, stream, data[at:at + room]))
                at += room
                self.open_windows[0] -= room
                self.open_windows[stream] -= room
                if not data:
                    return True
                continue
            if time.monotonic() > stop:
                return False
            kind, _, of, payload = self.peek_control()
            if kind is None or (of == stream and kind in (RST_STREAM, HEADERS)) or kind == GOAWAY:
                return False
        return True

    def peek_control(self):
        """The next frame, which stays to be read by outcome() if it is about a stream's end."""
        found = self.read_frame()
        if found[0] in (RST_STREAM, HEADERS, GOAWAY, DATA):
            self.kept = getattr(self, "kept", []) + [found]
        return found

    def read_bytes(self, count):
        while len(self.received) < count:
            more = self.socket.recv(1 << 16)
            if not more:
                raise ConnectionResetError
            self.received += more
        data, self.received = self.received[:count], self.received[count:]
        return data

    def read_frame(self):
        """(kind, flags, stream, payload); (None, reason, 0, b"") when there will be none."""
        try:
            head = self.read_bytes(9)
            payload = self.read_bytes(int.from_bytes(head[:3], "big"))
        except socket.timeout:
            return None, "nothing came", 0, b""
        except (ConnectionError, ssl.SSLError):
            return None, "the connection ended", 0, b""
        kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big")
        if kind == WINDOW_UPDATE:
            self.open_windows[stream] = self.open_windows.get(stream, self.first_window) + \
                int.from_bytes(payload, "big")
        elif kind == SETTINGS and not flags & ACK:
            self.take_settings(payload)
        elif kind == PING and not flags & ACK:
            self.send(frame(PING, ACK, 0, payload))
        return kind, flags, stream, payload

    def take_settings(self, payload):
        for at in range(0, len(payload), 6):
            key, value = struct.unpack(">HI", payload[at:at + 6])
            if key == 4:
                for stream in self.open_windows:
                    self.open_windows[stream] += value - self.first_window if stream else 0
                self.first_window = value
        self.send(frame(SETTINGS, ACK, 0))

    def outcome(self, stream):
        result = Outcome()
        while result.end is None:
            kept = getattr(self, "kept", [])
            kind, flags, of, payload = kept.pop(0) if kept else self.read_frame()
            if kind is None:
                result.end = flags
            elif kind == GOAWAY:
                result.end = "the connection ended"
            elif kind == HEADERS:
                ended = flags & END_HEADERS
                while not ended:
                    _, more, _, rest = self.read_frame()
                    payload, ended = payload + rest, more & END_HEADERS
                found = dict(self.decoder.decode(payload))
                if of == stream:
                    result.headers.update(found)
                    result.end = "answered" if flags & END_STREAM else None
            elif of == stream and kind == DATA:
                result.body += payload
                if flags & END_STREAM:
                    result.end = "answered"
            elif of == stream and kind == RST_STREAM:
                result.end = f"reset {int.from_bytes(payload, 'big')}"
        return result

    def call(self, path, data=None, **options):
        try:
            return self.outcome(self.begin(path, data, **options))
        except (ConnectionError, ssl.SSLError):
            result = Outcome()
            result.end = "the connection ended"
            return result

    def ask(self, method, request, **options):
        """A well-formed call; the bytes of the answer."""
        found = self.call(SERVICE + method, message(request.SerializeToString()), **options)
        if found.headers.get("grpc-status") != "0":
            raise RuntimeError(f"{method}: {found}")
        return found.body[5:]
