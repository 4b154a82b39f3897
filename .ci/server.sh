# A service of this build for a check. Source it and call `start_server [ARGUMENT...]`: it sets $server to the address, which is
# on a free port unless $LISTEN names one,
# $server_pid and $server_log. `start_guarded_server` starts one that asks for keys, and sets $key to one that may
# everything. The service ends with the shell that started it.

binary="${AUDIENCE_FIT:-target/debug/audience-fit}"
server=""
server_pid=""
server_folder=""
key=""

stop_server() {
  [ -z "$server_pid" ] || { kill "$server_pid" 2>/dev/null && wait "$server_pid" 2>/dev/null; } || true
  [ -z "$server_folder" ] || rm -rf "$server_folder"
  server_pid=""
  server_folder=""
}

trap stop_server EXIT

start_server() {
  local waited=0
  if [ -z "$server_folder" ] || [ -n "$server_pid" ]; then
    stop_server
    server_folder="$(mktemp -d)"
  fi
  server_log="$server_folder/log"
  "$binary" serve --listen "${LISTEN:-127.0.0.1:0}" --data-dir "$server_folder/data" --log warn --rate-per-minute 0 "$@" 2>"$server_log" &
  server_pid=$!
  until server="$(sed -n 's|^audience-fit listens on \(http://[^;]*\);.*|\1|p' "$server_log")" && [ -n "$server" ]; do
    if ! kill -0 "$server_pid" 2>/dev/null || [ "$waited" -ge 300 ]; then
      echo "the service did not start:" >&2
      cat "$server_log" >&2
      return 1
    fi
    waited=$((waited + 1))
    sleep 0.1
  done
}

start_guarded_server() {
  stop_server
  server_folder="$(mktemp -d)"
  key="$("$binary" keys create --agency checked --label check --scope admin --data-dir "$server_folder/data" 2>/dev/null)"
  start_server --auth on "$@"
}
