#!/usr/bin/env bash
# Installs what is missing, and nothing else. The Makefile calls it before every goal, so the usual
# case, in which all is there, has to take well under a second.
#
#   ./setup.sh                       what `make run` needs
#   ./setup.sh dev [pdf] [database] [browser] [audit]
#                                    also the tools for checks and tests; the programs that the PDF
#                                    tests call; the PostgreSQL server that tests start; Chromium;
#                                    Java, Node.js and what runs on them: HTML validator, Lighthouse
#
# Python packages go into .venv and npm's into node_modules, at the versions and hashes of the lock
# files. System packages come from apt if this user may use it; if not, the line to run is printed.
# pip, npm and apt find their proxies and mirrors as they always do. PYTHON=/path/to/python chooses
# the interpreter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

lock=requirements.txt pdf='' database='' browser='' audit=''
for part in "$@"; do
  case $part in
    dev) lock=requirements-dev.txt ;;
    pdf) pdf=1 ;;
    database) database=1 ;;
    browser) browser=1 ;;
    audit) audit=1 ;;
    *) echo "setup.sh: unknown part '$part' (dev, pdf, database, browser, audit)" >&2; exit 2 ;;
  esac
done

say() { echo "setup: $*" >&2; }
die() { say "$@"; exit 1; }

# ---- Python and .venv

# The stamp says where .venv was made, with which Python, and which locks it holds in full. It is
# removed before an installation and written after it, so a .venv that was copied, moved, left
# half-finished, or lost its Python is known by its stamp and made anew.
stamp=.venv/installed
venv_is() { .venv/bin/python -c 'import sys; print(sys.prefix, *sys.version_info[:2])' 2>/dev/null; }
holds() {
  [ -f $stamp ] && [ "$(head -n 1 $stamp)" = "$(venv_is)" ] &&
    grep -qxF "$(sha256sum <"$1")" $stamp
}

makes_venvs() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

find_python() {
  local name found='' names=(python3.13 python3.12 python3.11 python3)
  [ -z "${PYTHON:-}" ] || names=("$PYTHON")
  for name in "${names[@]}"; do
    # Run, not looked up: a name on the PATH may be a version manager's empty shim.
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    found=${found:-$name}
    ! makes_venvs "$name" || { found=$name; break; }
  done
  echo "$found"
}

make_venv() {
  if [ "$lock" = requirements.txt ] || ! holds requirements.txt; then
    # Anew, not on top: a package that has left the lock must not stay importable.
    rm -rf .venv
    "$python" -m venv .venv
  fi
  rm -f $stamp
  say "installing the Python packages of $lock into .venv (once, about a minute)"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  {
    venv_is
    sha256sum <requirements.txt
    sha256sum <"$lock" # the lock for development holds the other one, see `make lock`
  } >$stamp.new
  mv $stamp.new $stamp
}

# ---- System packages

# Prints the Debian names of what is missing. It looks for the thing itself, not for the package:
# it may have come another way, or this may be another distribution.
missing() {
  # Debian keeps ensurepip, without which there is no .venv, in a package of its own.
  [ -n "$ready" ] || makes_venvs "$python" ||
    "$python" -c 'import sys; print("python{}.{}-venv".format(*sys.version_info))'
  local libraries=(
    libpango-1.0-0 libpango-1.0.so.0
    libpangoft2-1.0-0 libpangoft2-1.0.so.0
    libharfbuzz-subset0 libharfbuzz-subset.so.0
  )
  if [ -n "$pdf" ]; then
    command -v pdftotext >/dev/null || echo poppler-utils
    command -v qpdf >/dev/null || echo qpdf
  fi
  if [ -n "$database" ]; then
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ||
      echo postgresql
  fi
  if [ -n "$browser" ]; then
    command -v chromium >/dev/null || command -v google-chrome >/dev/null || echo chromium
    libraries+=(libatomic1 libatomic.so.1) # for the Node.js inside the Python package playwright
  fi
  if [ -n "$audit" ]; then
    command -v java >/dev/null || echo default-jre-headless
    command -v node >/dev/null || echo nodejs
    command -v npm >/dev/null || echo npm
  fi
  "$python" - "${libraries[@]}" <<'END'
import ctypes, sys
for package, library in zip(sys.argv[1::2], sys.argv[2::2]):
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
END
}

# Those of the names that apt can install here. Ubuntu has no chromium (only a snap), and its older
# releases have libharfbuzz-subset inside another package. Without lists apt can't tell: all.
known() {
  local name
  for name in "$@"; do
    if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null ||
      [[ $(LC_ALL=C apt-cache policy "$name") == *'Candidate: '[!\(]* ]]; then echo "$name"; fi
  done
}

get_system_packages() {
  local name names as_root=() options=(-y --no-install-recommends)
  command -v apt-get >/dev/null || die "missing here, by Debian's names: $*. Install, then try again."
  if [ "$(id -u)" != 0 ]; then
    as_root=(sudo -n)
    if ! sudo -n true 2>/dev/null; then
      mapfile -t names < <(known "$@")
      [ ${#names[@]} != 0 ] || return 0
      local sudo=''
      ! command -v sudo >/dev/null || sudo='sudo '
      die "system packages are missing, and this user may not install them. Run as root, then try again:

  ${sudo}apt-get update && ${sudo}apt-get install ${options[*]} ${names[*]}
"
    fi
  fi
  # sudo drops the environment, proxies with it.
  as_root+=(env DEBIAN_FRONTEND=noninteractive)
  for name in http_proxy https_proxy no_proxy; do
    [ -z "${!name:-}" ] || as_root+=("$name=${!name}")
  done
  say "installing system packages: $*"
  "${as_root[@]}" apt-get -qq update </dev/null || say "apt-get update failed; using the old lists"
  mapfile -t names < <(known "$@")
  [ ${#names[@]} = 0 ] ||
    "${as_root[@]}" apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
      install "${options[@]}" "${names[@]}" </dev/null >&2
}

# Where the distribution has no Chromium package, Playwright has one to download.
get_playwright_chromium() {
  .venv/bin/python - <<'END' && return
import pathlib, playwright.sync_api as api
with api.sync_playwright() as playwright:
    raise SystemExit(not pathlib.Path(playwright.chromium.executable_path).exists())
END
  local with_libraries=''
  [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null || with_libraries=--with-deps
  say "installing Playwright's Chromium"
  .venv/bin/python -m playwright install $with_libraries chromium >&2
}

# The stamp says which lock node_modules holds in full, as .venv's does.
get_npm_packages() {
  local stamp=node_modules/installed
  [ ! -f $stamp ] || ! sha256sum <package-lock.json | cmp -s - $stamp || return 0
  say "installing the npm packages of package-lock.json into node_modules (once)"
  npm ci --loglevel=error >&2
  sha256sum <package-lock.json >$stamp # npm ci began by removing the old one
}

# ---- What is done

# One at a time in one checkout. The lock is on this file, so nothing is left behind.
exec 9<setup.sh
if command -v flock >/dev/null && ! flock -n 9; then
  say "another setup is at work here; waiting for it"
  flock 9
fi

if holds "$lock"; then
  ready=1 python=.venv/bin/python
else
  ready='' python=$(find_python)
  [ -n "$python" ] || die "Stagecheck needs Python 3.11 or newer; found none${PYTHON:+ at $PYTHON}" \
    "(python3 is $(python3 -V 2>/dev/null || echo missing)). To name one: PYTHON=/path/to/python make ..."
fi

mapfile -t packages < <(missing)
if [ ${#packages[@]} != 0 ]; then
  get_system_packages "${packages[@]}"
  mapfile -t packages < <(missing)
fi
for name in "${packages[@]}"; do
  [ "$name" = chromium ] || die "still missing after the installation: $name"
done
[ -n "$ready" ] || make_venv
[[ " ${packages[*]} " != *" chromium "* ]] || get_playwright_chromium
[ -z "$audit" ] || get_npm_packages
