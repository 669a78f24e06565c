#!/bin/sh
# Proofsheet @VERSION@ (@COMMIT@) for Linux on @MACHINE@. This is a starter; behind its last line lie,
# packed, the program and the runtime it needs. They are unpacked once, into the cache of the user, and
# checked against the hash below before they are used.
set -eu

fail() {
  printf 'proofsheet: %s\n' "$*" >&2
  exit 1
}

if [ -n "${XDG_CACHE_HOME:-}" ]; then cache=$XDG_CACHE_HOME
elif [ -n "${HOME:-}" ]; then cache=$HOME/.cache
else fail "Cannot find a place to unpack to as neither XDG_CACHE_HOME nor HOME is set: set one of them"
fi
place=$cache/proofsheet
unpacked=$place/@HASH@

# Several starts at once may each unpack; the first to give its directory the name is the one that counts.
unpack() {
  machine=$(uname -sm)
  [ "$machine" = "Linux @MACHINE@" ] ||
    fail "Cannot run on '$machine' as this file is for 'Linux @MACHINE@': take the one for your machine"
  umask 077
  mkdir -p "$place" || fail "Cannot unpack to '$place': name another place in XDG_CACHE_HOME"
  new=$(mktemp -d "$place/.unpacking.XXXXXX") || fail "Cannot unpack to '$place': is it writable, and is there room?"
  trap 'rm -rf "$new"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  tail -c +@START@ "$0" > "$new/packed.tar.gz" || fail "Cannot unpack to '$place': it needs @ROOM@ MB of room"
  echo "@SHA256@  $new/packed.tar.gz" | sha256sum -c - > /dev/null 2>&1 ||
    fail "Cannot use '$0' as it is damaged (its content is not what was packed): get it again"
  tar -xzf "$new/packed.tar.gz" -C "$new" || fail "Cannot unpack to '$place': it needs @ROOM@ MB of room"
  rm "$new/packed.tar.gz"
  sync "$new/deno" "$new/proofsheet.js" 2> /dev/null || sync
  mv -T "$new" "$unpacked" 2> /dev/null || [ -x "$unpacked/deno" ] || fail "Cannot unpack to '$unpacked'"
  rm -rf "$new"
  trap - EXIT INT TERM
}

[ -x "$unpacked/deno" ] && [ -f "$unpacked/proofsheet.js" ] || unpack

