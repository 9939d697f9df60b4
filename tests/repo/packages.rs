//! Dependencies of the program: no window in the command line's build, everything from the public registry.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use crate::expect_none;
use crate::files::tracked;
use crate::source::root;

/// Packages of the window; names that begin so.
const WINDOW: &[&str] = &["egui", "eframe", "epaint", "winit", "glow", "glutin", "rfd", "accesskit", "wayland-", "x11"];
/// Packages of the command line and of its server alone; names that begin so.
const COMMAND_LINE: &[&str] =
    &["voluptas-cli", "voluptas-oidc", "clap", "indicatif", "openidconnect", "opentelemetry", "tracing-opentelemetry"];

/// Names of the packages that a package of the workspace is built from.
fn packages_of(package: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--package", package])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    let listing = String::from_utf8_lossy(&output.stdout).into_owned();
    listing.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn a_program_is_built_from_what_it_needs() {
    let programs = [
        ("voluptas-cli", COMMAND_LINE, WINDOW, "voluptas-cli and the server in it need no package of the window"),
        ("voluptas", WINDOW, COMMAND_LINE, "the window needs no package of the command line"),
    ];
    for (program, own, others, rule) in programs {
        let packages = packages_of(program);
        // A name that no package has any more forbids nothing. Other systems have other windows.
        let unknown = own.iter().filter(|name| !packages.iter().any(|package| package.starts_with(**name)));
        let unknown = unknown.filter(|_| cfg!(target_os = "linux")).map(ToString::to_string);
        expect_none("the packages of a program have these names", unknown.collect());
        expect_none(rule, packages.into_iter().filter(|package| others.iter().any(|name| package.starts_with(name))).collect());
    }
}

#[test]
fn every_package_comes_from_the_public_registry() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock is committed");
    let found = lock
        .lines()
        .filter(|l| l.starts_with("source = ") && *l != "source = \"registry+https://github.com/rust-lang/crates.io-index\"")
        .map(str::to_owned)
        .collect();
    expect_none("packages come from crates.io", found);
    let mut found = Vec::new();
    for path in tracked().into_iter().filter(|p| p.ends_with("package-lock.json")) {
        let lock = fs::read_to_string(root().join(&path)).unwrap_or_default();
        let elsewhere = |l: &&str| l.contains("\"resolved\"") && !l.contains("\"https://registry.npmjs.org/");
        found.extend(lock.lines().filter(elsewhere).map(|l| format!("{path}: {}", l.trim())));
    }
    expect_none("packages of the tests come from registry.npmjs.org", found);
    let config = fs::read_to_string(root().join(".cargo/config.toml")).unwrap_or_default();
    let sections: Vec<&str> = config.lines().filter(|l| l.starts_with('[') && *l != "[env]").collect();
    assert!(sections.is_empty(), "no registry or path of one machine in the repository: {sections:?}");
}

/// Names of the direct dependencies that the binaries have, from the manifest.
fn direct_dependencies() -> Vec<String> {
    let manifests = tracked().into_iter().filter(|p| p.ends_with("Cargo.toml") && !p.contains("testkit"));
    let mut names = Vec::new();
    for manifest in manifests.map(|path| fs::read_to_string(root().join(path)).expect("Cargo.toml")) {
        let mut is_shipped = false;
        for line in manifest.lines() {
            if let Some(section) = line.strip_prefix('[') {
                is_shipped = section.ends_with("dependencies]") && !section.contains("dev-") && !section.contains("workspace");
            } else if let Some((name, _)) = line.split_once(".workspace = ").filter(|_| is_shipped) {
                names.push(name.trim().to_owned());
            }
        }
    }
    names.retain(|name| !name.starts_with("voluptas-"));
    names
}

#[test]
fn every_dependency_is_named_with_its_licence() {
    let text = fs::read_to_string(root().join("assets/licences.txt")).expect("licences");
    let words: BTreeSet<&str> = text.lines().filter(|l| l.starts_with("  ")).flat_map(str::split_whitespace).collect();
    let names = direct_dependencies();
    assert!(names.len() > 50 && names.contains(&"zbus".to_owned()) && !names.contains(&"rcgen".to_owned()), "{names:?}");
    let found = names.into_iter().filter(|n| !words.contains(n.as_str())).collect();
    expect_none("every dependency is in assets/licences.txt (packaging/licences.sh)", found);
    let long: Vec<String> = text.lines().filter(|l| l.chars().count() > 80).map(str::to_owned).collect();
    expect_none("lines of the licences fit the window", long);
    assert!(text.len() < 600_000, "{} bytes of licences", text.len());
    assert!(!text.contains('\t') && !text.contains('\r'));
}

/// Features of each package that the default programs have: with the dependencies of tests, or without.
fn features(edges: &str) -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--format", "{p}|{f}", "--edges", edges])
        .current_dir(root())
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Some((package, features)) = line.split_once('|') else { continue };
        let of = found.entry(package.split(" (").next().unwrap_or_default().to_owned()).or_default();
        of.extend(features.trim_end_matches(" (*)").split(',').filter(|word| !word.is_empty()).map(str::to_owned));
    }
    found
}

/// Otherwise `cargo build` after `cargo test` compiles the workspace anew, and tests run on other dependencies than programs.
#[test]
fn dependencies_have_the_same_features_in_programs_and_tests() {
    let (programs, tests) = (features("normal,build"), features("normal,build,dev"));
    let more = programs.iter().filter_map(|(package, own)| {
        let added: Vec<&str> = tests.get(package)?.difference(own).map(String::as_str).collect();
        (!added.is_empty()).then(|| format!("{package}: {}", added.join(", ")))
    });
    expect_none("features that tests alone turn on belong into crates/testkit/Cargo.toml as well", more.collect());
}
