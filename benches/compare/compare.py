#!/usr/bin/env python3
"""The same followers read and analysed here and elsewhere: python3 benches/compare/compare.py [--rows N] [--binary FILE]

Needs `pip install polars duckdb scikit-learn pyarrow quapy`. Makes followers up, the same at every run, as
NDJSON, CSV and Parquet, and prints for each: wall time and time on processors, the least of three runs, and the ratio to
Polars' reading of the same file in the same run. Every job runs in a process of its own; reading starts from a warm page
cache. Nothing fails for being slow.

The jobs: `audience-fit analyze` with one thread and with all, which reads, finds segments, audits the followers, estimates
the share with its interval and ranks channels; Polars reading the file alone; DuckDB reading it alone; Polars, and DuckDB,
with scikit-learn reading it, finding clusters and estimating the share by a logistic regression, without an interval; and
Polars with QuaPy reading it and estimating the share alone, with an interval.
"""

import argparse
import csv
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time

ROUNDS = 3
TARGET = ["--target", "under-middle-class-late-20s-to-40s", "--country", "US"]
REGIONS = ["US-CA", "US-TX", "US-FL", "US-NY", "US-PA", "US-IL", "US-OH", "US-GA", "US-NC", "US-MI"]
EDUCATIONS = ["primary", "secondary", "some_college", "college", "postgraduate"]
COLUMNS = ["id", "age", "income.amount", "income.currency", "income.period", "income.scope", "household_size", "gender",
           "region", "education", "account.followers", "account.following", "account.posts", "account.created_at",
           "followed_at"]

READ = {
    "polars": {
        "ndjson": "import polars as pl; pl.read_ndjson(FILE)",
        "csv": "import polars as pl; pl.read_csv(FILE)",
        "parquet": "import polars as pl; pl.read_parquet(FILE)",
    },
    "duckdb": {
        "ndjson": "import duckdb; duckdb.sql(f\"create table t as select * from read_json('{FILE}')\")",
        "csv": "import duckdb; duckdb.sql(f\"create table t as select * from read_csv('{FILE}')\")",
        "parquet": "import duckdb; duckdb.sql(f\"create table t as select * from read_parquet('{FILE}')\")",
    },
}
# What an analyst would write: clusters of the covariates, and the share among those who do not state age and income from
# those who do.
COVARIATES = """
import numpy as np, polars as pl
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
frame = READ
if "account" in frame.columns:
    frame = frame.unnest("account").with_columns(amount=pl.col("income").struct.field("amount"))
else:
    frame = frame.rename({"income.amount": "amount", "account.followers": "followers", "account.following": "following",
                          "account.posts": "posts"})
x = frame.select("household_size", "gender", "region", "education", "followers", "following", "posts")
x = x.with_columns(pl.col("followers", "following", "posts").log1p()).to_dummies(["gender", "region", "education"])
x = StandardScaler().fit_transform(x.to_numpy())
known = frame["age"].is_not_null().to_numpy()
member = (frame["age"].is_between(27, 49) & (frame["amount"] < 0.75 * 80_610)).fill_null(False).to_numpy()
"""
CLUSTERS_AND_SHARE = """
sample = np.random.default_rng(0).choice(len(x), min(len(x), 20_000), replace=False)
clusters = KMeans(5, n_init=10, random_state=0).fit(x[sample]).predict(x)
model = LogisticRegression(max_iter=200).fit(x[known], member[known])
share = (member[known].sum() + model.predict_proba(x[~known])[:, 1].sum()) / len(x)
sizes = np.bincount(clusters)
"""
# The share alone, by a method made for shares, with an interval: adjusted counts of probabilities (Bella and others 2010) with
# a bootstrap.
QUANTIFY = """
from quapy.method.aggregative import PACC
from quapy.method.confidence import AggregativeBootstrap
model = AggregativeBootstrap(PACC(LogisticRegression(max_iter=200)), n_test_samples=200, confidence_level=0.9, random_state=0)
share, interval = model.fit(x[known], member[known].astype(int)).predict_conf(x[~known])
share = (member[known].sum() + share[1] * (~known).sum()) / len(x)
"""


def person(number, rng):
    age = min(max(rng.gauss(41, 14), 16), 90)
    schooling = rng.randrange(5)
    income = 42_000 * rng.lognormvariate(0, 0.6) * (1 - abs(age - 48) / 80) * (0.6 + 0.25 * schooling)
    made = {"id": f"u{number}"}
    if rng.random() < 0.3:
        made["age"] = int(age)
        made["income"] = {"amount": int(income), "currency": "USD", "period": "year", "scope": "household"}
    made["household_size"] = rng.randint(1, 5)
    made["gender"] = "female" if rng.random() < 0.52 else "male"
    made["region"] = rng.choices(REGIONS, weights=range(10, 0, -1))[0]
    made["education"] = EDUCATIONS[schooling]
    count = lambda: int(rng.lognormvariate(5, 1.4))
    day = lambda first, last: f"{rng.randint(first, last)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    made["account"] = {"followers": count(), "following": count(), "posts": count(), "created_at": day(2011, 2024)}
    made["followed_at"] = day(2025, 2025)
    return made


def write(paths, rows):
    import polars

    rng = random.Random(20_260_630)
    with open(paths["ndjson"], "w") as lines, open(paths["csv"], "w", newline="") as table:
        cells = csv.writer(table)
        cells.writerow(COLUMNS)
        for number in range(rows):
            made = person(number, rng)
            lines.write(json.dumps(made) + "\n")
            value = lambda name, of=None: (made.get(of) or {}).get(name, "") if of else made.get(name, "")
            cells.writerow(value(*reversed(column.split("."))) for column in COLUMNS)
    polars.read_csv(paths["csv"]).write_parquet(paths["parquet"])


def run(command, environment=None):
    """Wall time, time on processors and most memory of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {command}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def python(code, path):
    return [sys.executable, "-c", code.replace("{FILE}", path).replace("FILE", repr(path))]


def jobs(binary, kind, path):
    analyse = [binary, "analyze", path, *TARGET, "--format", "json"]
    reading = READ["polars"][kind].split("; ")[1].replace("FILE", repr(path))
    by_duckdb = f"__import__('duckdb').sql(\"select * from read_{ {'ndjson': 'json'}.get(kind, kind) }('{path}')\").pl()"
    return {
        "audience-fit, 1 thread": (analyse, {"RAYON_NUM_THREADS": "1"}),
        "audience-fit": (analyse, {}),
        "polars, reading alone": (python(READ["polars"][kind], path), {}),
        "duckdb, reading alone": (python(READ["duckdb"][kind], path), {}),
        "polars and scikit-learn": ([sys.executable, "-c", COVARIATES.replace("READ", reading) + CLUSTERS_AND_SHARE], {}),
        "duckdb and scikit-learn": ([sys.executable, "-c", COVARIATES.replace("READ", by_duckdb) + CLUSTERS_AND_SHARE], {}),
        "polars and QuaPy": ([sys.executable, "-c", COVARIATES.replace("READ", reading) + QUANTIFY], {}),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--binary", default="target/release/audience-fit")
    parser.add_argument("--markdown", action="store_true", help="print the table of docs/PERFORMANCE.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = {kind: os.path.join(folder, f"followers.{kind}") for kind in ("ndjson", "csv", "parquet")}
        # Apart, for a process begins with the memory of the one that starts it.
        writer = multiprocessing.Process(target=write, args=(paths, arguments.rows))
        writer.start()
        writer.join()
        start, _, _ = run([sys.executable, "-c", "import polars"])
        load = os.getloadavg()[0]
        print(f"{arguments.rows:,} followers, {os.cpu_count()} cores, load {load:.1f} before, least of {ROUNDS} runs; "
              f"`import polars` alone takes {start:.2f} s")
        if arguments.markdown:
            print("\n| format | job | wall s | CPU s | memory MB | x Polars reading |\n| --- | --- | --- | --- | --- | --- |")
        for kind, path in paths.items():
            if not arguments.markdown:
                print(f"\n{kind}, {os.path.getsize(path) / 1e6:.0f} MB")
            all_jobs = jobs(arguments.binary, kind, path)
            costs = {name: min(run(*job) for _ in range(ROUNDS)) for name, job in all_jobs.items()}
            reference = costs["polars, reading alone"][0]
            for name, (wall, cpu, memory) in costs.items():
                if arguments.markdown:
                    print(f"| {kind} | {name} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {wall / reference:.2f} |")
                    continue
                print(f"  {name:24} {wall:6.2f} s  CPU {cpu:6.2f} s  {memory:6.0f} MB  {wall / reference:5.2f} x Polars reading")


if __name__ == "__main__":
    main()
