"""Makes the Delta tables of this folder, and beside each version the rows that it holds, as CSV.

    pip install deltalake==1.6.6 pyarrow==26.0.1 pyroaring==1.2.0
    python make.py

`followers` is written by deltalake, which also says which rows each version holds; its last version deletes rows by a
deletion vector, which deltalake does not write, so that entry of the log is made here. `renamed` has columns whose names in
the files are others (column mapping), which is made here too.
"""

import csv, json, pathlib, shutil, struct

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, write_deltalake
from pyroaring import BitMap

HERE = pathlib.Path(__file__).parent
REGIONS = ["KR-11", "KR-26", None]
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"


def people(first, count, followers):
    rows = range(first, first + count)
    table = {
        "id": [f"f{i}" for i in rows],
        "age": pa.array([18 + i * 7 % 60 if i % 3 else None for i in rows], pa.int32()),
        "region": pa.array([REGIONS[i % 3] for i in rows], pa.string()),
        "account": [{"posts": i * 13 % 500} for i in rows],
    }
    if followers:
        table["account"] = [{"posts": i * 13 % 500, "followers": i * 37 % 900} for i in rows]
        table["created"] = pa.array([1_600_000_000_000_000 + i * 86_400_000_000 for i in rows], pa.timestamp("us", "UTC"))
    return pa.table(table)


def write_rows(name, rows):
    """Rows as CSV; members of `account` under dotted names."""
    fields = ["id", "age", "region", "account.posts", "account.followers", "created"]
    with open(HERE / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(fields)
        for row in sorted(rows, key=lambda row: int(row["id"][1:])):
            account = row.get("account") or {}
            row = row | {f"account.{key}": value for key, value in account.items()}
            created = row.get("created")
            row["created"] = created.strftime("%Y-%m-%dT%H:%M:%SZ") if created else None
            writer.writerow(["" if row.get(field) is None else row[field] for field in fields])


def z85(data):
    """The text of bytes, whose length is a multiple of four (https://rfc.zeromq.org/spec/32/)."""
    text = ""
    for (word,) in struct.iter_unpack(">I", data):
        text += "".join(ALPHABET[word // 85**power % 85] for power in range(4, -1, -1))
    return text


def deletion_vector(rows):
    """Rows of a file as an inline deletion vector (https://github.com/delta-io/delta/blob/master/PROTOCOL.md)."""
    data = struct.pack("<IQI", 1681511377, 1, 0) + BitMap(rows).serialize()
    padded = data + bytes(-len(data) % 4)
    return {"storageType": "i", "pathOrInlineDv": z85(padded), "sizeInBytes": len(data), "cardinality": len(rows)}


def log_entry(table, version, actions):
    text = "".join(json.dumps(action) + "\n" for action in actions)
    (table / "_delta_log" / f"{version:020}.json").write_text(text)


def followers():
    place = HERE / "followers"
    shutil.rmtree(place, ignore_errors=True)
    write_deltalake(place, people(0, 120, False), partition_by=["region"])
    write_deltalake(place, people(120, 90, True), mode="append", schema_mode="merge")
    DeltaTable(place).delete("age < 25")
    DeltaTable(place).create_checkpoint()
    write_deltalake(place, people(210, 30, True), mode="append")
    for version in range(4):
        write_rows(f"followers-{version}.csv", DeltaTable(place, version=version).to_pyarrow_table().to_pylist())
    table = DeltaTable(place)
    actions = pa.table(table.get_add_actions(flatten=False)).to_pylist()
    largest = max(actions, key=lambda action: action["num_records"])
    gone = list(range(0, largest["num_records"], 5))
    log = (place / "_delta_log").glob("*.json")
    adds = [action["add"] for file in log for line in file.read_text().splitlines() if "add" in (action := json.loads(line))]
    add = next(add for add in adds if add["path"] == largest["path"])
    deleted = {"path": add["path"], "deletionTimestamp": 1, "dataChange": True, "partitionValues": add["partitionValues"]}
    features = {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": ["deletionVectors"]}
    log_entry(place, 4, [
        {"commitInfo": {"operation": "DELETE", "timestamp": 1}},
        {"protocol": features | {"writerFeatures": ["deletionVectors", "appendOnly", "invariants"]}},
        {"remove": deleted},
        {"add": add | {"deletionVector": deletion_vector(gone)}},
    ])
    from urllib.parse import unquote
    ids = pq.ParquetFile(place / unquote(add["path"])).read(columns=["id"])["id"].to_pylist()
    lost = {ids[row] for row in gone}
    write_rows("followers-4.csv", [row for row in table.to_pyarrow_table().to_pylist() if row["id"] not in lost])


def renamed():
    place = HERE / "renamed"
    shutil.rmtree(place, ignore_errors=True)
    (place / "_delta_log").mkdir(parents=True)
    rows = people(0, 60, True)
    stored = {"id": "col-a", "age": "col-b", "region": "col-c", "account": "col-d", "created": "col-e"}
    account = pa.array([{"col-p": a["posts"], "col-f": a["followers"]} for a in rows["account"].to_pylist()])
    columns = [account if name == "account" else rows[name] for name in stored]
    pq.write_table(pa.table(columns, names=list(stored.values())), place / "part-0.parquet")

    def field(number, name, kind, stored):
        mapping = {"delta.columnMapping.id": number, "delta.columnMapping.physicalName": stored}
        return {"name": name, "type": kind, "nullable": True, "metadata": mapping}

    members = [field(6, "posts", "long", "col-p"), field(7, "followers", "long", "col-f")]
    kinds = {"id": "string", "age": "integer", "region": "string", "account": {"type": "struct", "fields": members}, "created": "timestamp"}
    fields = [field(number, name, kind, stored[name]) for number, (name, kind) in enumerate(kinds.items(), 1)]
    metadata = {
        "id": "6f1d0c52-0d6c-4b7c-9c1a-3a0a1a2f9b11",
        "format": {"provider": "parquet", "options": {}},
        "schemaString": json.dumps({"type": "struct", "fields": fields}),
        "partitionColumns": [],
        "configuration": {"delta.columnMapping.mode": "name", "delta.columnMapping.maxColumnId": "7"},
    }
    add = {"path": "part-0.parquet", "partitionValues": {}, "size": (place / "part-0.parquet").stat().st_size, "modificationTime": 1, "dataChange": True}
    log_entry(place, 0, [{"protocol": {"minReaderVersion": 2, "minWriterVersion": 5}}, {"metaData": metadata}, {"add": add}])
    write_rows("renamed-0.csv", rows.to_pylist())


followers()
renamed()
