"""The server: the studio as a page, a session for each who opens it.

Nothing is served from elsewhere, and nobody gets in without the token of the link. What a session
computes runs in a thread, so that one cannot keep the others waiting. What computes is imported
there too, and not before the first page has its files.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import uvicorn
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from seethrough.errors import SeethroughError
from seethrough.studio.limits import LARGEST, ORDINARY
from seethrough.studio.rooms import Rooms

if TYPE_CHECKING:
    from seethrough.studio.session import Session

log = logging.getLogger("seethrough.studio")
# a thread a core, since more get in one another's way; for exports, which may take seconds, one
THREADS = {False: os.cpu_count() or 1, True: 1}
PAUSE = 1.0  # seconds that the first page has for its files, and then for its first frames
LOOK = 100  # updates of the first settings, which are enough for the doctor
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
KINDS = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "txt": "text/plain",
}
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
FAULT = "Something went wrong inside the studio. It goes on; the terminal tells more."
REFUSED, BUSY = 4403, 4429  # codes that the page knows
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Studio:
    """The application and what it keeps.

    Parameters
    ----------
    token : what a link must hold
    hosts : names that a browser may call this server by; none means any
    """

    def __init__(self, token: str, hosts: Iterable[str] = LOOPBACK) -> None:
        self.token, self.hosts = token, frozenset(hosts)
        self.rooms = Rooms(lambda: _session(self._engine))
        self._engine = "reference"
        self._shown, self._pause = threading.Event(), threading.Event()
        self._files = dict(_files())
        routes = [
            Route("/", self._page),
            Route("/web/{name:path}", self._file),
            WebSocketRoute("/ws", self._socket),
        ]
        self.app = Starlette(routes=routes)
        self.app.add_middleware(Guard, studio=self)
        self._threads: dict[bool, anyio.CapacityLimiter] = {}

    def warm_up(self) -> None:
        """Load what people will wait for: a session, the doctor, the fused engine.

        Until that is compiled or loaded, runs begin with the reference.
        """
        self._shown.wait(PAUSE)
        made = _session("reference")
        self._pause.wait(PAUSE)
        made.run.go(LOOK)
        made.handle({"type": "diagnose"})
        _session("fused").handle({"type": "tick", "n": 1})
        _one_thread()  # SciPy, which came with these, too
        self._engine = "fused"

    def known(self, host: str) -> bool:
        """Whether a Host header names this server."""
        return not self.hosts or host.rsplit(":", 1)[0] in self.hosts

    def lets_in(self, token: str | None) -> bool:
        """Whether this is the link's token."""
        return secrets.compare_digest((token or "").encode(), self.token.encode())

    async def _page(self, request: Request) -> Response:
        if not self.lets_in(request.query_params.get("token")):
            return PlainTextResponse(
                "The link needs the token that `seethrough studio` printed. Copy the whole link.",
                status_code=403,
            )
        return Response(self._files["index.html"], media_type="text/html")

    async def _file(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._files:
            return PlainTextResponse("There is no such file.", status_code=404)
        return Response(self._files[name], media_type=KINDS[name.rpartition(".")[2]])

    async def _socket(self, socket: WebSocket) -> None:
        if not (self.lets_in(socket.query_params.get("token")) and _same_origin(socket)):
            await socket.close(REFUSED)
            return
        key = socket.query_params.get("key", "")
        await socket.accept()
        self._shown.set()  # who asks for a session has the page
        try:
            room, new = await run_sync(self.rooms.enter, key[:64] or secrets.token_hex(16))
        except SeethroughError as error:
            await socket.send_bytes(_encoded({"type": "error", "of": "hello", "text": str(error)}))
            await socket.close(BUSY)
            return
        await socket.send_bytes(_encoded({"type": "welcome", "new": new}))
        try:
            while True:
                frame = await _received(socket)
                room.used = self.rooms.now()
                for answer in await self._handled(room, frame):
                    await socket.send_bytes(answer)
        except WebSocketDisconnect:
            return  # the session waits for its page to come back

    async def _handled(self, room: Any, frame: bytes | str) -> list[bytes]:
        if not self._threads:
            self._threads = {drawn: anyio.CapacityLimiter(n) for drawn, n in THREADS.items()}
        return await run_sync(answers, room, frame, limiter=self._threads[_is_export(frame)])


class Guard:
    """Refuses hosts that are not this server, and gives every answer its headers."""

    def __init__(self, app: Any, studio: Studio) -> None:
        self._app, self._studio = app, studio

    async def __call__(  # noqa: D102 - ASGI's own
        self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Any]
    ) -> None:
        headers = dict(scope.get("headers", []))
        if scope["type"] != "lifespan" and not self._studio.known(
            headers.get(b"host", b"").decode("latin-1")
        ):
            refusal = PlainTextResponse("This host name is not the studio's.", status_code=400)
            await (refusal if scope["type"] == "http" else _closed)(scope, receive, send)
            return

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                pairs = [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]
                message = message | {"headers": [*message.get("headers", []), *pairs]}
            await send(message)

        await self._app(scope, receive, with_headers)


async def _closed(_: Any, __: Any, send: Callable[[Any], Any]) -> None:
    await send({"type": "websocket.close", "code": REFUSED})


def answers(room: Any, frame: bytes | str) -> list[bytes]:
    """What a frame from a page is answered with; junk is answered in words."""
    from seethrough.studio.wire import decode

    with room.lock:
        try:
            message, content = decode(frame)
            if len(frame) > ORDINARY and message.get("type") not in {"upload", "restore"}:
                message, content = {"type": "too large"}, b""
            return [_encoded(*answer) for answer in room.session.handle(message, content)]
        except SeethroughError as error:
            return [_encoded({"type": "error", "of": "", "text": str(error)})]
        except Exception:  # a fault of ours must not end the session of the person it meets
            log.exception("a message could not be answered")
            return [_encoded({"type": "error", "of": "", "text": FAULT})]


def _is_export(frame: bytes | str) -> bool:
    """Whether a page asks for a file, in the words that pages use."""
    return isinstance(frame, str) and frame.startswith('{"type":"export"')


def _encoded(message: Any, buffers: Any = ()) -> bytes:
    from seethrough.studio.wire import encode

    return encode(message, buffers)


async def _received(socket: WebSocket) -> bytes | str:
    """The next frame, text or bytes."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    content = message.get("bytes")
    return message["text"] if content is None else content


def _files() -> Iterator[tuple[str, bytes]]:
    """The page's own files by name; they are few and small, and stay in memory."""
    web = Path(str(resources.files("seethrough.studio"))) / "web"
    for path in web.rglob("*"):
        if path.is_file():
            yield path.relative_to(web).as_posix(), path.read_bytes()


def _same_origin(socket: WebSocket) -> bool:
    """Whether the page that opens the socket is our own."""
    origin, host = socket.headers.get("origin", ""), socket.headers.get("host", "")
    return origin in {f"http://{host}", f"https://{host}"}


def serve(host: str, port: int, ready: Callable[[str], None]) -> None:
    """Run until Ctrl-C; `ready` is given the link once it works.

    port : 0 for any that is free
    """
    token = secrets.token_urlsafe(12)
    studio = Studio(token, LOOPBACK if host in LOOPBACK else ())
    config = uvicorn.Config(
        studio.app,
        host=host,
        port=port,
        log_level="warning",
        ws_max_size=LARGEST,
        ws_per_message_deflate=False,
        ws=WebSocketsSansIOProtocol,
    )
    server = uvicorn.Server(config)

    def listening(link: str) -> None:
        ready(link)
        studio.warm_up()

    told = (server, host, token, listening)
    threading.Thread(target=_announce, args=told, daemon=True).start()
    server.run()


def _session(engine: str) -> Session:
    return _sessions()(engine=engine)


@cache
def _sessions() -> type[Session]:
    """What sessions are made by; imported when the first one is wanted."""
    from seethrough.studio.session import Session

    _one_thread()
    return Session


def _one_thread() -> None:
    """Hold each library that is loaded to one thread.

    The products are many and small: more threads only get in one another's way, and in other
    sessions'.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1)


def _announce(server: uvicorn.Server, host: str, token: str, ready: Callable[[str], None]) -> None:
    """Tell the link as soon as the server listens."""
    pause = threading.Event()
    while not (server.started and server.servers):
        if server.should_exit:
            return
        pause.wait(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    name = host if ":" not in host else f"[{host}]"
    ready(f"http://{name}:{port}/?token={token}")
