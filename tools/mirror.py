"""Plays a mirror of Playwright's downloads for one command: python3 mirror.py FOLDER COMMAND...

Every address answers with FOLDER as a zip. For tools/bare.sh; needs nothing but Python.
"""

import os
import shutil
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory


def main(folder: Path, command: list[str]) -> int:
    """Serve a folder while a command runs, and return the exit code of that."""
    with TemporaryDirectory() as temporary:
        archive = Path(temporary, "archive.zip")
        with zipfile.ZipFile(archive, "w") as packed:
            for file in sorted(folder.rglob("*")):
                packed.write(file, file.relative_to(folder))

        class Mirror(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the name that http.server calls
                self.send_response(200)
                self.send_header("Content-Length", str(archive.stat().st_size))
                self.end_headers()
                with archive.open("rb") as file:
                    shutil.copyfileobj(file, self.wfile)

        with ThreadingHTTPServer(("127.0.0.1", 0), Mirror) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_port}"
            direct = {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
            ended = subprocess.run(
                command,
                env={**os.environ, **direct, "PLAYWRIGHT_DOWNLOAD_HOST": address},
                check=False,
            )
            server.shutdown()
        return ended.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
