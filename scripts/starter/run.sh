program_command=${1:-}
# Each command may do what it needs and nothing else.
case "${1:-}" in
@PERMISSIONS@
  *) set -- --allow-read --allow-env -- "$@" ;;
esac
if [ "$program_command" = watch ]; then
  # What the user wants to be told by, and the service manager where one started this.
  run=${PROOFSHEET_ALLOW_RUN:-}
  [ -z "${NOTIFY_SOCKET:-}" ] || run=${run:+$run,}systemd-notify
  [ -z "$run" ] || set -- "--allow-run=$run" "$@"
fi
# The program takes the place of the `--` between what it may do and what it is to do.
is_flag=yes
for word do
  shift
  if [ "$is_flag" = yes ] && [ "$word" = -- ]; then
    word=$unpacked/proofsheet.js
    is_flag=no
  fi
  set -- "$@" "$word"
done

# The program starts its readers as `deno`, so its own runtime has to be the one that is found.
PATH=$unpacked:${PATH:-/usr/bin:/bin}
DENO_DIR=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/proofsheet/deno-dir
DENO_NO_UPDATE_CHECK=1
export PATH DENO_DIR DENO_NO_UPDATE_CHECK
exec "$unpacked/deno" run --quiet --no-prompt --no-config --no-remote --no-npm "$@"
