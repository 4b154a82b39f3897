#!/usr/bin/env python3
"""How much memory the service takes while many ask for the fit of a large stored audience at once.

    python3 benches/load/memory.py [--rows 20000000] [--parallel 60] [--memory-mib 2700] [--max-rss-mib 1536]
                                   [--max-wait-seconds 1] [--binary target/release/audience-fit]

Starts the service on a port of loopback with a data folder of its own, uploads an audience of so many rows, sends the
requests all at once, and again those that are answered 503, until all have an answer. Meanwhile another agency asks for
the fit of an audience of 1,000. Prints the peak of the service's memory and the longest wait of the other agency, and ends
with 1 where a request was cut or either is above its bound. Linux only (it reads /proc).
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

TARGET = urllib.parse.quote(json.dumps({"age": {"min": 27, "max": 49}, "country": "KR"}))
ROWS_A_CHUNK = 50_000


def rows(count: int, with_ids: bool):
    """The audience as CSV, piece by piece."""
    yield ("id,age,region\n" if with_ids else "age,region\n").encode()
    for first in range(0, count, ROWS_A_CHUNK):
        numbers = range(first, min(first + ROWS_A_CHUNK, count))
        name = (lambda i: f"f{i},") if with_ids else (lambda i: "")
        # Some state no age, so that there is something to estimate.
        age = lambda i: "" if i % 11 == 0 else 18 + i * 7919 % 60
        yield "".join(f"{name(i)}{age(i)},KR-{11 if i % 3 else 26}\n" for i in numbers).encode()


class Service:
    def __init__(self, binary: pathlib.Path, folder: str, memory_mib: int, log: pathlib.Path):
        self.log = log.open("w", encoding="utf-8")
        scopes = ["--scope", "write,exact", "--label", "load"]
        key = lambda agency: ["keys", "create", "--agency", agency, "--data-dir", folder, *scopes]
        made = lambda agency: subprocess.run([binary, *key(agency)], capture_output=True, text=True, check=True).stdout
        self.keys = {agency: re.search(r"afk_\S+", made(agency))[0] for agency in ("large", "small")}
        arguments = ["serve", "--listen", "127.0.0.1:0", "--data-dir", folder, "--rate-per-minute", "0", "--threads", "2"]
        arguments += ["--memory-mib", str(memory_mib), "--max-upload-mib", "8192"]
        # As the unit and the image start it.
        environment = os.environ | {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "65536"}
        self.process = subprocess.Popen([binary, *arguments], stderr=subprocess.PIPE, text=True, env=environment)
        for line in self.process.stderr:
            if "listens on http://" in line:
                host = line.split("http://")[1].split(";")[0].split()[0]
                self.host, self.port = host.split(":")[0], int(host.split(":")[1])
                break
        threading.Thread(target=lambda: [self.log.write(line) for line in self.process.stderr], daemon=True).start()

    def peak_mib(self) -> float:
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def ask(self, method: str, path: str, body=None, headers=None, timeout: float = 3600, agency="large"):
        headers = (headers or {}) | {"authorization": f"Bearer {self.keys[agency]}"}
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=headers, encode_chunked=body is not None)
            answer = connection.getresponse()
            return answer.status, answer.getheader("retry-after"), answer.read()
        finally:
            connection.close()

    def stop(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def fit(service: Service, path: str, counts: dict, lock: threading.Lock):
    while True:
        try:
            status, retry_after, body = service.ask("GET", path)
        except OSError as error:
            status, retry_after, body = 0, None, str(error).encode()
        with lock:
            counts[status] = counts.get(status, 0) + 1
        if status != 503:
            if status != 200 and counts[status] == 1:
                print(f"{status}: {body[:300]!r}", file=sys.stderr)
            return
        time.sleep(float(retry_after))


def upload(service: Service, count: int, with_ids: bool, agency: str) -> str:
    headers = {"content-type": "text/csv", "transfer-encoding": "chunked"}
    path = "/v1/audiences?as_of=2026-11-01"
    status, _, body = service.ask("POST", path, rows(count, with_ids), headers, agency=agency)
    if status != 201:
        raise SystemExit(f"the upload was answered {status}: {body[:300]!r}")
    return f"/v1/audiences/{json.loads(body)['id']}/fit?target={TARGET}"


def ask_beside(service: Service, path: str, waits: list, done: threading.Event):
    """The other agency asks until the large fits are done."""
    while not done.wait(0.2):
        began = time.monotonic()
        status, _, _ = service.ask("GET", path, agency="small")
        waits.append((time.monotonic() - began, status))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--parallel", type=int, default=60)
    parser.add_argument("--memory-mib", type=int, default=2700)
    parser.add_argument("--max-rss-mib", type=float, default=1536)
    parser.add_argument("--max-wait-seconds", type=float, default=1)
    parser.add_argument("--ids", action="store_true", help="give every row an id")
    parser.add_argument("--binary", type=pathlib.Path, default=pathlib.Path("target/release/audience-fit"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        service = Service(given.binary, folder, given.memory_mib, pathlib.Path(folder) / "log")
        try:
            return measure(service, given)
        finally:
            service.stop()


def measure(service: Service, given) -> int:
    began = time.monotonic()
    path, small = upload(service, given.rows, given.ids, "large"), upload(service, 1000, False, "small")
    print(f"upload of {given.rows} rows: {time.monotonic() - began:.0f} s, peak {service.peak_mib():.0f} MiB", flush=True)
    counts, lock, waits, done = {}, threading.Lock(), [], threading.Event()
    began = time.monotonic()
    fit(service, path, {}, lock)
    print(f"one fit: {time.monotonic() - began:.0f} s, peak {service.peak_mib():.0f} MiB", flush=True)
    began = time.monotonic()
    threads = [threading.Thread(target=fit, args=(service, path, counts, lock)) for _ in range(given.parallel)]
    beside = threading.Thread(target=ask_beside, args=(service, small, waits, done))
    for thread in [*threads, beside]:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    beside.join()
    peak = service.peak_mib()
    answers = ", ".join(f"{n} x {status}" for status, n in sorted(counts.items()))
    print(f"{given.parallel} fits at once: {time.monotonic() - began:.0f} s, {answers}; peak {peak:.0f} MiB")
    longest = max(wait for wait, _ in waits)
    refused = sum(status != 200 for _, status in waits)
    print(f"another agency: {len(waits)} fits of 1,000 people meanwhile, {refused} refused, {longest:.2f} s at most")
    is_fair = refused == 0 and longest <= given.max_wait_seconds
    return 0 if counts.get(200) == given.parallel and peak <= given.max_rss_mib and is_fair else 1


if __name__ == "__main__":
    sys.exit(main())
