"""What a connection may take of a service: memory, time, descriptors; asked over real sockets."""

from __future__ import annotations

import json
import socket

import pytest

from lantai.connections import Bounds, OpenConnections, Refusal, ServingLimits, Trusted, client_of
from tests.rooms.lantai.served import rest, serving
from tests.waiting import until

#: Everything that takes time ends soon, and is looked at all the time.
SOON = Bounds(
    head_seconds=0.3,
    body_seconds=0.3,
    idle_seconds=0.3,
    stuck_seconds=0.3,
    linger_seconds=0.2,
    watch_seconds=0.02,
)
#: Nothing ends by itself.
NEVER = Bounds(1 << 14, 1e6, 1e6, 1e6, 1e6, 0.2, 0.02)
GET = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"


def status_of(answer):
    return int(answer.split(b" ", 2)[1])


def problem_of(answer, status):
    head, _, body = answer.partition(b"\r\n\r\n")
    assert status_of(answer) == status, answer
    assert b"content-type: application/problem+json" in head and b"connection: close" in head
    problem = json.loads(body)
    assert problem["status"] == status and problem["zh"] and problem["en"] == problem["detail"]
    assert problem["type"].startswith("urn:lantai:problem:") and problem["title"].isascii()
    return problem


# ------------------------------------------------------------------------------------------------ memory


@pytest.mark.parametrize(
    "endless",
    [b"A: b\r\n" * 1000, b"x" * 6000, b"GET /" + b"x" * 5995],
    ids=["headers", "one header", "address"],
)
def test_headers_that_never_end_are_answered_before_much_of_them_is_kept(endless):
    begun = b"" if endless.startswith(b"GET") else b"GET / HTTP/1.1\r\nHost: x\r\nX: "
    with serving(bounds=NEVER) as service:
        client = service.connect(begun)
        client.settimeout(0.0)
        sent, answer = len(begun), b""
        piece = endless
        while not answer and sent < 64 << 20:
            try:
                sent += client.send(piece)
                piece = b"x" * 6000 if piece.startswith(b"GET") else piece
            except BlockingIOError:
                pass
            try:
                answer = client.recv(1 << 16)
            except BlockingIOError:
                continue
        problem = problem_of(answer, 431)
        assert "16 KB" in problem["zh"] and "16 KB" in problem["en"]
        # What the kernel keeps for both ends, and no more: sixty million bytes went in before.
        assert sent < 16 << 20


def test_headers_of_a_usual_length_are_read_however_they_are_cut():
    asked = b"GET /a?" + b"q" * 8000 + b" HTTP/1.1\r\nHost: x\r\nCookie: " + b"c" * 4000 + b"\r\n\r\n"
    with serving(bounds=NEVER) as service:
        for size in (1, 997, len(asked)):
            client = service.connect()
            for at in range(0, len(asked), size):
                client.sendall(asked[at : at + size])
            assert status_of(client.recv(1 << 16)) == 200


def test_a_long_body_in_one_piece_with_its_headers_is_no_long_header():
    body = b"x" * 200_000
    with serving(bounds=NEVER) as service:
        client = service.connect(
            b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
            + body
        )
        assert rest(client).endswith(b"/a? 200000")


def test_several_requests_in_one_piece_are_all_answered():
    with serving(bounds=NEVER) as service:
        client = service.connect(GET * 600 + GET.replace(b"Host", b"Connection: close\r\nHost"))
        assert rest(client).count(b"200 OK") == 601


def test_letters_typed_into_an_address_are_understood():
    with serving(bounds=NEVER) as service:
        asked = "GET /units/封港?q=封港 HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        client = service.connect()
        for at in range(len(asked)):
            client.sendall(asked[at : at + 1])
        told = client.recv(1 << 16)
        assert status_of(told) == 200
        assert told.endswith("/units/封港?q=%E5%B0%81%E6%B8%AF 0".encode())


@pytest.mark.parametrize("size", [1, 1 << 10])
def test_letters_in_another_encoding_are_told_apart_from_words_that_nothing_has(size):
    with serving(bounds=NEVER) as service:
        asked = "GET /api/v1/search?q=封港 HTTP/1.1\r\nHost: x\r\n\r\n".encode("gbk")
        client = service.connect()
        for at in range(0, len(asked), size):
            client.sendall(asked[at : at + size])
        problem = problem_of(rest(client), 400)
        assert "UTF-8" in problem["zh"] and "--data-urlencode" in problem["en"] and "GBK" in problem["en"]
        # A letter that is cut off at the end of the line is none either.
        cut = "GET /?q=封".encode()[:-1] + b" HTTP/1.1\r\nHost: x\r\n\r\n"
        assert "UTF-8" in problem_of(rest(service.connect(cut)), 400)["zh"]


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\xb7\xe2\xb8",
        b"\x16\x03\x01\x02\x00\x01\x00",
        "GET /?q=封 港 HTTP/1.1\r\n\r\n".encode(),
    ],
)
def test_what_is_no_http_is_told_what_to_do(nonsense):
    with serving(bounds=NEVER) as service:
        problem = problem_of(rest(service.connect(nonsense)), 400)
        assert "--data-urlencode" in problem["zh"] and "--data-urlencode" in problem["en"]


# -------------------------------------------------------------------------------------------------- time


def test_a_silent_connection_is_ended():
    with serving(bounds=SOON) as service:
        assert rest(service.connect()) == b""


def test_a_head_that_comes_too_slowly_is_ended():
    with serving(bounds=SOON) as service:
        problem_of(rest(service.connect(b"GET / HTTP/1.1\r\nA: ")), 408)


def test_a_head_that_comes_byte_by_byte_is_no_sign_of_life():
    with serving(bounds=SOON) as service:
        client = service.connect(b"GET / HTTP/1.1\r\n")
        client.settimeout(0.05)
        answer = b""
        for _ in range(1_000):
            client.send(b"A")
            try:
                answer = client.recv(1 << 16)
                break
            except TimeoutError:
                continue
        problem_of(answer, 408)


def test_a_body_that_does_not_come_is_ended():
    with serving(bounds=SOON) as service:
        asked = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"
        problem_of(rest(service.connect(asked)), 408)


def test_a_connection_that_asks_no_more_is_ended_and_one_that_does_is_not():
    with serving(bounds=SOON) as service:
        client = service.connect(GET)
        assert b"200 OK" in client.recv(1 << 16)
        client.sendall(GET)
        assert b"200 OK" in client.recv(1 << 16)
        assert rest(client) == b""


def test_a_client_that_takes_nothing_of_its_answer_is_ended():
    async def large(scope, receive, send):
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for _ in range(64):
                await send({"type": "http.response.body", "body": b"x" * (1 << 20), "more_body": True})

    with serving(large, bounds=SOON) as service:
        client = service.connect()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 12)
        client.sendall(GET)
        until(lambda: service.entered() and not service.open_connections.count)


def test_every_connection_that_ended_is_counted_no_more():
    with serving(bounds=SOON) as service:
        clients = [
            service.connect(said) for said in (b"", GET, b"G", b"\x00\x00", GET * 3) for _ in range(20)
        ]
        for client in clients:
            rest(client)
        until(lambda: not service.open_connections.count)
        assert status_of(service.connect(GET).recv(1 << 16)) == 200


# ------------------------------------------------------------------------------------------- descriptors


def test_too_many_connections_are_told_so_and_those_who_look_after_the_service_get_through():
    limits = ServingLimits(connections=5, connections_of_address=5, proxies="127.0.0.1")
    with serving(bounds=NEVER, limits=limits) as service:
        kept = [service.connect(GET, f"127.0.0.{at}") for at in range(2, 7)]
        for client in kept:
            assert status_of(client.recv(1 << 16)) == 200
        problem = problem_of(rest(service.connect(GET, "127.0.0.9")), 503)
        assert "LANTAI_LIMIT_CONNECTIONS" in problem["en"]
        assert status_of(service.connect(GET, "127.0.0.1").recv(1 << 16)) == 200
        assert service.counted.of["connections_refused", "too_many"] == 1
        kept[0].close()
        until(lambda: service.open_connections.count == 5)
        assert status_of(service.connect(GET, "127.0.0.1").recv(1 << 16)) == 200


def test_one_address_has_so_many_and_a_proxy_as_many_as_it_needs():
    limits = ServingLimits(connections_of_address=3, proxies="127.0.0.1")
    with serving(bounds=NEVER, limits=limits) as service:
        for _ in range(3):
            assert status_of(service.connect(GET, "127.0.0.2").recv(1 << 16)) == 200
        problem = problem_of(rest(service.connect(GET, "127.0.0.2")), 503)
        assert "LANTAI_PROXIES" in problem["zh"]
        for _ in range(8):
            assert status_of(service.connect(GET).recv(1 << 16)) == 200
        assert status_of(service.connect(GET, "127.0.0.3").recv(1 << 16)) == 200


def test_an_address_is_a_client_and_an_ipv6_network_is_one():
    assert client_of("::ffff:192.0.2.1") == client_of("192.0.2.1") == "192.0.2.1"
    assert client_of("2001:db8::1") == client_of("2001:db8::ffff:2") != client_of("2001:db8:0:1::1")
    trusted = Trusted("10.0.0.0/8, ::1")
    assert trusted.holds("10.1.2.3") and trusted.holds("::ffff:10.1.2.3") and trusted.holds("::1")
    assert not trusted.holds("11.0.0.1") and not trusted.holds("") and not Trusted("").holds("127.0.0.1")
    counted = OpenConnections(10, 2, trusted)
    assert [counted.enter(f"2001:db8::{at}") for at in range(3)] == [
        None,
        None,
        Refusal.TOO_MANY_OF_ADDRESS,
    ]
    for at in range(2):
        counted.leave(f"2001:db8::{at}")
    assert counted.count == 0
