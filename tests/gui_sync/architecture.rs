//! Drawing of the sync dialog starts no jobs: no function that gets a `Ui` gets the workspace, the store or the job runner as well.

use std::path::{Path, PathBuf};

/// All source files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    files.into_iter().chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

#[test]
fn drawing_functions_get_no_backend() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sync_dialog");
    let mut drawing = 0;
    for path in sources(&folder) {
        let text = std::fs::read_to_string(&path).expect("source");
        for function in text.split("fn ").skip(1) {
            let signature = function.split('{').next().unwrap_or_default();
            if !signature.contains("&mut Ui") {
                continue;
            }
            drawing += 1;
            for word in ["TabBackend", "DialogEnv", "Workspace", "Store", "JobRunner"] {
                assert!(!signature.contains(word), "{} draws with a {word}: fn {}", path.display(), signature.trim());
            }
        }
    }
    assert!(drawing > 100, "only {drawing} drawing functions were found");
}
