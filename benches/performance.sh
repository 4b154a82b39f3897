#!/usr/bin/env bash
# The figures of docs/PERFORMANCE.md, all in one: bash benches/performance.sh [ROWS]
#
# Needs wrk, Python 3 and a release build. Installs what is compared with into a folder of its own, and prints Markdown.
set -euo pipefail
cd "$(dirname "$0")/.."
rows="${1:-1000000}"
tools="target/tools/performance"
[ -x "$tools/bin/python" ] || python3 -m venv "$tools"
"$tools/bin/pip" install --quiet polars duckdb scikit-learn pyarrow pandas quapy
printf '%s, %s, %s\n\n' "$(date +%F)" "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2- | xargs)" "$(nproc) cores"
"$tools/bin/pip" list 2>/dev/null | grep -iE '^(polars|duckdb|scikit-learn|pyarrow|quapy) ' | awk '{ printf "%s %s; ", $1, $2 } END { print "" }'
echo
"$tools/bin/python" benches/compare/compare.py --rows "$rows" --markdown
echo
python3 benches/load/load.py --short
