//! Linker flags of both programs.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if !is("CARGO_CFG_TARGET_OS", "linux") {
        return;
    }
    // The line tables of crash reports take half of the size; the standard library reads them compressed as well.
    println!("cargo::rustc-link-arg-bins=-Wl,--compress-debug-sections=zlib");
    // LLD, which Rust uses on this architecture, joins equal functions, compresses more at its second level and packs relocations.
    if !(is("CARGO_CFG_TARGET_ARCH", "x86_64") && is("CARGO_CFG_TARGET_ENV", "gnu") && is("PROFILE", "release")) {
        return;
    }
    for flag in ["--icf=all", "-O2", "-z,pack-relative-relocs"] {
        println!("cargo::rustc-link-arg-bins=-Wl,{flag}");
    }
    // Names of functions are a quarter of a program; files and lines tell as much in a crash report. The profile `dist` keeps them for the
    // files of debug information beside the package.
    let is_dist = std::env::var_os("OUT_DIR").is_some_and(|out| Path::new(&out).iter().any(|part| part == "dist"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("packaging/linux/no-symbols.ld"));
    if let Some(script) = script.into_iter().find(|script| !is_dist && script.exists()) {
        println!("cargo::rerun-if-changed={}", script.display());
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{}", script.display());
    }
}
