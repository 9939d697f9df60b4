//! Linker flags of both programs. The command line is built by this script, too.

use std::path::Path;

fn main() {
    // A file that both packages have: a change of the script itself runs it anyway, and a path that is not there would run it each time.
    println!("cargo::rerun-if-changed=Cargo.toml");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if !is("CARGO_CFG_TARGET_OS", "linux") {
        return;
    }
    // The standard library reads the line tables of crash reports compressed as well.
    println!("cargo::rustc-link-arg-bins=-Wl,--compress-debug-sections=zlib");
    // The other flags are those of LLD, which Rust uses on this architecture.
    if !(is("CARGO_CFG_TARGET_ARCH", "x86_64") && is("CARGO_CFG_TARGET_ENV", "gnu") && is("PROFILE", "release")) {
        return;
    }
    // Equal functions once; more compression at the second level.
    println!("cargo::rustc-link-arg-bins=-Wl,--icf=all,-O2");
    // A package runs on systems older than glibc 2.36, which packed relocations need, and has its names in files of debug information.
    if std::env::var_os("OUT_DIR").is_some_and(|out| Path::new(&out).iter().any(|part| part == "dist")) {
        return;
    }
    println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    // Names of functions are a quarter of a program; files and lines tell as much in a crash report.
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("packaging/linux/no-symbols.ld"));
    if let Some(script) = scripts.into_iter().find(|script| script.exists()) {
        println!("cargo::rerun-if-changed={}", script.display());
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{}", script.display());
    }
}
