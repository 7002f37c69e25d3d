"""One request and its whole answer, within time and size, over one guarded connection. Nothing is retried here."""

from collections.abc import Callable, Iterable, Iterator
from http.cookiejar import DefaultCookiePolicy

import requests
import urllib3

from scraper.errors import Cut, DeadlinePassed, FetchError, Unreachable
from scraper.http.addresses import Allowed, GuardedAdapter
from scraper.http.deadline import Wire
from scraper.http.decode import read_body
from scraper.http.page import Page
from scraper.settings import Settings

_CHUNK = 65_536


class _Session(requests.Session):
    """requests reads the whole body of a redirect, without a limit, even when told not to follow it."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002 - the name is theirs
        return None


class Transport:
    """The connection to one host; not for two threads at once."""

    def __init__(self, settings: Settings, allow: Allowed) -> None:
        self._settings = settings
        self._wire = Wire()
        self._session = _Session()
        self._session.trust_env = False  # a proxy would resolve names past the address guard
        self._session.headers.clear()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, GuardedAdapter(allow, self._wire))

    def exchange(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        data: bytes | None = None,
        *,
        first_bytes: int | None = None,
        on_bytes: Callable[[int], None],
    ) -> Page:
        """The answer, whatever its status, or a FetchError. Redirects are not followed.

        `first_bytes` keeps that many of the decoded body and drops the rest. `on_bytes` is told of all that arrives.
        """
        try:
            with self._wire.deadline(self._settings.deadline):
                response = self._send_afresh(method, url, headers, data)
                page = self._receive(url, response, first_bytes, on_bytes)
                self._wire.check()
            return page
        except FetchError as error:
            if self._wire.is_over:
                message = f"the answer was not whole after {self._settings.deadline:g} s"
                raise DeadlinePassed(message, url) from error
            error.subject = url
            raise

    def close(self) -> None:
        self._session.close()
        self._wire.release()

    def _send_afresh(self, method: str, url: str, headers: dict[str, str], data: bytes | None) -> requests.Response:
        """Send; once more when it was only that the host had closed the connection kept from last time."""
        dialled = self._wire.dialled
        try:
            return self._send(method, url, headers, data)
        except Unreachable as error:
            is_stale = self._wire.dialled == dialled and isinstance(_innermost(error), ConnectionError)
            if not is_stale or self._wire.is_over:
                raise
            return self._send(method, url, headers, data)

    def _send(self, method: str, url: str, headers: dict[str, str], data: bytes | None) -> requests.Response:
        settings = self._settings
        timeout = (min(settings.connect_timeout, settings.deadline), min(settings.read_timeout, settings.deadline))
        try:
            return self._session.request(
                method,
                url,
                headers={"User-Agent": settings.user_agent, **headers},
                data=data,
                timeout=timeout,
                stream=True,
                allow_redirects=False,
            )
        except requests.exceptions.Timeout as error:
            raise DeadlinePassed("no answer in time", url) from error
        except requests.exceptions.SSLError as error:
            raise Unreachable(f"TLS failed ({_reason(error)})", url) from error
        except requests.exceptions.RequestException as error:
            raise Unreachable(f"no usable connection ({_reason(error)})", url) from error

    def _receive(
        self, url: str, response: requests.Response, first_bytes: int | None, on_bytes: Callable[[int], None]
    ) -> Page:
        headers = {name.lower(): value for name, value in response.headers.items()}
        try:
            body = read_body(
                _metered(response.raw.stream(_CHUNK, decode_content=False), on_bytes),
                headers.get("content-encoding", ""),
                max_wire=self._settings.max_wire_bytes,
                max_decoded=first_bytes or self._settings.max_decoded_bytes,
                keep_first=first_bytes is not None,
            )
        except urllib3.exceptions.ReadTimeoutError as error:
            raise DeadlinePassed("the answer stopped half-way", url) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Cut(f"the answer broke off ({_reason(error)})", url) from error
        finally:
            response.close()
        is_length_known = not headers.keys().isdisjoint(("content-length", "transfer-encoding", "content-encoding"))
        return Page(url, response.status_code, headers, body, is_length_known)


def _metered(chunks: Iterable[bytes], on_bytes: Callable[[int], None]) -> Iterator[bytes]:
    for chunk in chunks:
        on_bytes(len(chunk))
        yield chunk


def _reason(error: BaseException) -> str:
    """The innermost cause in a few words; the outer ones repeat it with the memory addresses of objects."""
    inner = _innermost(error)
    return f"{type(inner).__name__}: {inner}" if str(inner) else type(inner).__name__


def _innermost(error: BaseException) -> BaseException:
    while inner := error.__cause__ or error.__context__:
        error = inner
    return error
