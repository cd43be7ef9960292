# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The part of ./quickstart that gets system packages: compiler, libraries with headers, test tools, Catch2.
# Sourced by quickstart, whose variables and functions it uses.
# shellcheck disable=SC2154

compiler() { printf '%s' "${CXX:-c++}"; }
header() { # does the compiler see it, with the usual names in front
  { has "$(compiler)" && printf '#include <cstdio>\n#include <%s>\n' "$1" | "$(compiler)" -std=c++20 -E -x c++ - ; } \
    > /dev/null 2>&1
}
python_can_venv() { has python3 && python3 -c 'import venv, ensurepip' 2> /dev/null; }
clang_runs() { # with the sanitisers' runtime
  has clang++ && printf 'int main() {}' | clang++ -fsanitize=address -x c++ -o /dev/null - 2> /dev/null
}

# probe | Debian packages, alternatives by / | name elsewhere | how much it is needed
#   must: nothing works without; fetch: CMake can fetch it with git; want: tests are skipped without
needs_to_build() {
  cat << 'END'
has c++|g++|a C++20 compiler (GCC 12, clang 14 or later)|must
python_can_venv|python3 python3-venv|Python 3.10 or later with venv|must
has ninja|ninja-build|ninja|want
header zlib.h|zlib1g-dev|zlib with headers|must
header jpeglib.h|libjpeg62-turbo-dev/libjpeg-turbo8-dev|libjpeg-turbo with headers|must
header png.h|libpng-dev|libpng with headers|must
header range/v3/version.hpp|librange-v3-dev|range-v3 0.12|fetch
header gsl/gsl|libmsgsl-dev|Microsoft GSL 4|fetch
header CLI/CLI.hpp|libcli11-dev|CLI11 2|fetch
header toml++/toml.h|libtomlplusplus-dev|toml++ 3|fetch
END
}
needs_to_test() {
  cat << 'END'
header nlohmann/json.hpp|nlohmann-json3-dev|nlohmann json 3|fetch
clang_runs|clang libclang-rt-14-dev/libclang-rt-dev|clang|want
has clang-tidy|clang-tidy|clang-tidy|want
has shellcheck|shellcheck|shellcheck|want
has valgrind|valgrind|valgrind|want
has doxygen|doxygen|doxygen|want
END
}

apt_updated=no
apt_update() {
  [ "$apt_updated" = yes ] && return 0
  say "updating the package lists (apt-get update)"
  apt-get update -qq || say "apt-get update failed; continuing with the existing lists"
  apt_updated=yes
}
apt_candidate() { apt-cache policy "$1" 2> /dev/null | awk '/Candidate:/ { print $2 }' | grep -v '^(none)$'; }
first_available() { # clang-14/clang -> the first that this system's lists have
  local name
  for name in ${1//\// }; do
    if [ -n "$(apt_candidate "$name")" ]; then
      printf '%s' "$name"
      return 0
    fi
  done
  return 1
}

get_system_packages() { # lists of needs on standard input
  local probe packages generic weight name found
  local -a missing=() wanted=() names=() hard=() install=()
  while IFS='|' read -r probe packages generic weight; do
    # The probe is one or two words of this script.
    # shellcheck disable=SC2086
    $probe && continue
    names+=("$generic")
    [ "$weight" = must ] && hard+=("$generic")
    if [ "$weight" = want ]; then wanted+=("$packages"); else missing+=("$packages"); fi
  done
  if [ ${#names[@]} -eq 0 ]; then
    say "system packages: all installed"
    return 0
  fi
  if ! has apt-get; then
    if [ ${#hard[@]} -eq 0 ]; then
      say "not installed: $(join "${names[@]}"); CMake fetches libraries with git, tests of the rest are skipped"
      return 0
    fi
    printf 'quickstart: install these with your package manager and run this again:\n' >&2
    printf '  - %s\n' "${names[@]}" >&2
    exit 2
  fi
  if [ "$(id -u)" -ne 0 ] || [ "$may_install" = no ]; then
    # shellcheck disable=SC2048
    for name in ${missing[*]} ${wanted[*]}; do install+=("${name%%/*}"); done
    if [ ${#missing[@]} -eq 0 ]; then
      say "not installed, so some tests are skipped: ${install[*]}"
      return 0
    fi
    printf 'quickstart: install the missing packages and run this again:\n  sudo apt-get install %s\n' "${install[*]}" >&2
    exit 2
  fi
  apt_update
  # Word splitting on purpose: an entry may name several packages.
  # shellcheck disable=SC2048
  for name in ${missing[*]} ${wanted[*]}; do
    if found=$(first_available "$name"); then
      install+=("$found")
    else
      say "this system has no package ${name//\// or }"
    fi
  done
  [ ${#install[@]} -eq 0 ] && return 0
  say "installing ${install[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${install[@]}" \
    > "$build/apt.log" 2>&1 < /dev/null || {
    tail -n 20 "$build/apt.log" >&2
    fail 1 "apt-get install failed (the whole log: $build/apt.log); install the packages by hand and run this again"
  }
}
join() {
  local text
  printf -v text '%s, ' "$@"
  printf '%s' "${text%, }"
}

# --- Catch2, the tests' framework ------------------------------------------------------------------------------

catch2_prefix="$deps/catch2/usr"
has_catch2() {
  local folder
  local -a prefixes=()
  header catch2/catch_test_macros.hpp && return 0
  IFS=';:' read -r -a prefixes <<< "$user_prefixes"
  for folder in ${prefixes[@]+"${prefixes[@]}"}; do
    [ -n "$(find "$folder" -maxdepth 5 -name Catch2Config.cmake -print -quit 2> /dev/null)" ] && return 0
  done
  return 1
}

get_catch2() {
  if has_catch2; then
    say "Catch2 3: on this system"
  elif [ -e "$catch2_prefix/include/catch2/catch_test_macros.hpp" ]; then
    say "Catch2 3: in build/deps"
  elif has apt-get && [ "$(id -u)" -eq 0 ] && [ "$may_install" = yes ]; then
    apt_update
    local candidate
    candidate=$(apt_candidate libcatch2-dev || true)
    if [ -n "$candidate" ] && at_least "$candidate" 3; then
      say "installing libcatch2-dev $candidate"
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libcatch2-dev \
        > "$build/apt.log" 2>&1 < /dev/null || say "apt-get install libcatch2-dev failed; CMake tries to fetch Catch2"
    elif catch2_from_backports > "$build/catch2.log" 2>&1; then
      say "Catch2 3: unpacked the backports package into build/deps (the system is not changed)"
    else
      say "Catch2 3: not in this system's packages nor its backports; CMake tries to fetch it with git"
    fi
  else
    say "Catch2 3: not on this system; CMake tries to fetch it with git"
  fi
}

# The release's own mirror also has its backports. Lists of our own, so that the system's sources stay as they are.
catch2_from_backports() {
  local codename uri keyring signed='' lists="$build/apt"
  # shellcheck disable=SC1091
  codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
  # apt-get replaces these names, not the shell.
  # shellcheck disable=SC2016
  uri=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' |
    awk -v codename="$codename" '$2 == codename && $3 == "main" && $4 == "Debian" { print $1; exit }')
  [ -n "$codename" ] && [ -n "$uri" ] || return 1
  for keyring in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    [ -e "$keyring" ] && signed="[signed-by=$keyring] " && break
  done
  mkdir -p "$lists/lists/partial" "$deps/catch2"
  printf 'deb %s%s %s-backports main\n' "$signed" "$uri" "$codename" > "$lists/sources.list"
  local -a own=(-o "Dir::Etc::SourceList=$lists/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$lists/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
    -o APT::Sandbox::User=root)
  apt-get "${own[@]}" update || return 1
  (cd "$lists" && apt-get "${own[@]}" download libcatch2-dev) || return 1
  dpkg -x "$lists"/libcatch2-dev_*.deb "$deps/catch2" || return 1
  rm -rf "$lists"
  [ -e "$catch2_prefix/include/catch2/catch_test_macros.hpp" ]
}
