//! Plain tables of cases: what the program knows of other tools changes nothing in them.

use voluptas_formats::ReadOptions;
use voluptas_formats::cases::{CasesFile, read_cases};

fn read(text: &str) -> CasesFile {
    read_cases("a.csv", text.as_bytes(), None, &ReadOptions::default()).expect("cases")
}

#[test]
fn json_in_the_text_of_a_step_stays_a_text() {
    for json in [r#"[{""id"":1,""name"":""x""}]"#, "[{}]", r#"[{""fields"":{}}]"#, r#"[{""action"":""send"",""data"":5}]"#] {
        let file = read(&format!("Title,Steps,Expected\nA,\"{json}\",ok\n"));
        let step = &file.rows[0].content.steps[0];
        assert_eq!((step.action.as_str(), step.expected.as_deref()), (json.replace("\"\"", "\"").as_str(), Some("ok")));
    }
    let file = read("Title,Steps\nA,\"[{\"\"step\"\":\"\"Open\"\",\"\"result\"\":\"\"Ok\"\"}]\"\n");
    let step = &file.rows[0].content.steps[0];
    assert_eq!((step.action.as_str(), step.expected.as_deref()), ("Open", Some("Ok")));
}
