//! Linker flags of the command line.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if !is("CARGO_CFG_TARGET_OS", "linux") {
        return;
    }
    // The line tables of crash reports take half of the size; the standard library reads them compressed as well.
    println!("cargo::rustc-link-arg-bins=-Wl,--compress-debug-sections=zlib");
    // Equal functions once: LLD, which Rust uses on this architecture, can do that.
    if is("CARGO_CFG_TARGET_ARCH", "x86_64") && is("CARGO_CFG_TARGET_ENV", "gnu") && is("PROFILE", "release") {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
    }
}
