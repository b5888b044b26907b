"""A web server on this machine that answers as a test says, also badly."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bildungsregion.base.fetching import Reach


Answer = Callable[[BaseHTTPRequestHandler], None]


class LocalServer:
    """Answers by path; ``asked`` keeps (method, path, headers) of each request."""

    def __init__(self, httpd: ThreadingHTTPServer):
        self.httpd = httpd
        self.port = httpd.server_address[1]
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str, dict]] = []

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def reach(self) -> Reach:
        """This server under any name, and nothing else of this machine."""
        return Reach(
            resolve=lambda host, port: [host if host[0].isdigit() else "127.0.0.1"],
            may_reach=lambda address, port: (str(address), port) == ("127.0.0.1", self.port),
        )

    def say(self, path: str, status: int = 200, body: bytes = b"", **headers: str) -> None:
        """Answer this path with these words; header names with _ for -."""

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            if request.command != "HEAD":
                request.wfile.write(body)

        self.answers[path] = answer

    def asked_paths(self) -> list[str]:
        return [f"{method} {path}" for method, path, _headers in self.asked]


@contextmanager
def listening() -> Iterator[LocalServer]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            server.asked.append((self.command, self.path, dict(self.headers)))
            try:
                server.answers.get(self.path, lambda request: request.send_error(404))(self)
            except OSError:
                self.close_connection = True

        do_GET = do_HEAD = answer

        def log_message(self, *args):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    server = LocalServer(httpd)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
