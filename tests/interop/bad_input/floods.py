"""What a hostile or broken client does to a server, in bulk. While it does, somebody else's calls go on, and the
memory of the server stays below a bound. Each case gets the server (address, process) and a scale: 1 in the test run."""

import contextlib
import random
import socket
import struct
import threading
import time

from temporalio.api.common.v1 import Payload, Payloads, WorkflowExecution
from temporalio.api.workflowservice.v1 import request_response_pb2 as api

import http2
from http2 import SERVICE, Connection, frame, message
from wrong_calls import poll, start

CASES = []


def flood(megabytes, **options):
    """`megabytes`: how much more memory the server may take at any time of the case."""
    def keep(function):
        CASES.append((function, megabytes, options))
        return function
    return keep


def memory(pid, line="VmRSS"):
    """MB."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(each.split()[1]) for each in status if each.startswith(line)) / 1024


def forget_peak(pid):
    with open(f"/proc/{pid}/clear_refs", "w") as refs:
        refs.write("5")


class Bystander:
    """Somebody else, who starts a workflow and describes it, again and again."""

    def __init__(self, address, tls=None):
        self.address, self.tls = address, tls
        self.stop = threading.Event()
        self.took, self.failed = [], []
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()

    def run(self):
        with Connection(self.address, tls=self.tls) as connection:
            while not self.stop.wait(0.01):
                begun = time.monotonic()
                try:
                    name = f"bystander-{random.getrandbits(64):x}"
                    connection.ask("StartWorkflowExecution", start(name))
                    connection.ask("DescribeWorkflowExecution", api.DescribeWorkflowExecutionRequest(
                        namespace="default", execution=WorkflowExecution(workflow_id=name)))
                except Exception as error:
                    self.failed.append(repr(error))
                    return
                self.took.append(time.monotonic() - begun)


@contextlib.contextmanager
def connections(count, make):
    """`count` of them; the ones that the server refuses are left out."""
    made = []
    try:
        for _ in range(count):
            with contextlib.suppress(OSError):
                made.append(make())
        yield made
    finally:
        for each in made:
            each.close()


def long_history(connection, name):
    """A run whose history has 2 MB."""
    connection.ask("StartWorkflowExecution", start(name))
    for _ in range(4):
        connection.ask("SignalWorkflowExecution", api.SignalWorkflowExecutionRequest(
            namespace="default", workflow_execution=WorkflowExecution(workflow_id=name), signal_name="s",
            input=Payloads(payloads=[Payload(data=random.randbytes(500_000))])))
    return message(api.GetWorkflowExecutionHistoryRequest(
        namespace="default", execution=WorkflowExecution(workflow_id=name)).SerializeToString())


@flood(megabytes=420)
def slow_readers_give_no_room(server, scale):
    """Histories of 2 MB, 250 on each of 4 connections, that may not be sent."""
    with Connection(server.address) as connection:
        request = long_history(connection, "slow")
    with connections(4, lambda: Connection(server.address, window=0)) as slow:
        for _ in range(250 * scale):
            for connection in slow:
                connection.begin(SERVICE + "GetWorkflowExecutionHistory", request)
        time.sleep(1)


@flood(megabytes=420)
def slow_readers_do_not_read(server, scale):
    """The same with all the room that there is, but nobody takes what comes."""
    with Connection(server.address) as connection:
        request = long_history(connection, "stalled")
    with connections(4, lambda: Connection(server.address, receive_buffer=4096)) as slow:
        for _ in range(250 * scale):
            for connection in slow:
                connection.begin(SERVICE + "GetWorkflowExecutionHistory", request)
        time.sleep(1)


@flood(megabytes=420)
def slow_writers(server, scale):
    """Messages of 4 MB that never end."""
    part = message(b"x" * 3_900_000, length=4_000_000)

    def write(connection):
        with contextlib.suppress(OSError):
            for _ in range(40 * scale):
                stream = connection.begin(SERVICE + "StartWorkflowExecution", end=False)
                connection.send_data(stream, part, end=False, deadline=0.05)

    with connections(4, lambda: Connection(server.address, timeout=2)) as slow:
        threads = [threading.Thread(target=write, args=[each]) for each in slow]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


@flood(megabytes=420)
def messages_of_a_hundred_megabytes(server, scale):
    body = message(bytes(100 << 20))

    def write(connection):
        for _ in range(scale):
            connection.call(SERVICE + "StartWorkflowExecution", body)

    with connections(3, lambda: Connection(server.address)) as large:
        threads = [threading.Thread(target=write, args=[each]) for each in large]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


@flood(megabytes=250)
def connections_that_say_nothing(server, scale):
    host, port = server.address.rsplit(":", 1)
    with connections(1500 * scale, lambda: socket.create_connection((host, int(port)), 5)) as silent:
        assert len(silent) > 1000
        time.sleep(1)


@flood(megabytes=250)
def half_a_preface(server, scale):
    host, port = server.address.rsplit(":", 1)
    with connections(1500 * scale, lambda: socket.create_connection((host, int(port)), 5)) as half:
        for each in half:
            with contextlib.suppress(OSError):
                each.sendall(http2.PREFACE[:10])
        time.sleep(1)


@flood(megabytes=250, tls=True)
def half_a_client_hello(server, scale):
    host, port = server.address.rsplit(":", 1)
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100)
    with connections(1500 * scale, lambda: socket.create_connection((host, int(port)), 5)) as half:
        for each in half:
            with contextlib.suppress(OSError):
                each.sendall(hello)
        time.sleep(1)


@flood(megabytes=600)
def idle_connections(server, scale):
    """They finish the handshake, and then nothing."""
    with connections(1500 * scale, lambda: Connection(server.address)) as idle:
        assert len(idle) > 1000
        time.sleep(1)


@flood(megabytes=250)
def streams_that_are_reset_at_once(server, scale):
    request = message(api.DescribeNamespaceRequest(namespace="default").SerializeToString())
    with Connection(server.address, timeout=10) as connection, contextlib.suppress(OSError):
        for _ in range(300 * scale):
            batch = b""
            for _ in range(100):
                stream = connection.next_stream
                connection.next_stream += 2
                batch += frame(http2.HEADERS, http2.END_HEADERS, stream,
                               connection.headers(SERVICE + "DescribeNamespace"))
                batch += frame(http2.DATA, http2.END_STREAM, stream, request)
                batch += frame(http2.RST_STREAM, 0, stream, struct.pack(">I", 8))
            connection.send(batch)


@flood(megabytes=150)
def pings_whose_answers_nobody_reads(server, scale):
    with Connection(server.address, timeout=2) as connection, contextlib.suppress(OSError):
        for _ in range(200 * scale):
            connection.send(frame(http2.PING, 0, 0, b"12345678") * 1000)


@flood(megabytes=150)
def settings_whose_answers_nobody_reads(server, scale):
    with Connection(server.address, timeout=2) as connection, contextlib.suppress(OSError):
        for _ in range(200 * scale):
            connection.send(frame(http2.SETTINGS, 0, 0, struct.pack(">HI", 4, 65535)) * 1000)


@flood(megabytes=150)
def headers_that_never_end(server, scale):
    with Connection(server.address, timeout=5) as connection, contextlib.suppress(OSError):
        connection.send(frame(http2.HEADERS, 0, 1, connection.headers(SERVICE + "GetSystemInfo")))
        more = connection.encoder.encode([("x-more", "y" * 16_000)], huffman=False)[:16_384]
        for _ in range(4_000 * scale):
            connection.send(frame(http2.CONTINUATION, 0, 1, more))


@flood(megabytes=400)
def large_headers_on_many_streams(server, scale):
    """Polls wait for a minute; each holds its headers meanwhile."""
    request = message(poll("large-headers").SerializeToString())
    with connections(2, lambda: Connection(server.address)) as many, contextlib.suppress(OSError):
        for _ in range(1000 * scale):
            for connection in many:
                connection.begin(SERVICE + "PollWorkflowTaskQueue", request, extra=[
                    ("grpc-timeout", "60S"), ("x-large", random.randbytes(7_500).hex())])
        time.sleep(1)


@flood(megabytes=700)
def more_polls_than_there_may_be(server, scale):
    """Those beyond the limit are refused, and the others go with their connections."""
    request = message(poll("crowded").SerializeToString())
    refused = 0
    with connections(4, lambda: Connection(server.address)) as many:
        for _ in range(60):
            last = [each.begin_many(100, SERVICE + "PollWorkflowTaskQueue", request, [("grpc-timeout", "60S")])[-1]
                    for each in many]
        time.sleep(1)
        refused = sum("concurrent" in str(connection.outcome(stream)) for connection, stream in zip(many, last))
        for connection in many:
            connection.vanish()
    assert refused > 0
