# shellcheck shell=bash
# Read by the other scripts of this folder: says what is missing, and installs what can be.

say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# need_swift: Swift 6.1 or later on the path.
need_swift() {
    command -v swift >/dev/null || fail \
        "No encuentro 'swift'. Instale Swift 6.3 para Debian 12 (https://www.swift.org/install/linux/) y póngalo en el PATH." \
        "There is no 'swift' here. Install Swift 6.3 for Debian 12 and put it on the PATH."
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    if [ "$(printf '%s\n' 6.1 "${version:-0}" | sort -V | head -n 1)" != 6.1 ]; then
        fail "Swift ${version:-?} es demasiado viejo: hace falta 6.1 o posterior (se prueba con 6.3)." \
            "Swift ${version:-?} is too old: 6.1 or later is needed (6.3 is what we test with)."
    fi
}

# need_packages LIST: installs those Debian packages of a list that are missing.
need_packages() {
    local missing=() package
    while read -r package; do
        case $package in '' | '#'*) continue ;; esac
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done <"$1"
    [ ${#missing[@]} -eq 0 ] && return 0
    command -v apt-get >/dev/null || fail "Faltan / missing: ${missing[*]}"
    [ "$(id -u)" -eq 0 ] || fail \
        "Faltan paquetes de Debian; instálelos como root y repita:" "  apt-get install ${missing[*]}" \
        "Debian packages are missing; install them as root with the line above, then run this again."
    say "Instalo / installing: ${missing[*]}"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 && return 0
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
