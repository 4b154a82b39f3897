#!/usr/bin/env python3
"""An audience in parts, on this machine and on a cluster of it: python3 benches/cluster/cluster.py --binary FILE [--rows N]

Needs numpy and pyarrow, and a release build with the feature `cluster`:
cargo build --release --locked --features cluster

Writes N followers (10,000,000 by default) as Parquet in files of 500,000, and analyses them with `--engine local` on two
cores, on a cluster of one executor and on one of two, of one core each. Prints the wall time and processor time of each
and their ratios, the size of the files, and whether all answers are the same. Exits 1 where they are not.
"""

import argparse
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FILE_ROWS = 500_000
TARGET = json.dumps({"age": {"min": 27, "max": 49}, "region": ["KR-11"], "country": "KR"})


def followers(first, rows, rng):
    age = np.floor(18 + 60 * rng.random(rows) ** 1.6)
    young = age < 40
    stated = lambda share: rng.random(rows) < share
    text = lambda values, share: pa.array(np.where(stated(share), rng.choice(values, rows), None), pa.string())
    begin, day = 1_420_070_400, 86_400
    counts = lambda median: np.round(median * np.exp(3 * (rng.random(rows) - 0.5)))
    return pa.table({
        "id": pa.array([f"u{i:010}" for i in range(first, first + rows)]),
        "age": pa.array(age, mask=~stated(np.where(young, 0.35, 0.6))),
        "gender": text(["F", "male"], 0.8),
        "region": text(["KR-11", "KR-26", "KR-41", "KR-30"], 0.5),
        "education": text(["school", "college", "university"], 0.7),
        "attributes.hours": pa.array(np.round(20 + 25 * rng.random(rows) + 8 * young), mask=~stated(0.6)),
        "channels.facebook": pa.array(rng.random(rows) < 0.5, mask=~stated(0.4)),
        "account.created_at": pa.array((begin - rng.integers(0, day * 2000, rows)).astype("int64") * 1000, pa.timestamp("ms", "UTC")),
        "followed_at": pa.array((begin + rng.integers(0, day * 3000, rows)).astype("int64") * 1000, pa.timestamp("ms", "UTC")),
        "account.followers": counts(120),
        "account.following": counts(200),
        "account.posts": counts(300),
        "account.likes": counts(40),
    })


def write(folder, rows):
    rng = np.random.default_rng(1)
    for first in range(0, rows, FILE_ROWS):
        part = followers(first, min(FILE_ROWS, rows - first), rng)
        pq.write_table(part, os.path.join(folder, f"part-{first // FILE_ROWS:05}.parquet"), row_group_size=100_000, compression="zstd")


def free_ports():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start(binary, core, *arguments):
    command = ["taskset", "-c", str(core), binary, "cluster", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def analyze(binary, folder, engine, cores):
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = ["taskset", "-c", cores, binary, "analyze", folder, "--engine", engine, "--target", TARGET,
               "--as-of", "2026-06-30", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - begin, after.ru_utime - before.ru_utime, json.loads(done.stdout)


def on_cluster(binary, folder, executors):
    port = free_ports()
    roles = [start(binary, 0, "scheduler", "--listen", f"127.0.0.1:{port}")]
    time.sleep(2)
    for core in range(executors):
        roles.append(start(binary, core, "executor", "--scheduler", f"127.0.0.1:{port}",
                           "--listen", f"127.0.0.1:{free_ports()}", "--cores", "1"))
    time.sleep(3)
    try:
        return analyze(binary, folder, f"ballista://127.0.0.1:{port}", "0,1")
    finally:
        for role in roles:
            role.kill()
            role.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--rows", type=int, default=10_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write(folder, arguments.rows)
        size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
        print(f"{arguments.rows} followers, {size / arguments.rows:.0f} bytes each")
        local, cpu, answer = analyze(arguments.binary, folder, "local", "0,1")
        print(f"local, two cores: {local:.1f} s ({cpu:.1f} s of processor)")
        one, _, of_one = on_cluster(arguments.binary, folder, 1)
        print(f"one executor of one core: {one:.1f} s")
        two, _, of_two = on_cluster(arguments.binary, folder, 2)
        print(f"two executors of one core: {two:.1f} s; {two / local:.2f} of local; {one / two:.2f} times one executor")
        if not answer == of_one == of_two:
            sys.exit("the answers differ")


if __name__ == "__main__":
    main()
