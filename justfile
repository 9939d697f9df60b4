# Recipes of everyday work: https://just.systems. `just` lists them; each is plain cargo, so that none of them is needed.

set positional-arguments

# Kept between checkouts, as by .ci/run.
export CARGO_TARGET_DIR := env("CARGO_TARGET_DIR", env("XDG_CACHE_HOME", home_directory() / ".cache") / "voluptas/target")

_list:
    @just --list --unsorted

# Format, lints and documentation, without tests
check:
    cargo fmt --all --check
    cargo clippy --locked --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items

# All tests, or those that the arguments select: `just test -p voluptas-store migrations`
test *args:
    cargo nextest run --locked "$@"

# Tests of the packages that changed since BASE, and of those that are built from them
test-changed base="main":
    cargo nextest run --locked $(.ci/changed "$1")

# Everything that must hold before a merge
ci:
    .ci/run

# The window, by default with the demo
run *args="--demo":
    cargo run --bin voluptas -- "$@"

# Benchmarks: `just bench --bench store`
bench *args:
    cargo bench -p voluptas "$@"

# Pictures of the window with the demo, in both languages, without a display; needs Xvfb, xdotool, xwd and ImageMagick
shots folder="target/shots":
    cargo build --bin voluptas
    packaging/shots "$CARGO_TARGET_DIR/debug/voluptas" "$1"

# Linux packages in target/package
package:
    packaging/build
