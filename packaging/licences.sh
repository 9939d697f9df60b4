#!/usr/bin/env bash
# Renews assets/licences.txt after a change of the dependencies. Needs `cargo install cargo-about --locked`.
set -euo pipefail
cd "$(dirname "$0")/.."
out=assets/licences.txt
{
  cargo about generate --locked --offline -c packaging/about.toml packaging/about.hbs
  for font in Inter JetBrainsMono NotoEmoji; do
    printf '================================================================================\nOFL-1.1\n\n  %s (font)\n\n' "$font"
    cat "assets/fonts/$font-OFL.txt"
    printf '\n'
  done
  printf '================================================================================\nMIT\n\n  Redoc\n\n'
  cat assets/redoc/LICENSE.txt
  printf '\n================================================================================\n0BSD\n\n  htmx\n\n'
  cat assets/web/LICENSE-htmx.txt
} | tr -d '\r\f' | expand -t 4 | fold -s -w 80 | sed 's/[[:space:]]*$//' | cat -s > "$out.new"
mv "$out.new" "$out"
