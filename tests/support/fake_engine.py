"""An engine without a model, for tests of who replaces whom: ``python -m tests.support.fake_engine MODEL PORT``.

The model is a text file: what it says decides how the engine behaves. "good" answers as it should; "dies" ends while
starting; "broken" cannot load; "silent" never listens; "wrong" understands nothing; "stranger" knows a topic of its own.
``turns-NAME`` beside the model holds the number of turns it is busy with.
"""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from handoff.content.sentences import sentences
from handoff.settings import ROOT


def main(model: Path, port: int) -> None:
    """Serve as ``model`` says."""
    manner = model.read_text().split()[0]
    if manner == "dies":
        sys.exit(3)
    if manner == "silent":
        time.sleep(600)
    labels = {text: topic for _, topic, text in sentences(ROOT)}

    class Door(BaseHTTPRequestHandler):
        def answer(self, status: int, body: object) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def do_GET(self) -> None:
            busy = model.parent / f"turns-{model.name}"
            turns = int(busy.read_text()) if busy.exists() else 0
            self.answer(503 if manner == "broken" else 200, {"ready": manner != "broken", "turns": turns})

        def do_POST(self) -> None:
            texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["texts"]
            other = {"wrong": "ask_privacy", "stranger": "sell_houses"}.get(manner)
            self.answer(200, {"parses": [{"parts": [{"topic": other or labels[t]}]} for t in texts]})

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    ThreadingHTTPServer(("127.0.0.1", port), Door).serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
