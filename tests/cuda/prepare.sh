#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Prepares a run on a machine with a GPU, on one that needs none: builds the programs, and collects what else they need,
# so that the GPU's time goes into measuring and nothing is fetched there.
#
#   tests/cuda/prepare.sh [DIR] [--torch FOLDER] [-DNAME=VALUE ...]
#
# DIR (build-gpu/prepared, if left out; git ignores it) travels beside the sources. It gets
#
#   bin/      the programs, stripped, linked against the LibTorch given: the version that the other machine has
#   lib/      libraries that they need besides LibTorch's and NVIDIA's
#   prefix/   the dependencies, for run.sh to build the programs there if these do not start
#   prepared  what run.sh has to know
#
# FOLDER is a LibTorch with CUDA or a Python environment that has one (else Torch_DIR, CMAKE_PREFIX_PATH, python3's).
# Dependencies are those of Debian's and Ubuntu's packages: copied if they are installed, else downloaded and unpacked;
# nothing is installed. Catch2 is that of CMAKE_PREFIX_PATH, of this system, of ./quickstart test, of the backports or of
# its own repository. Options are CMake's: -DTORCH_CUDA_ARCH_LIST=9.0, -DSDKT_COMPILERS=8. It is built in
# SDKT_CUDA_BUILD (build-gpu/programs, if unset).
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

packages=(zlib1g-dev libjpeg62-turbo-dev/libjpeg-turbo8-dev libpng-dev librange-v3-dev libmsgsl-dev libcli11-dev
  libtomlplusplus-dev libtomlplusplus3/libtomlplusplus3t64 nlohmann-json3-dev)
most_mb=45        # of DIR
most_all_mb=64    # of DIR and the sources

read_words "$@"
into=$named
stop() { printf 'prepare.sh: %s\n' "$*" >&2; exit 1; }

mkdir -p "${into:=$place/prepared}" || stop "$into cannot be created"
into=$(cd "$into" && pwd)
build=${SDKT_CUDA_BUILD:-$place/programs}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
find_libtorch "$torch" || stop "$torch_problem"
say "LibTorch $torch_version of $torch_dir"
rm -rf "${into:?}"/{bin,lib,prefix,prepared}
mkdir -p "$into/bin" "$into/lib" "$into/prefix"
multiarch=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2> /dev/null || "$(compiler)" -print-multiarch)

# --- dependencies ----------------------------------------------------------------------------------------------

# The package lists of this system or, where they are missing, lists of our own.
own_lists=()
download() { # package
  (cd "$work" && apt-get ${own_lists[@]+"${own_lists[@]}"} download "$1") >> "$work/apt.log" 2>&1
}
is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }
copy_installed() { # package
  dpkg -L "$1" | while read -r file; do
    if [ -L "$file" ] || [ -f "$file" ]; then printf '%s\n' "${file#/}"; fi
  done | tar -C / --no-recursion -cf - -T - | tar -C "$into/prefix" -xf -
}
get_package() { # names/of/it
  local name
  for name in ${1//\// }; do
    if is_installed "$name"; then
      copy_installed "$name"
      say "  $name: copied"
      return 0
    fi
  done
  for name in ${1//\// }; do
    if download "$name" && dpkg -x "$work/${name}"_*.deb "$into/prefix"; then
      say "  $name: downloaded"
      return 0
    fi
  done
  return 1
}
get_packages() {
  local package missing=()
  has dpkg || stop "the dependencies come from Debian's or Ubuntu's packages, and this system has no dpkg"
  for package in "$@"; do get_package "$package" || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "the package lists do not have ${missing[*]}; fetching separate lists"
  mkdir -p "$work/lists/partial"
  own_lists=(-o "Dir::State::Lists=$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o "APT::Sandbox::User=$(id -un)")
  apt-get "${own_lists[@]}" update >> "$work/apt.log" 2>&1 || true
  for package in "${missing[@]}"; do
    get_package "$package" || { tail -n 5 "$work/apt.log" >&2; stop "neither installed nor available for download: ${package//\// or }"; }
  done
}

# Catch2 is not in every release. Of an installed one only its own files are taken.
copy_catch2() { # prefix
  local from=$1 libs
  [ -e "$from/include/catch2/catch_test_macros.hpp" ] || return 1
  libs=$(dirname "$(find "$from/lib" "$from/lib64" -name 'libCatch2.a' -print -quit 2> /dev/null)")
  [ -d "$libs/cmake/Catch2" ] || return 1
  mkdir -p "$into/prefix/usr/include" "$into/prefix/usr/lib/cmake"
  cp -a "$from/include/catch2" "$into/prefix/usr/include/"
  mkdir -p "$into/prefix/usr${libs#"$from"}/cmake"
  cp -a "$libs"/libCatch2*.a "$into/prefix/usr${libs#"$from"}/"
  cp -a "$libs/cmake/Catch2" "$into/prefix/usr${libs#"$from"}/cmake/"
}
catch2_from_repository() {
  local facts url commit
  facts=$(grep -A 3 'NAME Catch2 ' "$root/cmake/SdktDependencies.cmake")
  url=$(sed -n 's/.*REPOSITORY \([^ ]*\).*/\1/p' <<< "$facts")
  commit=$(sed -n 's/.*COMMIT \([0-9a-f]*\).*/\1/p' <<< "$facts")
  git init -q "$work/Catch2" && git -C "$work/Catch2" fetch -q --depth 1 "$url" "$commit" &&
    git -C "$work/Catch2" checkout -q FETCH_HEAD &&
    "${cmake:-cmake}" -S "$work/Catch2" -B "$work/Catch2-build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
      "-DCMAKE_INSTALL_PREFIX=$into/prefix/usr" -DCMAKE_INSTALL_LIBDIR=lib &&
    "${cmake:-cmake}" --build "$work/Catch2-build" --parallel "${jobs:-2}" --target install
}
prepare_catch2() {
  local prefix
  local -a prefixes=()
  IFS=';:' read -r -a prefixes <<< "$user_prefixes;/usr/local;/usr;$root/build/deps/catch2/usr"
  for prefix in "${prefixes[@]}"; do
    if [ -n "$prefix" ] && copy_catch2 "$prefix"; then
      say "  Catch2: copied from $prefix"
      return 0
    fi
  done
  # For functions of quickstart.
  # shellcheck disable=SC2034
  deps=$work/deps catch2_prefix=$work/deps/catch2/usr
  build=$work
  if has apt-get && catch2_from_backports > "$work/catch2.log" 2>&1 && copy_catch2 "$catch2_prefix"; then
    say "  Catch2: downloaded from the backports"
  elif catch2_from_repository > "$work/catch2.log" 2>&1; then
    say "  Catch2: built from its repository"
  else
    tail -n 5 "$work/catch2.log" >&2
    stop "Catch2 3 was not found and could not be built; install it and add its prefix to CMAKE_PREFIX_PATH"
  fi
}

say "dependencies"
count_jobs
get_packages "${packages[@]}"
(prepare_catch2)
# Debian keeps headers that name the architecture in a folder that a compiler looks into under /usr alone.
if [ -d "$into/prefix/usr/include/$multiarch" ]; then
  cp -a "$into/prefix/usr/include/$multiarch/." "$into/prefix/usr/include/"
fi
# With the archives alone the programs need no libjpeg, libpng and zlib of the other machine. toml++ has no archive.
find "$into/prefix/usr/lib" \( -name 'libjpeg.so*' -o -name 'libturbojpeg.so*' -o -name 'libpng*.so*' -o -name 'libz.so*' \) -delete
find "$into/prefix/usr/lib" -name 'libtomlplusplus.so.*' -exec cp -a {} "$into/lib/" \;
rm -rf "$into/prefix/usr/bin" "$into/prefix/usr/sbin" "$into/prefix/usr/share"/{doc,man,doc-base,lintian,bug,aclocal,gdb}
find "$into/prefix" -type d -empty -delete

# --- programs --------------------------------------------------------------------------------------------------

build=${SDKT_CUDA_BUILD:-$place/programs}
mkdir -p "$build"
# shellcheck disable=SC2034
venv=$build/env # where get_build_tools puts CMake and ninja if they are missing
get_build_tools
PATH=$(dirname "$ninja"):$PATH
sources=$(neutral_path)
link_sources "$sources" || exit 1
say "configuring"
configure_by "$sources" "$build" "$into/prefix/usr" ${options[@]+"${options[@]}"}
"${configuring[@]}" > "$build/configure.log" 2>&1 || {
  tail -n 20 "$build/configure.log" >&2
  stop "CMake could not configure (the whole log: $build/configure.log)"
}
say "building ${targets[*]}"
"$cmake" --build "$build" --parallel "$jobs" --target "${targets[@]}" > "$build/build.log" 2>&1 || {
  tail -n 40 "$build/build.log" >&2
  stop "the build failed (the whole log: $build/build.log)"
}
libraries=$(library_path "$into/lib")
for name in "${programs[@]}"; do
  strip -o "$into/bin/$name" "$(program_in "$build" "$name")"
  starts "$into/bin/$name" || stop "$name does not start here: the libraries above are missing"
done
LD_LIBRARY_PATH=$libraries "$into/bin/sdkt" --version > /dev/null || stop "sdkt does not start here"
needs=$(for name in "${programs[@]}"; do
  objdump -T "$into/bin/$name" | grep -o 'GLIBC_[0-9.]*\|GLIBCXX_[0-9.]*'
done | sort -uV | awk -F_ '{ last[$1] = $2 } END { printf "glibc %s, libstdc++ with GLIBCXX_%s", last["GLIBC"], last["GLIBCXX"] }')
printf '%s\n' "libtorch=$torch_version" "sources=$sources" "needs=$needs" > "$into/prepared"

say "prepared, against LibTorch $torch_version; they need $needs"
(cd "$into" && du -sh --apparent-size -- bin/* lib prefix | sed 's/^/         /')
all_kb=$(du -sk --apparent-size "$into" | cut -f 1)
# What git knows, as a checkout has it; without git, all that is not ignored by name.
sources_kb=$( (cd "$root" && git ls-files -z 2> /dev/null | du -ck --apparent-size --files0-from=- 2> /dev/null | tail -n 1 | cut -f 1) || true)
say "$(awk -v all="$all_kb" -v sources="${sources_kb:-0}" 'BEGIN { printf "%.1f MB in all, %.1f MB with the sources", all / 1024, (all + sources) / 1024 }')"
[ "$all_kb" -lt $((most_mb * 1024)) ] || stop "$into is larger than $most_mb MB"
[ $((all_kb + sources_kb)) -lt $((most_all_mb * 1024)) ] || stop "sources and $into are larger than $most_all_mb MB"
