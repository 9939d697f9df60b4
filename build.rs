//! Linker flags of the window's program.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // The line tables of crash reports take half of the size; the standard library reads them compressed as well.
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo::rustc-link-arg-bins=-Wl,--compress-debug-sections=zlib");
    }
}
