//! A client that is generated from the OpenAPI document: it compiles with strict types, and works with this server.

use crate::support::{TOKEN, World};
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::skip::skip;

/// The generator and the compiler, installed once per target folder: none where there is no node, npm or network.
fn installed() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (source, target) = (root.join("tests/server/generated"), Path::new(env!("CARGO_TARGET_TMPDIR")).join("server-generated"));
    for tool in ["node", "npm"] {
        if !Command::new(tool).arg("--version").output().is_ok_and(|o| o.status.success()) {
            skip(&format!("{tool} is not there"));
            return None;
        }
    }
    std::fs::create_dir_all(&target).expect("folder");
    for name in ["package.json", "package-lock.json", "tsconfig.json", "round_trip.ts"] {
        std::fs::copy(source.join(name), target.join(name)).expect("copy");
    }
    std::fs::copy(root.join("../../docs/openapi.json"), target.join("openapi.json")).expect("the document");
    if !target.join("node_modules/typescript").exists() {
        let install = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&target).output().expect("npm");
        if !install.status.success() {
            skip(&format!("npm ci: {}", String::from_utf8_lossy(&install.stderr)));
            return None;
        }
    }
    Some(target)
}

/// Runs a script of a package; what it printed.
fn node(folder: &Path, arguments: &[&str], url: &str) -> String {
    let mut command = Command::new("node");
    command.args(arguments).current_dir(folder).env("VOLUPTAS_URL", url).env("VOLUPTAS_TOKEN", TOKEN);
    let output = command.output().expect("node");
    let log = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{arguments:?}: {log}");
    log
}

#[tokio::test]
async fn a_generated_client_compiles_and_does_a_round_trip() {
    let Some(folder) = tokio::task::spawn_blocking(installed).await.expect("install") else { return };
    let w = World::demo().await;
    let url = w.server.root_url();
    let work = tokio::task::spawn_blocking(move || {
        let generator = "node_modules/@hey-api/openapi-ts/bin/index.cjs";
        node(&folder, &[generator, "-i", "openapi.json", "-o", "client", "-c", "@hey-api/client-fetch"], &url);
        node(&folder, &["node_modules/typescript/bin/tsc", "-p", "."], &url);
        node(&folder, &["built/round_trip.js"], &url)
    });
    assert!(work.await.expect("client").contains("round trip done"));
}
