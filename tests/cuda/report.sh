# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# A report that is written as it goes: report.md and logs.txt in one folder, each line appended when it is known, so that
# a run that is killed leaves what it has found. A row of the report is begun before its check starts: if the last row
# has no result, that check was running. To be sourced; test_scripts.py tests it.
#
# shellcheck disable=SC2034 # names for the scripts that source it

export PYTHONUNBUFFERED=1
failed=0
child=

# open_report FOLDER SECONDS TITLE: checks that would end later than SECONDS from now are cut or not begun.
open_report() {
  results=$1
  mkdir -p "$results" || { printf '%s cannot be created: name another folder in SDKT_CUDA_RESULTS\n' "$results" >&2; exit 2; }
  report=$results/report.md
  logs=$results/logs.txt
  : > "$report"
  : > "$logs"
  begin=$SECONDS
  deadline=$((SECONDS + $2))
  row_is_open=no
  trap 'stopped_by INT 130' INT
  trap 'stopped_by TERM 143' TERM
  trap 'stopped_by HUP 129' HUP
  tell "# $3"
  tell ''
  tell "Begun $(date -u '+%Y-%m-%d %H:%M UTC'), for at most $2 s. What each check printed is in logs.txt, under its name. Without a line \"Ended\" at the end, the run was stopped from outside during the last row."
}
# Text to the report and to standard output, which may be a pipe that nobody reads any more.
put() {
  printf '%s' "$1" >> "$report"
  (trap '' PIPE; printf '%s' "$1") 2> /dev/null
}
tell() { put "$*"$'\n'; }
section() { # title
  tell ''
  tell "## $1"
  tell ''
  tell '| what | result | time |'
  tell '|---|---|---|'
}
# A row without a check.
row() { tell "| $1 | $2 | |"; }
finish_row() {
  tell "$*"
  row_is_open=no
}
stopped_by() { # signal status
  trap '' INT TERM HUP
  if [ -n "$child" ]; then
    kill -TERM "$child" 2> /dev/null
    wait "$child" 2> /dev/null
  fi
  if [ "$row_is_open" = yes ]; then finish_row "stopped by SIG$1 | $((SECONDS - row_begin)) s |"; fi
  end_report "stopped by SIG$1"
  exit "$2"
}
end_report() { # how
  tell ''
  tell "Ended after $((SECONDS - begin)) s: $1."
}

# What the last check printed.
said() { tail -c "+$((said_from + 1))" "$logs" | head -c "$((said_to - said_from))"; }
# A number of it, by its name in a line of JSON.
number() { said | sed -n "s/.*\"$1\": *\\(-\\{0,1\\}[0-9][0-9.eE+-]*\\).*/\\1/p" | tail -n 1; }
# A line of text that fits into a table.
cell() { tr -d '\r' | tr '|\t' '/ ' | sed 's/[^[:print:]]//g' | cut -c 1-240; }
last_line() { said | grep -v '^[[:space:]]*$' | tail -n 1 | cell; }
why_skipped() { said | grep -m 1 -io 'skipped: .*\|.*Device not supported.*\|no CUDA.* device.*' | cell; }

# check NAME SECONDS COMMAND...: runs it for at most so long and completes its row. The function named in `telling` prints
# the result of one that passed, `passed` if it is empty; one named in `excusing` may say of another status why it is no
# failure. The status is that of the command.
telling=
excusing=
check() {
  local name=$1 limit=$(($2 * ${SDKT_CUDA_SLOWER:-1})) left=$((deadline - SECONDS)) status result reason line=()
  shift 2
  if [ "$left" -lt 5 ]; then
    tell "| $name | not run: the time is up | |"
    return 124
  fi
  [ "$limit" -le "$left" ] || limit=$left
  put "| $name | "
  row_is_open=yes
  row_begin=$SECONDS
  printf '\n===== %s (%s s, at most %s s)\n$ %s\n' "$name" "$((SECONDS - begin))" "$limit" "$*" >> "$logs"
  said_from=$(stat -c %s "$logs")
  # Programs write lines, not blocks: what one printed before it was stopped is there.
  has stdbuf && [ "${unbuffered:-yes}" = yes ] && line=(stdbuf -oL)
  timeout --kill-after=5 "$limit" ${line[@]+"${line[@]}"} "$@" >> "$logs" 2>&1 < /dev/null &
  child=$!
  wait "$child"
  status=$?
  child=
  said_to=$(stat -c %s "$logs")
  result="FAILED ($status): $(last_line)"
  case $status in
    0)
      result=passed
      [ -z "$telling" ] || result=$($telling | cell)
      ;;
    4 | 77) result="skipped: $(why_skipped | sed 's/^[Ss]kipped: //')" ;;
    124 | 137) result="FAILED: stopped after $limit s" ;;
  esac
  if [ "$status" -ne 0 ] && [ -n "$excusing" ]; then
    reason=$($excusing "$status" | cell)
    [ -z "$reason" ] || result=$reason
  fi
  finish_row "$result | $((SECONDS - row_begin)) s |"
  if [[ $result == FAILED* ]]; then
    failed=1
    said | tail -n 15 >&2
  fi
  return "$status"
}
has() { command -v "$1" > /dev/null 2>&1; }
