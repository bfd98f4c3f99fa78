"""Serves one of the apps on a free port of this machine, and saves its document.

    serve.py NAME FOLDER

FOLDER/NAME.json is the document, and FOLDER/NAME.url the address, which is written last."""

import importlib
import os
import socket
import sys
import threading
import time
import urllib.request


def main():
    name, folder = sys.argv[1:]
    module = importlib.import_module(f"apps.{name}_app")
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    threading.Thread(target=save, args=(url, module.DOCUMENT, os.path.join(folder, name)), daemon=True).start()
    if name in ASGI:
        import uvicorn

        server = uvicorn.Server(uvicorn.Config(module.app, log_level="warning"))
        server.run(sockets=[listener])
    else:
        from werkzeug.serving import make_server

        make_server("127.0.0.1", 0, module.app, threaded=True, fd=listener.fileno()).serve_forever()


ASGI = ["connexion", "fastapi", "litestar"]


def save(url, document, path):
    """Fetches the document as soon as the app answers."""
    request = urllib.request.Request(url + document, headers={"Accept": "application/json"})
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                content = response.read()
            break
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    with open(path + ".json", "wb") as file:
        file.write(content)
    with open(path + ".url.part", "w") as file:
        file.write(url)
    os.rename(path + ".url.part", path + ".url")


main()
