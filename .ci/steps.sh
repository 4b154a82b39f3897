# Named, timed steps. Source it, call `step NAME COMMAND...` for each and `finish` at the end.
# An end before `finish`, for whatever reason, names the step it came in.

current=""
scratch=""
summary=""

step() {
  local began=$SECONDS took
  current="$1"
  shift
  printf '\n=== %s\n' "$current"
  "$@" </dev/null
  took=$((SECONDS - began))
  summary+="$(printf '%4d s  %s' "$took" "$current")"$'\n'
  printf -- '--- %s: %d s\n' "$current" "$took"
  current=""
}

finish() {
  printf '\n=== all passed\n%s%4d s  in all\n' "$summary" "$SECONDS"
  trap - EXIT
  [ -z "$scratch" ] || rm -rf "$scratch"
}

on_early_end() {
  local code=$?
  [ -z "$scratch" ] || rm -rf "$scratch"
  printf '\n=== FAILED after %d s, in: %s (exit code %d)\n' "$SECONDS" "${current:-no step}" "$code" >&2
  [ "$code" -ne 0 ] || code=1
  exit "$code"
}
trap on_early_end EXIT
