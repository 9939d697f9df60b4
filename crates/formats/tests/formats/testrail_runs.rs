//! Runs of TestRail as its exports have them: XML of a run and of a plan, and CSV with one or several rows for a test.

use voluptas_core::base::clock;
use voluptas_formats::tool_results::{Attempt, COMPLETED, Piece, ToolFormat, ToolResults, read};

fn results(name: &str, bytes: &[u8]) -> ToolResults {
    match read(name, bytes) {
        Ok(Piece::Results(ToolFormat::Testrail, results)) => *results,
        other => panic!("{other:?}"),
    }
}

fn outcomes(results: &ToolResults) -> Vec<(&str, &str, String)> {
    results.attempts.iter().map(|a| (a.name.as_str(), a.status.slug(), a.suites.join("/"))).collect()
}

fn texts(attempt: &Attempt) -> (Option<&str>, Option<&str>, Option<i64>) {
    (attempt.label("testrail_case"), attempt.message.as_deref(), attempt.duration_ms)
}

const RUN: &str = r"<?xml version='1.0' encoding='UTF-8'?>
<run>
 <id>R12</id><name>Release 2.0</name><description>By hand</description><config>Chrome, Windows</config>
 <createdon>2026-09-24T09:00:00Z</createdon><completedon>2026-09-24T18:00:00Z</completedon><milestone>2.0</milestone>
 <stats><passed>1</passed><failed>1</failed></stats>
 <sections>
  <section><name>Shop</name><description>All</description>
   <tests>
    <test><id>T100</id><title>Pay by card</title><type>Functional</type><priority>High</priority><references>REQ-1</references>
     <caseid>C42</caseid><status>Passed</status><assignedto>Anna</assignedto><inprogress>0</inprogress>
     <changes>
      <change><createdon>2026-09-24T12:00:00Z</createdon><createdby>Boris</createdby><status>Passed</status><elapsed>1m 30s</elapsed>
       <version>2.0.1</version><custom><browser><id>2</id><value>Firefox</value></browser></custom></change>
      <change><createdon>2026-09-24T10:00:00Z</createdon><createdby>Anna</createdby><status>Failed</status><comment>No &lt;money&gt;</comment>
       <defects>PAY-1, https://tracker.example/browse/PAY-2</defects>
       <custom><step_results><step><content>Open</content><expected>A form</expected><actual>An error</actual><status>Failed</status></step></step_results></custom></change>
      <change><createdon>2026-09-24T09:30:00Z</createdon><createdby>Anna</createdby><comment>I take this</comment><assignedto>Anna</assignedto></change>
     </changes></test>
   </tests>
   <sections><section><name>Cart</name>
    <tests>
     <test><id>T101</id><title>Empty</title><caseid>C43</caseid><status>Untested</status></test>
     <test><id>T102</id><title>Full</title><caseid>C44</caseid><status>Retest</status><changes/></test>
     <test><id>T103</id><title>Odd</title><caseid>C45</caseid><status>Won't fix</status></test>
    </tests>
   </section></sections>
  </section>
 </sections>
</run>";

#[test]
fn a_run_as_xml_has_every_result_of_every_test() {
    let run = results("run.xml", RUN.as_bytes());
    let of_cart = "Shop/Cart".to_owned();
    assert_eq!(
        outcomes(&run),
        [
            ("Pay by card", "failed", "Shop".to_owned()),
            ("Pay by card", "passed", "Shop".to_owned()),
            ("Full", "retest", of_cart.clone()),
            ("Odd", "won_t_fix", of_cart)
        ]
    );
    let [first, last, ..] = run.attempts.as_slice() else { panic!("{:?}", run.attempts) };
    assert_eq!(texts(first), (Some("C42"), Some("No <money>"), None));
    assert_eq!(texts(last), (Some("C42"), None, Some(90_000)));
    assert_eq!(
        (first.label("tester"), last.label("tester"), last.label("version")),
        (Some("Anna"), Some("Boris"), Some("2.0.1"))
    );
    assert_eq!((last.label("browser"), last.label("comment")), (Some("Firefox"), Some("I take this")));
    let links: Vec<_> = first.links.iter().map(|link| (link.name.as_str(), link.url.as_str())).collect();
    assert_eq!(links, [("PAY-1", ""), ("PAY-2", "https://tracker.example/browse/PAY-2")]);
    let step = &first.steps[0].step;
    assert_eq!((step.action.as_str(), step.comment.as_deref(), step.status.slug()), ("Open", Some("An error"), "failed"));
    assert_eq!(first.end_ms, clock::parse("2026-09-24T10:00:00Z"));
    assert_eq!((run.run.name.as_deref(), run.run.end_ms), (Some("Release 2.0"), clock::parse("2026-09-24T18:00:00Z")));
    let fact = |name: &str| run.run.environment.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str());
    assert_eq!((fact("untested"), fact("milestone"), fact(COMPLETED)), (Some("1"), Some("2.0"), Some("2026-09-24T18:00:00Z")));
    // A case is one test in every run.
    assert_eq!(first.history_id.as_deref(), Some("testrail:C42"));
}

#[test]
fn a_cut_run_gives_its_complete_tests_and_other_documents_stay_others() {
    let end = RUN.find("T102").expect("a test");
    let cut = results("run.xml", &RUN.as_bytes()[..end]);
    assert_eq!((cut.attempts.len(), cut.cut.map(|cut| cut.tests)), (2, Some(1)));
    for other in ["<run><step>1</step></run>", "<plan/>", "<run id='1'><name>x</name></run>"] {
        assert_eq!(read("other.xml", other.as_bytes()).expect("read"), Piece::Other, "{other}");
    }
}

#[test]
fn runs_of_a_plan_are_told_apart_by_their_configurations() {
    let test = "<sections><section><name>Shop</name><tests><test><id>T1</id><title>Pay</title><caseid>C1</caseid><status>Passed</status></test></tests></section></sections>";
    let plan = format!(
        "<plan><name>Release</name><entries><entry><runs><run><name>Shop</name><config>Chrome</config>{test}</run>\
         <run><name>Shop</name><config>Firefox</config>{test}</run></runs></entry></entries></plan>"
    );
    let plan = results("plan.xml", plan.as_bytes());
    let of: Vec<_> = plan.attempts.iter().map(|a| (a.history_id.as_deref(), a.params[0].value.as_str())).collect();
    assert_eq!(of, [(Some("testrail:C1:Chrome"), "Chrome"), (Some("testrail:C1:Firefox"), "Firefox")]);
    assert_eq!(plan.run.name.as_deref(), Some("Release"));
}

#[test]
fn a_run_as_csv_that_breaks_off_is_cut() {
    let text = "ID,Title,Case ID,Comment,Status\nT1,Pay,C1,,Passed\nT2,Send,C2,,Failed";
    let cut = |text: &str| results("run.csv", text.as_bytes()).cut.map(|cut| (cut.line, cut.tests));
    assert_eq!((cut(text), cut(&format!("{text}\n"))), (None, None));
    let torn = text.strip_suffix(",Failed").expect("the last column");
    assert_eq!((cut(torn), cut(&format!("{torn}\n"))), (Some((3, 1)), None));
}

#[test]
fn a_run_as_csv_has_a_row_for_each_result_and_for_each_step() {
    let text = "ID,Title,Assigned To,Case ID,Comment,Defects,Elapsed,Run,Section Hierarchy,Status,Tested By,Tested On,Version,Steps (Step),Steps (Status),Browser\n\
        T100,Pay,Anna,C42,,,90s,Release 2.0,Shop > Cart,Passed,Boris,9/24/2026 1:05 PM,2.0.1,,,Firefox\n\
        T100,Pay,Anna,C42,\"No\nmoney\",\"PAY-1,PAY-2\",,Release 2.0,Shop > Cart,Failed,Anna,9/24/2026 10:00 AM,,Open,Passed,\n\
        ,,,,,,,,,,,,,Pay,Failed,\n\
        T101,Later,,C43,,,,Release 2.0,Shop,Untested,,,,,,\n\
        T102,Blocked,,,,,,Release 2.0,Shop,Blocked,,,,,,\n";
    let check = |name: &str, bytes: &[u8]| {
        let run = results(name, bytes);
        let cart = "Shop/Cart".to_owned();
        assert_eq!(
            outcomes(&run),
            [("Pay", "failed", cart.clone()), ("Pay", "passed", cart), ("Blocked", "blocked", "Shop".to_owned())],
            "{name}"
        );
        let [first, last, blocked] = run.attempts.as_slice() else { panic!("{:?}", run.attempts) };
        assert_eq!(texts(first), (Some("C42"), Some("No\nmoney"), None));
        assert_eq!((last.end_ms, last.duration_ms), (clock::parse("2026-09-24T13:05:00Z"), Some(90_000)));
        assert_eq!((first.steps.len(), first.steps[1].step.status.slug(), first.links.len()), (2, "failed", 2));
        assert_eq!(
            (last.label("Browser"), last.label("assigned_to"), blocked.label("testrail_case")),
            (Some("Firefox"), Some("Anna"), None)
        );
        assert_eq!(
            (run.run.name.as_deref(), &run.run.environment[..]),
            (Some("Release 2.0"), &[("untested".into(), "1".into())][..])
        );
    };
    check("run.csv", text.as_bytes());
    check("bom.csv", format!("\u{feff}{text}").as_bytes());
    check(
        "semicolons.csv",
        text.replace("PAY-1,PAY-2", "PAY-1;PAY-2").replace(',', ";").replace("PAY-1;PAY-2", "PAY-1,PAY-2").as_bytes(),
    );
}

#[test]
fn other_tables_are_no_runs() {
    for text in [
        "ID,Title,Section,Status\nC1,Pay,Cart,Passed\n",
        "ID,Title,Case ID,Status\nC1,Pay,C1,Passed\n",
        "ID,Title,Case ID,Status\n",
        "Status\n",
        "FuncID,Status\nT1,passed\n",
    ] {
        assert_eq!(read("table.csv", text.as_bytes()).expect("read"), Piece::Other, "{text}");
    }
}
