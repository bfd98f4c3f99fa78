"""Requests per second of the official Python client: `official_calls.py THREADS SECONDS`.

Needs CIVIS_API_ENDPOINT. Prints the rate only.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import OrderedDict

import civis

# Only what is called: the size of the specification matters at the start of a program only.
SPEC = OrderedDict(
    paths={"/users/me": {"get": {"summary": "Shows the user", "responses": {"200": {"description": "success"}}}}}
)


def main() -> None:
    threads, seconds = int(sys.argv[1]), float(sys.argv[2])
    client = civis.APIClient(api_key="bench", local_api_spec=SPEC)
    client.users.get_me()
    counts = [0] * threads
    start = time.monotonic()

    def call(index: int) -> None:
        while time.monotonic() - start < seconds:
            assert client.users.get_me().id == 5
            counts[index] += 1

    workers = [threading.Thread(target=call, args=(index,)) for index in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(sum(counts) / (time.monotonic() - start))


if __name__ == "__main__":
    main()
