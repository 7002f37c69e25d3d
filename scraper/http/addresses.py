"""Connect to public addresses only: resolve once, judge, and connect to that very address.

A second look-up could answer differently (DNS rebinding), so the judged address is the one that is dialled.
TLS still checks the certificate against the host name.
"""

import ipaddress
import socket
import sys
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.poolmanager import PoolManager

from scraper.errors import Refused
from scraper.http.deadline import Wire

Allowed = frozenset[tuple[str, int]]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Whether the address, and any IPv4 address wrapped in it, is on the public internet."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return True
    wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return all(inner.is_global and not inner.is_multicast for inner in wrapped if inner is not None)


class GuardedAdapter(HTTPAdapter):
    """A requests adapter with one connection, to public addresses and to `allow` only."""

    def __init__(self, allow: Allowed, wire: Wire) -> None:
        self._pool_classes = _pool_classes(allow, wire)
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0, pool_block=True)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pool_classes


def _pool_classes(allow: Allowed, wire: Wire) -> dict[str, type[HTTPConnectionPool]]:
    """urllib3 makes connections by class, so the guard's settings live in classes made for it."""

    class GuardedHTTP(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, allow, wire)

        def close(self) -> None:
            wire.release()
            super().close()

    class GuardedHTTPS(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, allow, wire)

        def close(self) -> None:
            wire.release()
            super().close()

    class GuardedHTTPPool(HTTPConnectionPool):
        ConnectionCls = GuardedHTTP

    class GuardedHTTPSPool(HTTPSConnectionPool):
        ConnectionCls = GuardedHTTPS

    return {"http": GuardedHTTPPool, "https": GuardedHTTPSPool}


def _connect(connection: HTTPConnection, allow: Allowed, wire: Wire) -> socket.socket:
    wire.dialled += 1
    found = _resolve(connection)
    for _, address in found:
        if (address[0], connection.port) not in allow and not is_public(address[0]):
            raise Refused(f"{connection.host} leads to {address[0]}, which is not a public address", connection.host)
    failure: OSError | None = None
    for family, address in found:
        wire.check()
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(connection.timeout)
            for option in connection.socket_options or ():
                sock.setsockopt(*option)
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
            continue
        wire.watch(sock)
        sys.audit("http.client.connect", connection, connection.host, connection.port)
        return sock
    if isinstance(failure, TimeoutError):
        raise ConnectTimeoutError(connection, f"no connection to {connection.host} in time") from failure
    raise NewConnectionError(connection, f"no connection to {connection.host}: {failure}") from failure


def _resolve(connection: HTTPConnection) -> list[tuple[int, tuple[Any, ...]]]:
    """Family and socket address of each address of the host; the first item of the latter is the address itself."""
    try:
        found = socket.getaddrinfo(connection.host.strip("[]"), connection.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
        raise NameResolutionError(connection.host, connection, reason) from error
    return list(dict.fromkeys((int(family), tuple(address)) for family, _, _, _, address in found))
