# The commands that README.md shows, so that what runs here is what a newcomer types.

# All commands in ```sh blocks, one a line; lines continued by a backslash are joined.
readme_commands() {
  awk '
    /^```/ { if (fenced) { fenced = 0; shell = 0 } else { fenced = 1; shell = /^```sh[ \t]*$/ } next }
    !shell || /^[ \t]*(#|$)/ { next }
    { sub(/^\$ /, "") }
    sub(/\\$/, "") { command = command $0; next }
    { print command $0; command = "" }
  ' README.md
}

# The first command after those that fetch the repository.
readme_first_command() {
  readme_commands | awk '!found && !/^(git clone|cd) / { print; found = 1 }
    END { if (!found) { print "README.md shows no command in a block of sh" > "/dev/stderr"; exit 1 } }'
}

# The first command that begins with $1.
readme_command() {
  readme_commands | awk -v begin="$1" '!found && index($0, begin) == 1 { print; found = 1 }
    END { if (!found) { print "README.md shows no command that begins with: " begin > "/dev/stderr"; exit 1 } }'
}

run_readme() {
  printf '$ %s\n' "$1"
  bash -euo pipefail -c "$1"
}
