#!/usr/bin/env python3
"""Load on a service of this computer: python3 benches/load/load.py [--short] [--binary FILE]

Needs wrk. Starts the service itself, on a free port of the loopback, and prints tables: requests a second and their
times with 2, 16 and 64 connections, for analyses of 100 profiles, for a recommendation that was asked for before, for the
packed OpenAPI document and for /health/live of the same service, which is the reference of the same run; requests answered
beside 10,000 idle connections; memory over 100,000 requests; and, of a service of its own, the most memory that an upload of
1 GiB took. Exits 1 where a request failed, an idle connection was lost, memory grew, or the upload took 128 MiB.
"""

import argparse
import http.client
import json
import os
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PROFILES = 100
CONNECTIONS = (2, 16, 64)
# Memory may grow by so much over the requests after the first tenth of them, before it is called growth.
GROWTH, GROWTH_MIB = 1.15, 24
# The service may hold so much when an upload has passed through it, whatever the upload's size.
UPLOAD_MIB = 128


def question():
    """100 made-up followers, most of whom declare their age and income, and a panel of half as many."""
    person = lambda i: {
        "age": 20 + i * 7 % 50,
        "income": {"median_ratio": round(0.3 + i * 13 % 17 / 10, 2)},
        "attributes": {"hours": i * 11 % 60, "sector": "abc"[i % 3]},
    }
    hidden = lambda i: {"attributes": person(i)["attributes"]}
    profiles = [{"id": f"f{i}", **(person(i) if i % 3 else hidden(i))} for i in range(PROFILES)]
    panel = [person(i * 3 + 1) for i in range(PROFILES // 2)]
    target = {"preset": "under-middle-class-late-20s-to-40s", "country": "KR"}
    return {"profiles": profiles, "panel": panel, "target": target, "min_share": 0.3}


class Service:
    def __init__(self, binary, folder):
        log = os.path.join(folder, "log")
        command = [binary, "serve", "--listen", "127.0.0.1:0", "--data-dir", os.path.join(folder, "data"), "--log", "warn"]
        # Requests whose caller has gone keep their places: the default of 64 would be too few after a round of 64.
        command += ["--queue", "256", "--rate-per-minute", "0"]
        self.process = subprocess.Popen(command, stderr=open(log, "w"))
        for _ in range(300):
            found = re.search(r"http://127\.0\.0\.1:(\d+)", open(log).read())
            if found:
                self.port = int(found[1])
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        sys.exit(f"the service did not start:\n{open(log).read()}")

    def memory_mib(self, which="VmRSS"):
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(rf"{which}:\s+(\d+) kB", status)[1]) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def ask(service, path, connections, seconds, body=None, is_packed=False):
    """Requests a second, p50 and p99 in milliseconds, requests, errors."""
    command = ["wrk", "--threads", str(min(2, connections)), "--connections", str(connections), "--latency"]
    command += ["--duration", f"{seconds}s", "--timeout", "30s", "--script", os.path.join(HERE, "analyses.lua")]
    command += [f"http://127.0.0.1:{service.port}{path}", "--", body or ""] + (["gzip"] if is_packed else [])
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    requests, microseconds, p50, p99, errors = map(int, re.search(r"FIGURES (.*)", printed)[1].split())
    return requests / microseconds * 1e6, p50 / 1e3, p99 / 1e3, requests, errors


def idle(service, number):
    """Connections that were used once and are kept open."""
    held = []
    for _ in range(number):
        connection = socket.create_connection(("127.0.0.1", service.port))
        connection.sendall(b"GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n")
        held.append(connection)
    for connection in held:
        assert connection.recv(65536).startswith(b"HTTP/1.1 200"), "an idle connection was refused"
    return held


def is_open(connection):
    connection.setblocking(False)
    try:
        return bool(connection.recv(1))
    except BlockingIOError:
        return True
    except OSError:
        return False


def followers(mib):
    """So many MiB of NDJSON in pieces, with ids of their own, a tenth of them with nothing but an id."""
    sent, i = 0, 0
    while sent < mib << 20:
        piece = "".join(
            f'{{"id":"follower-{j}","age":{16 + j * 7 % 70},"region":"KR-{11 + j % 17}","household_size":{1 + j % 5},'
            f'"income":{{"band":{{"min":{j % 9 * 1000000},"max":{(j % 9 + 1) * 1000000}}},"currency":"KRW",'
            f'"period":"month","scope":"household"}},"attributes":{{"sector":"{"abcdef"[j % 6]}","hours":{j * 11 % 60}}},'
            f'"account":{{"followers":{j * 13 % 5000},"following":{j * 17 % 900}}}}}\n'
            if j % 10
            else f'{{"id":"follower-{j}"}}\n'
            for j in range(i, i + 2000)
        ).encode()
        sent, i = sent + len(piece), i + 2000
        yield piece


def upload(service, mib):
    """Profiles kept of an upload that was sent as it was made."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=600)
    headers = {"content-type": "application/x-ndjson"}
    connection.request("POST", "/v1/audiences", followers(mib), headers, encode_chunked=True)
    answer = connection.getresponse()
    told = json.load(answer)
    assert answer.status == 201 and told["rejected"] == 0, told
    return told["profiles"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true", help="a fiftieth of it, to prove that it runs")
    parser.add_argument("--binary", default="target/release/audience-fit")
    arguments = parser.parse_args()
    seconds, idle_connections, many, upload_mib = (1, 200, 2_000, 48) if arguments.short else (10, 10_000, 100_000, 1024)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        body = os.path.join(folder, "body.json")
        json.dump(question(), open(body, "w"))
        recommendation = os.path.join(folder, "recommendation.json")
        json.dump({"target": question()["target"], "constraints": {"hours_per_week": 16}}, open(recommendation, "w"))
        service = Service(arguments.binary, folder)
        try:
            asked_for = {
                "/health/live": (None, False),
                "/openapi.json": (None, True),
                "/v1/recommendations": (recommendation, False),
                # Last, for those whose callers have gone are still worked on for a while.
                "/v1/analyses": (body, False),
            }
            for path, given in asked_for.items():
                ask(service, path, 2, 1, *given)
            print(f"{'':20} connections  requests/s   p50 ms   p99 ms  errors  of the reference")
            for connections in CONNECTIONS:
                figures = {path: ask(service, path, connections, seconds, *given) for path, given in asked_for.items()}
                for name, (rate, p50, p99, _, errors) in figures.items():
                    share = f"{rate / figures['/health/live'][0]:.4f}"
                    print(f"{name:20} {connections:11} {rate:11.1f} {p50:8.2f} {p99:8.2f} {errors:7}  {share}")
                    if errors:
                        faults.append(f"{errors} requests of {name} failed with {connections} connections")

            before = service.memory_mib()
            held = idle(service, idle_connections)
            rate, p50, p99, requests, errors = ask(service, "/health/live", 16, 1)
            opened = sum(map(is_open, held))
            print(f"\n{opened} of {idle_connections} idle connections open after {requests} requests beside them:")
            print(f"{rate:.1f} requests/s, p50 {p50:.2f} ms, p99 {p99:.2f} ms, {errors} errors,", end=" ")
            print(f"{service.memory_mib() - before:.1f} MiB more memory")
            if errors or opened < idle_connections:
                faults.append("idle connections were lost, or requests beside them")
            for connection in held:
                connection.close()

            print("\nrequests so far   memory MiB")
            asked, seen = 0, []
            while asked < many or len(seen) < 2:
                for path, given in (("/health/live", None), ("/v1/analyses", body)):
                    _, _, _, requests, errors = ask(service, path, 16, 1, given)
                    asked += requests
                    if errors:
                        faults.append(f"{errors} requests of {path} failed")
                seen.append(service.memory_mib())
                print(f"{asked:15} {seen[-1]:12.1f}")
            first = seen[len(seen) // 10]
            if seen[-1] > GROWTH * first + GROWTH_MIB:
                faults.append(f"memory grew from {first:.1f} to {seen[-1]:.1f} MiB")
        finally:
            service.stop()
    with tempfile.TemporaryDirectory() as folder:
        service = Service(arguments.binary, folder)
        try:
            started = time.monotonic()
            kept = upload(service, upload_mib)
            took, peak = time.monotonic() - started, service.memory_mib("VmHWM")
            print(f"\nan upload of {upload_mib} MiB of NDJSON, {kept:,} followers: {upload_mib / took:.1f} MiB/s,", end=" ")
            print(f"at most {peak:.1f} MiB of memory")
            if peak >= UPLOAD_MIB:
                faults.append(f"an upload of {upload_mib} MiB took {peak:.1f} MiB of memory")
        finally:
            service.stop()
    for fault in faults:
        print(f"FAULT: {fault}", file=sys.stderr)
    sys.exit(bool(faults))


main()
