"""The polite client: under its own name, one request at a time, to public addresses only."""

import math
import re
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from ipaddress import IPv4Address, IPv6Network, ip_address
from ssl import SSLContext
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore2
from protego import Protego

_NAME = "Minutebook"
_MOST_REDIRECTS = 5
_LARGEST_ROBOTS = 512 * 1024
_LONGEST_DELAY = 60.0  # seconds; what a robots.txt may ask for between two requests
_NAT64 = IPv6Network("64:ff9b::/96")
_REFUSALS = frozenset((401, 403, 429, 503))
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
# Pages that ask whether a person is reading, in place of the page that was asked for.
_CHALLENGE = re.compile(
    rb"<title>\s*Just a moment|cf-challenge|_cf_chl_opt|id=[\"']challenge-form"
    rb"|_Incapsula_Resource.{0,400}Request unsuccessful",
    re.IGNORECASE | re.DOTALL,
)
_URL_SAFE = "/%:@!$&'()*+,;=?~"


class FetchError(ValueError):
    """This address gave nothing that can be used; other addresses may."""


class NoAnswerError(FetchError):
    """No answer came, or not all of it; it may another time."""


class StatusError(FetchError):
    """The site answered, but not with what was asked for."""


class RobotsError(FetchError):
    """The site's robots.txt asks that this address be left alone."""


class BlockedError(FetchError):
    """The site does not want to be asked by a program; nothing more is asked of it.

    `refuses_this` where it said so of one address (401, 403), rather than of the hour.
    """

    def __init__(self, message: str, *, refuses_this: bool) -> None:
        super().__init__(message)
        self.refuses_this = refuses_this


@dataclass(frozen=True, slots=True)
class Reply:
    """What an address answered; `url` is the last one, after redirects."""

    url: str
    data: bytes


def user_agent(contact: str | None) -> str:
    """How requests are signed: the name, the version, and whom to write to."""
    if contact and not (contact.isascii() and contact.isprintable()):
        raise ValueError(
            f"the contact is {contact!r}; give an e-mail or web address in plain ASCII"
        )
    return f"{_NAME}/{version('minutebook')}" + (f" (+{contact})" if contact else "")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet, looking through those that carry another."""
    ip = ip_address(address)
    if ip.version == 6:
        carried = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            carried = IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = carried or ip
    return ip.is_global and not ip.is_multicast


class Client:
    """Asks for one address after another.

    `interval` is the least number of seconds between two requests, `timeout` the most that one
    request may take from name to last byte. Connections go to public addresses unless
    `allow_private`: checked on the address that is connected to, for every request and redirect.
    Proxies of the environment are not used, because behind one that cannot be checked.
    """

    def __init__(
        self,
        agent: str,
        *,
        interval: float = 1.0,
        timeout: float = 60.0,
        allow_private: bool = False,
    ) -> None:
        self._headers = [("User-Agent", agent), ("Accept", "*/*"), ("Accept-Encoding", "identity")]
        self._interval = interval
        self._timeout = timeout
        self._wire = _Wire(allow_private=allow_private)
        self._pool = httpcore2.ConnectionPool(network_backend=self._wire, max_connections=1)
        self._robots: dict[str, Protego] = {}
        self._asked = -math.inf

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    def get(self, url: str, *, largest: int) -> Reply:
        """What `url` answers, of at most `largest` bytes.

        BlockedError where the site refuses to be read, RobotsError where its robots.txt asks not
        to, StatusError for any other answer than success, FetchError where there is none.
        """
        status, reply = self._follow(url, largest, heed_robots=True)
        if not 200 <= status < 300:
            raise StatusError(f"{reply.url} answered {status}")
        return reply

    def _follow(self, url: str, largest: int, *, heed_robots: bool) -> tuple[int, Reply]:
        asked = url = normalise(url)
        for _ in range(_MOST_REDIRECTS + 1):
            if heed_robots:
                self._require_allowed(url)
            status, headers, data = self._ask(url, largest)
            _require_welcome(url, status, headers, data)
            if status not in _REDIRECTS or b"location" not in headers:
                return status, Reply(url, data)
            url = normalise(urljoin(url, headers[b"location"].decode("latin-1")))
        raise FetchError(
            f"{asked} leads from address to address, more than {_MOST_REDIRECTS} times"
        )

    def _require_allowed(self, url: str) -> None:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = robots = self._read_robots(f"{origin}/robots.txt")
            delay = robots.crawl_delay(_NAME) or 0.0
            self._interval = max(self._interval, min(float(delay), _LONGEST_DELAY))
        if not self._robots[origin].can_fetch(url, _NAME):
            raise RobotsError(f"{origin}/robots.txt asks programs not to read {url}")

    def _read_robots(self, url: str) -> Protego:
        """RFC 9309: a robots.txt that is not there forbids nothing; one that fails, everything."""
        status, reply = self._follow(url, _LARGEST_ROBOTS, heed_robots=False)
        if status >= 500:
            raise FetchError(
                f"{url} answered {status}, so what may be read is not known; try later"
            )
        return Protego.parse(reply.data.decode(errors="replace") if status < 300 else "")

    def _ask(self, url: str, largest: int) -> tuple[int, dict[bytes, bytes], bytes]:
        """One request, once its turn has come: status, headers by lower-case name, and body."""
        time.sleep(max(0.0, self._asked + self._interval - time.monotonic()))
        self._wire.deadline = time.monotonic() + self._timeout
        try:
            with self._pool.stream("GET", url, headers=self._headers) as response:
                headers = {name.lower(): value for name, value in response.headers}
                if headers.get(b"content-encoding", b"identity").lower() != b"identity":
                    raise FetchError(f"{url} is compressed, which was not asked for")
                return response.status, headers, _body(response, url, largest)
        except httpcore2.TimeoutException:
            raise NoAnswerError(
                f"{url} did not answer in full within {self._timeout:g} seconds"
            ) from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            reason = str(error) or type(error).__name__
            raise NoAnswerError(f"{url} could not be read ({reason})") from error
        finally:
            self._asked = time.monotonic()


def normalise(url: str) -> str:
    """An address as it can be asked for: links on pages hold spaces and line ends.

    FetchError where it is not of the web, or holds a password.
    """
    try:
        parts = urlsplit("".join(url.split("\n")).replace("\r", "").strip())
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError) as error:
        raise FetchError(f"{url!r} is not an address ({error})") from None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        raise FetchError(f"{url!r} is not an address that starts with https:// or http://")
    place = f"[{host}]" if ":" in host else host
    path, query = (quote(part, safe=_URL_SAFE) for part in (parts.path or "/", parts.query))
    return urlunsplit((parts.scheme, place + port, path, query, ""))


def _require_welcome(url: str, status: int, headers: dict[bytes, bytes], data: bytes) -> None:
    challenged = b"cf-mitigated" in headers or _CHALLENGE.search(data[:16384])
    if status not in _REFUSALS and not challenged:
        return
    later = headers.get(b"retry-after", b"").decode("latin-1")
    raise BlockedError(
        f"{url} {'asks for a browser' if challenged else f'answered {status}'}: the site does not"
        " want to be read by a program now, and Minutebook does not pretend to be a person; "
        + (f"try again after {later} (its own words)" if later else "try again another day")
        + ", or ask the council for the files and index their folder",
        refuses_this=status in (401, 403),
    )


def _body(response: httpcore2.Response, url: str, largest: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_stream():
        size += len(part)
        if size > largest:
            raise FetchError(f"{url} is over the limit of {largest:,} bytes")
        parts.append(part)
    return b"".join(parts)


class _Wire(httpcore2.SyncBackend):
    """Connections to addresses that were checked, with one deadline for all that a request does.

    A name is looked up once and the address found is the one connected to, so that it cannot
    mean another machine a moment later.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self.deadline = math.inf  # of time.monotonic

    def left(self) -> float:
        """Seconds that the request may still take."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the request took too long")
        return left

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        error: httpcore2.NetworkError | None = None
        for address in self._addresses(host, port):
            try:
                return _Stream(super().connect_tcp(address, port, self.left()), self)
            except httpcore2.ConnectError as failed:
                error = failed
        raise error or httpcore2.ConnectError(f"{host} has no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore2.ConnectError(f"the name {host} is not known: {error}") from None
        addresses = [str(place[0]) for *_, place in found]
        private = [address for address in addresses if not is_public(address)]
        if private and not self._allow_private:
            raise FetchError(
                f"{host} is {private[0]}, which is not an address of the internet; if you mean a"
                " machine of your own network, say --allow-private"
            )
        return addresses


class _Stream(httpcore2.NetworkStream):
    """A connection on which each wait ends with the request's time, however slowly bytes drip."""

    def __init__(self, stream: httpcore2.NetworkStream, wire: _Wire) -> None:
        self._stream = stream
        self._wire = wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._wire.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._wire.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._wire.left())
        return _Stream(stream, self._wire)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
