//! Tells the program the commit that it is built from, for `--version`, and packs the licences.
//!
//! A checkout is asked through git; sources without one take the variables `VOLUPTAS_COMMIT` and `VOLUPTAS_COMMIT_DATE`
//! (`2026-11-20`). Without either, both are empty. The clock is never read, so that the same sources give the same program. A debug
//! build does not ask git: every commit would compile the package anew.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

/// The text from the package's folder.
const LICENCES: &str = "../../assets/licences.txt";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=VOLUPTAS_COMMIT");
    println!("cargo::rerun-if-env-changed=VOLUPTAS_COMMIT_DATE");
    let is_debug = env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    let (commit, date) = if is_debug { given() } else { checkout().or_else(given) }.unwrap_or_default();
    println!("cargo::rustc-env=VOLUPTAS_BUILD_COMMIT={commit}");
    println!("cargo::rustc-env=VOLUPTAS_BUILD_DATE={date}");
    println!("cargo::rerun-if-changed={LICENCES}");
    pack_licences()
}

/// Half a megabyte that is seldom read takes a fifth of that.
fn pack_licences() -> io::Result<()> {
    let folder = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let file = fs::File::create(Path::new(&folder).join("licences.gz"))?;
    let mut packed = GzEncoder::new(file, Compression::best());
    packed.write_all(&fs::read(LICENCES)?)?;
    packed.finish()?.sync_all()
}

/// Commit and date of the checkout whose `crates/core` is this package.
fn checkout() -> Option<(String, String)> {
    let package = env::var("CARGO_MANIFEST_DIR").ok()?;
    // Sources unpacked inside another project's repository are not of its commit.
    let root = git(&["rev-parse", "--show-toplevel"])?;
    if Path::new(&root).canonicalize().ok()? != Path::new(&package).join("../..").canonicalize().ok()? {
        return None;
    }
    // The log of HEAD grows with each commit and each checkout. A path that does not exist would run this every time.
    for name in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", name]).filter(|p| Path::new(p).exists());
        if let Some(path) = path {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    let shown = git(&["show", "--no-patch", "--format=%H %cs", "HEAD"])?;
    let (commit, date) = shown.split_once(' ')?;
    checked(commit, date)
}

fn given() -> Option<(String, String)> {
    let commit = env::var("VOLUPTAS_COMMIT").ok()?;
    checked(commit.trim(), env::var("VOLUPTAS_COMMIT_DATE").unwrap_or_default().trim())
}

/// The first seven digits of the commit, and the date; nothing that is not plainly one.
fn checked(commit: &str, date: &str) -> Option<(String, String)> {
    let commit = commit.get(..7).filter(|c| c.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let is_date = date.len() == 10 && date.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    Some((commit.to_owned(), if is_date { date.to_owned() } else { String::new() }))
}

fn git(args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).output().ok().filter(|o| o.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
