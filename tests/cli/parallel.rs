//! Several commands at once on a home that nobody has used yet.

use crate::support::{Ended, Home};
use std::process::{Child, Stdio};

#[test]
fn four_commands_on_a_new_home_all_succeed() {
    for round in 0..6 {
        let home = Home::new();
        let files: Vec<_> =
            (0..4).map(|n| home.file(&format!("{n}.csv"), &format!("FuncID,Title,Type\nshop{n},Shop {n},Module\n"))).collect();
        let start = |file: &std::path::PathBuf| -> Child {
            let args = ["functions", "import", file.to_str().expect("path")];
            home.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs")
        };
        let children: Vec<Child> = files.iter().map(start).collect();
        for child in children {
            let ended: Ended = child.wait_with_output().expect("ends").into();
            assert_eq!(ended.code, 0, "round {round}: {}{}", ended.out, ended.err);
        }
        let listed = home.run(&["functions", "list", "--json"]).expect(0).out;
        for n in 0..4 {
            assert!(listed.contains(&format!("\"shop{n}\"")), "round {round}: {listed}");
        }
    }
}
