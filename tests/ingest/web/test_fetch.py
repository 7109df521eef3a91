"""The polite client, against a real server that is slow, broken, hostile or unwilling."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest

from ingest.web import fetch
from ingest.web.fetch import (
    BlockedError,
    Client,
    FetchError,
    NoAnswerError,
    RobotsError,
    StatusError,
    is_public,
    normalise,
    user_agent,
)

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site(ThreadingHTTPServer):
    """A server on this machine that answers as told, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str, float]] = []  # path, user agent, moment

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def says(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        """Answer at `path` with this body, status and headers (`content_type` and so on)."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"content_length": str(len(body)), **headers}.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        agent = self.headers.get("User-Agent", "")
        self.server.asked.append((self.path, agent, time.monotonic()))
        answer = self.server.answers.get(self.path)
        if answer:
            with suppress(OSError):  # whoever asked has left
                answer(self)
        else:
            self.send_error(404)

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[Site]:
    """A server whose answers a test sets."""
    with Site() as site:
        thread = threading.Thread(target=site.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield site
        site.shutdown()


@pytest.fixture
def client() -> Iterator[Client]:
    """A client without patience, that may talk to this machine."""
    with Client("Minutebook/test", interval=0, timeout=1, allow_private=True) as client:
        yield client


def paths(site: Site) -> list[str]:
    return [path for path, *_ in site.asked]


# What is asked, and how


def test_an_answer_is_given_as_it_came(site: Site, client: Client) -> None:
    """Bytes are bytes."""
    site.says("/a", b"\x00minutes\xff")

    assert client.get(f"{site.root}/a", largest=100).data == b"\x00minutes\xff"


def test_requests_are_signed_with_our_own_name(site: Site) -> None:
    """With a contact where one is given; never as a browser."""
    site.says("/a", b"")
    with Client(user_agent("clerk@thornmere.example"), interval=0, allow_private=True) as client:
        client.get(f"{site.root}/a", largest=1)
    agents = {agent for _, agent, _ in site.asked}

    assert len(agents) == 1
    assert agents.pop().startswith("Minutebook/")
    assert user_agent("clerk@thornmere.example").endswith(" (+clerk@thornmere.example)")
    assert "Mozilla" not in user_agent(None)


def test_a_contact_cannot_forge_a_header() -> None:
    """Line ends in it are refused."""
    with pytest.raises(ValueError, match="contact"):
        user_agent("a@b.example\r\nCookie: x")


def test_requests_keep_their_distance(site: Site) -> None:
    """Each begins at least the interval after the one before, that for robots.txt included."""
    site.says("/a", b"")
    with Client("Minutebook/test", interval=0.15, allow_private=True) as client:
        client.get(f"{site.root}/a", largest=1)
        client.get(f"{site.root}/a", largest=1)
    moments = [moment for *_, moment in site.asked]

    assert paths(site) == ["/robots.txt", "/a", "/a"]
    assert all(b - a >= 0.15 for a, b in pairwise(moments))


def test_addresses_from_pages_are_made_fit_to_ask_for() -> None:
    """Spaces are encoded once, line ends dropped, the fragment left out, the host in lower case."""
    assert normalise(" https://D.Example/documents/g1/Printed minutes\r\n 1.pdf?T=1#p2 ") == (
        "https://d.example/documents/g1/Printed%20minutes%201.pdf?T=1"
    )
    assert normalise("https://d.example/a%20b") == "https://d.example/a%20b"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://d.example/a",
        "javascript:alert(1)",
        "//d.example",
        "https://",
        "https://user:word@d.example/",
        "https://[::1/",
        "https://d.example:99999/",
        "",
    ],
)
def test_only_addresses_of_the_web_are_asked_for(url: str) -> None:
    """Files of this machine, other protocols and passwords are refused before anything is sent."""
    with pytest.raises(FetchError):
        normalise(url)


# Where it may connect


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::"),
        *("fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a9fe:a9fe"),
    ],
)
def test_private_addresses_are_told(address: str) -> None:
    """In both versions of IP, and where one is carried within the other."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8", "2002:808:808::"])
def test_public_addresses_are_told(address: str) -> None:
    """Those of the internet."""
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"])
def test_this_machine_is_not_connected_to(site: Site, host: str) -> None:
    """However it is written; the server hears nothing, and the message says what to do."""
    port = site.server_address[1]
    with (
        Client("Minutebook/test", interval=0) as client,
        pytest.raises(FetchError, match="--allow-private"),
    ):
        client.get(f"http://{host}:{port}/", largest=1)

    assert site.asked == []


def test_a_redirect_to_a_private_address_is_not_followed(site: Site, monkeypatch) -> None:
    """The check is made for every connection, not for the first alone."""

    def as_if_public(address: str) -> bool:
        return address == "127.0.0.1" or is_public(address)

    monkeypatch.setattr(fetch, "is_public", as_if_public)
    for target in ("http://169.254.169.254/latest", "http://10.0.0.1/", "http://[::1]:9/"):
        site.says("/start", b"", 302, location=target)
        with (
            Client("Minutebook/test", interval=0, timeout=2) as client,
            pytest.raises(FetchError, match="not an address of the internet"),
        ):
            client.get(f"{site.root}/start", largest=10)

    assert paths(site) == ["/robots.txt", "/start"] * 3


def test_a_name_that_changes_its_mind_is_connected_to_where_it_was_checked(
    site: Site, monkeypatch
) -> None:
    """It is looked up once for a connection; a second look could find a machine inside."""
    answers = iter(["127.0.0.1", "10.0.0.1", "10.0.0.1"])
    names: list[str] = []
    look_up = socket.getaddrinfo

    def rebinding(host: str, *rest: object, **more: object) -> list[object]:
        if host != "rebind.thornmere.example":
            return look_up(host, *rest, **more)
        names.append(host)
        return look_up(next(answers), *rest, **more)

    monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    site.says("/robots.txt", b"")
    site.says("/a", b"public")
    port = site.server_address[1]
    with Client("Minutebook/test", interval=0, timeout=2) as client:
        reply = client.get(f"http://rebind.thornmere.example:{port}/a", largest=10)

    assert reply.data == b"public"
    assert len(names) == 1


def test_a_name_with_one_private_address_is_refused(site: Site, monkeypatch) -> None:
    """Even where another of its addresses is public."""
    look_up = socket.getaddrinfo

    def both(host: str, *rest: object, **more: object) -> list[object]:
        if host != "both.thornmere.example":
            return look_up(host, *rest, **more)
        return [*look_up("8.8.8.8", *rest, **more), *look_up("127.0.0.1", *rest, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with (
        Client("Minutebook/test", interval=0) as client,
        pytest.raises(FetchError, match=r"127\.0\.0\.1"),
    ):
        client.get("http://both.thornmere.example/", largest=1)

    assert site.asked == []


# What it does not put up with


def test_redirects_come_to_an_end(site: Site, client: Client) -> None:
    """After five; what they lead to is given with its own address."""
    for step in range(5):
        site.says(f"/{step}", b"", 302, location=f"/{step + 1}")
    site.says("/5", b"here")
    site.says("/round", b"", 301, location="/round")

    assert client.get(f"{site.root}/0", largest=10).url == f"{site.root}/5"
    with pytest.raises(FetchError, match="more than 5 times"):
        client.get(f"{site.root}/round", largest=10)


def test_large_replies_are_cut_off(site: Site, client: Client) -> None:
    """However long the server would go on."""

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65536)

    site.answers["/endless"] = endless

    with pytest.raises(FetchError, match="over the limit of 1,000,000 bytes"):
        client.get(f"{site.root}/endless", largest=1_000_000)


@pytest.mark.parametrize("part", ["headers", "body"])
def test_slow_replies_end_with_their_time(site: Site, client: Client, part: str) -> None:
    """Bytes that drip in one by one do not win more than one request's time."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(100):
            handler.wfile.write(b"y")
            handler.wfile.flush()
            time.sleep(0.1)

    site.answers["/slow"] = drip
    began = time.monotonic()

    with pytest.raises(NoAnswerError, match="within 1 seconds"):
        client.get(f"{site.root}/slow", largest=10_000)
    assert time.monotonic() - began < 3


def test_a_reply_shorter_than_announced_is_none(site: Site, client: Client) -> None:
    """A connection that breaks off gives no half documents."""

    def short(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")
        handler.close_connection = True

    site.answers["/short"] = short

    with pytest.raises(NoAnswerError, match="could not be read"):
        client.get(f"{site.root}/short", largest=10_000)


def test_compression_that_was_not_asked_for_is_refused(site: Site, client: Client) -> None:
    """Nothing is unpacked, so nothing can grow."""
    site.says("/a", b"\x1f\x8b", content_encoding="gzip")

    with pytest.raises(FetchError, match="compressed"):
        client.get(f"{site.root}/a", largest=100)


def test_a_machine_that_is_not_there_is_an_error_of_ours(client: Client) -> None:
    """No exception of a library's comes out."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    with pytest.raises(NoAnswerError, match="could not be read"):
        client.get(f"http://127.0.0.1:{port}/", largest=1)
    with pytest.raises(NoAnswerError, match="is not known"):
        client.get("http://no-such-host.invalid/", largest=1)


# What a site wishes


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_a_refusal_is_obeyed(site: Site, client: Client, status: int) -> None:
    """It is told apart from other failures, with the site's own words on when to come back."""
    site.says("/a", b"no", status, retry_after="3600")

    with pytest.raises(BlockedError, match=r"does not pretend.*3600") as refused:
        client.get(f"{site.root}/a", largest=100)
    assert refused.value.refuses_this == (status in (401, 403))


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"<html><head><title>Just a moment...</title></head></html>", {}),
        (b"<html><div class='cf-challenge'></div></html>", {}),
        (b"<html></html>", {"cf_mitigated": "challenge"}),
    ],
)
def test_a_challenge_is_not_taken(
    site: Site, client: Client, body: bytes, headers: dict[str, str]
) -> None:
    """A page that asks for a browser is a refusal, whatever its status."""
    site.says("/a", body, **headers)

    with pytest.raises(BlockedError, match="asks for a browser"):
        client.get(f"{site.root}/a", largest=1000)


@pytest.mark.parametrize("status", [302, 404, 410, 500])
def test_other_answers_are_told_by_their_status(site: Site, client: Client, status: int) -> None:
    """An error page is no document, nor is a redirect that leads nowhere."""
    site.says("/a", b"<html>gone</html>", status)

    with pytest.raises(StatusError, match=str(status)):
        client.get(f"{site.root}/a", largest=100)


def test_robots_are_obeyed(site: Site, client: Client) -> None:
    """By our own name, with wildcards, after redirects too; robots.txt is asked for once."""
    site.says(
        "/robots.txt",
        b"User-agent: *\nDisallow: /\n\nUser-agent: minutebook\nDisallow: /secret*.pdf$\n",
    )
    site.says("/a", b"open")
    site.says("/b", b"", 302, location="/secret1.pdf")
    site.says("/secret1.pdf", b"%PDF-")

    assert client.get(f"{site.root}/a", largest=10).data == b"open"
    for path in ("/secret1.pdf", "/b"):
        with pytest.raises(RobotsError, match=r"robots\.txt"):
            client.get(f"{site.root}{path}", largest=10)
    assert paths(site) == ["/robots.txt", "/a", "/b"]


def test_robots_may_ask_for_more_distance(site: Site, client: Client) -> None:
    """Their crawl delay counts where it is longer than our own."""
    site.says("/robots.txt", b"User-agent: *\nCrawl-delay: 0.2\n")
    site.says("/a", b"")
    client.get(f"{site.root}/a", largest=10)
    client.get(f"{site.root}/a", largest=10)
    moments = [moment for *_, moment in site.asked]

    assert moments[2] - moments[1] >= 0.2


def test_robots_that_fail_forbid_everything(site: Site, client: Client) -> None:
    """Nobody knows then what may be read."""
    site.says("/robots.txt", b"", 500)
    site.says("/a", b"open")

    with pytest.raises(FetchError, match="what may be read is not known"):
        client.get(f"{site.root}/a", largest=10)
    assert paths(site) == ["/robots.txt"]
