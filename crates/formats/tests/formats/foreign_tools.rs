//! Files as TestRail, TestLink, Jira (Xray, Zephyr Squad) and Zephyr Scale write them, with every element that a person fills in:
//! nothing readable is lost.

use crate::joined;
use voluptas_core::domain::case::{CaseContent, StepsType};
use voluptas_formats::cases::{CaseFormat, CasesFile, read_cases};
use voluptas_formats::{ReadOptions, Severity};

fn read(name: &str, text: &str) -> CasesFile {
    read_cases(name, text.as_bytes(), None, &ReadOptions::default()).expect("cases")
}

/// Everything that a person can read of a case.
fn words(content: &CaseContent) -> String {
    serde_json::to_string(content).expect("JSON")
}

/// Checks that every text is in the case, and that the reader warned of nothing.
fn has_all(file: &CasesFile, case: usize, texts: &[&str]) {
    let all = words(&file.rows[case].content) + &file.rows[case].milestone;
    for text in texts {
        assert!(all.contains(text), "{text} is lost: {all}");
    }
    let warnings: Vec<_> = file.report.notes.iter().filter(|n| n.severity != Severity::Info).collect();
    assert!(warnings.is_empty(), "{warnings:?}");
}

pub(crate) const TESTRAIL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<suite>
<id>S12</id>
<name>Master</name>
<description></description>
<sections>
<section>
<name>Checkout</name>
<description>Paying and delivery</description>
<cases>
<case>
<id>C101</id>
<title>Pay by card</title>
<template>Test Case (Steps)</template>
<type>Functional</type>
<priority>Critical</priority>
<estimate>1h 30m</estimate>
<milestone>Release 2.14</milestone>
<references>REQ-1, REQ-2</references>
<is_deleted>0</is_deleted>
<custom>
<automation_type><id>1</id><value> Automated</value></automation_type>
<preconds>A cart with one item.</preconds>
<steps_separated>
<step><index>1</index><content>Open the cart</content><expected>The total is shown</expected><additional_info>shop.test/cart</additional_info></step>
<step><index>2</index><content>Pay</content><expected>Paid</expected></step>
</steps_separated>
<browsers><item><id>1</id><value> Chrome</value></item><item><id>4</id><value> Safari</value></item></browsers>
<comment>Ask the bank for a test card.</comment>
<risk><id>2</id><value> Medium risk</value></risk>
</custom>
</case>
<case>
<id>C102</id>
<title>Explore the checkout</title>
<template>Exploratory Session</template>
<type>Other</type>
<priority>Low</priority>
<custom>
<mission>Find ways to pay twice.</mission>
<goals>Two tabs; the back button.</goals>
</custom>
</case>
<case>
<id>C103</id>
<title>Pay by voucher</title>
<template>Behaviour Driven Development</template>
<type>Acceptance</type>
<priority>4 - Must Test</priority>
<custom>
<testrail_bdd_scenario>[{"content":"Given a voucher\nWhen I pay"},{"content":"Then it is used up"}]</testrail_bdd_scenario>
</custom>
</case>
<case>
<id>C104</id>
<title>Template changed</title>
<custom>
<steps>Old text of the steps</steps>
<expected>Old result</expected>
<steps_separated><step><index>1</index><content>New step</content></step></steps_separated>
</custom>
</case>
</cases>
</section>
</sections>
</suite>
"#;

#[test]
fn nothing_readable_of_testrail_is_lost() {
    let file = read("testrail.xml", TESTRAIL);
    assert_eq!((file.format, file.rows.len(), file.suites.len()), (CaseFormat::TestRail, 4, 1));
    let texts =
        ["1h 30m", "Release 2.14", "REQ-1, REQ-2", "A cart with one item.", "shop.test/cart", "Chrome, Safari", "test card"];
    has_all(&file, 0, &texts);
    let first = &file.rows[0].content;
    assert_eq!((first.priority.as_str(), first.automation.as_str()), ("high", "automated"));
    assert_eq!((first.custom_fields["risk"].as_str(), first.custom_fields["Estimate"].as_str()), ("Medium risk", "1h 30m"));
    assert!(!words(first).contains("is_deleted"), "{first:?}");
    has_all(&file, 1, &["Find ways to pay twice.", "Two tabs; the back button."]);
    let bdd = &file.rows[2].content;
    assert_eq!(bdd.steps_type, StepsType::Gherkin);
    assert_eq!(bdd.steps[0].action, "Given a voucher\nWhen I pay\n\nThen it is used up");
    has_all(&file, 3, &["New step", "Old text of the steps", "Old result"]);
}

pub(crate) const TESTLINK: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuite id="3" name="Checkout">
<node_order><![CDATA[1]]></node_order>
<details><![CDATA[<p>Paying</p>]]></details>
<testcase internalid="17" name="Pay by card">
<node_order><![CDATA[100]]></node_order>
<externalid><![CDATA[5]]></externalid>
<fullexternalid><![CDATA[SHOP-5]]></fullexternalid>
<version><![CDATA[2]]></version>
<summary><![CDATA[<p>The card is <em>charged</em> once</p>]]></summary>
<preconditions><![CDATA[<ul><li>A cart</li><li>A card</li></ul>]]></preconditions>
<execution_type><![CDATA[2]]></execution_type>
<importance><![CDATA[3]]></importance>
<estimated_exec_duration>12.50</estimated_exec_duration>
<status>7</status>
<is_open>1</is_open>
<active>1</active>
<steps>
<step><step_number><![CDATA[1]]></step_number><actions><![CDATA[<p>Open</p>]]></actions><expectedresults><![CDATA[<p>A form</p>]]></expectedresults><execution_type><![CDATA[1]]></execution_type></step>
</steps>
<keywords><keyword name="smoke"><notes><![CDATA[Every build]]></notes></keyword></keywords>
<custom_fields><custom_field><name><![CDATA[Browser]]></name><value><![CDATA[Firefox]]></value></custom_field></custom_fields>
<requirements><requirement><req_spec_title><![CDATA[Payments]]></req_spec_title><doc_id><![CDATA[REQ-7]]></doc_id><title><![CDATA[Charge once]]></title></requirement></requirements>
</testcase>
</testsuite>
"#;

#[test]
fn nothing_readable_of_testlink_is_lost() {
    let file = read("testlink.xml", TESTLINK);
    assert_eq!((file.format, file.rows[0].id.as_deref()), (CaseFormat::TestLink, Some("SHOP-5")));
    has_all(&file, 0, &["charged", "A cart", "A card", "12.50", "smoke", "Firefox", "REQ-7 Charge once", "A form"]);
    let content = &file.rows[0].content;
    assert_eq!(
        (content.priority.as_str(), content.status.as_str(), content.automation.as_str()),
        ("high", "actual", "automated")
    );
    assert_eq!(file.suites[0].content.description.as_deref(), Some("Paying"));
}

/// An issue of Jira's RSS with these custom fields.
fn jira(fields: &str) -> String {
    format!(
        r#"<!-- RSS generated by JIRA -->
<rss version="0.92"><channel><title>Issues</title><link>https://jira.test</link><description>Search</description>
<item>
<title>[SHOP-42] Pay by card</title>
<link>https://jira.test/browse/SHOP-42</link>
<project id="10000" key="SHOP">Shop</project>
<description>&lt;p&gt;The card is charged once.&lt;/p&gt;</description>
<environment>&lt;p&gt;Stage 2&lt;/p&gt;</environment>
<key id="10042">SHOP-42</key>
<summary>Pay by card</summary>
<type id="10100" iconUrl="https://jira.test/i.png">Test</type>
<priority id="2" iconUrl="https://jira.test/p.png">Highest</priority>
<status id="1" iconUrl="">Ready</status>
<statusCategory id="2" key="new" colorName="blue"/>
<resolution id="-1">Unresolved</resolution>
<assignee username="olga">Olga</assignee>
<reporter username="mark">Mark</reporter>
<labels><label>smoke</label><label>cart</label></labels>
<created>Thu, 15 Jan 2026 09:00:00 +0000</created>
<updated>Thu, 15 Jan 2026 09:00:00 +0000</updated>
<fixVersion>2.14</fixVersion>
<component>Checkout</component>
<component>Payments</component>
<due></due>
<votes>0</votes>
<watches>1</watches>
<comments><comment id="1" author="mark" created="x">&lt;p&gt;Use the test card&lt;/p&gt;</comment></comments>
<issuelinks><issuelinktype id="1"><name>Tests</name><outwardlinks description="tests"><issuelink><issuekey id="7">SHOP-7</issuekey></issuelink></outwardlinks></issuelinktype></issuelinks>
<attachments><attachment id="3" name="receipt.png" size="10" author="mark" created="x"/></attachments>
<subtasks></subtasks>
<customfields>{fields}</customfields>
</item>
</channel></rss>
"#
    )
}

fn field(key: &str, name: &str, value: &str) -> String {
    format!(
        r#"<customfield id="customfield_1" key="{key}"><customfieldname>{name}</customfieldname><customfieldvalues>{value}</customfieldvalues></customfield>"#
    )
}

/// Texts of the issue itself.
const ISSUE: [&str; 9] =
    ["charged once", "Stage 2", "Ready", "smoke", "2.14", "Checkout, Payments", "test card", "SHOP-7", "receipt.png"];

#[test]
fn nothing_readable_of_xray_is_lost() {
    let steps = r"<steps><step><index>1</index><step><![CDATA[Open the cart]]></step><data><![CDATA[one item]]></data><result><![CDATA[The total]]></result></step></steps>";
    let manual = jira(
        &[
            field("com.xpandit.plugins.xray:test-type-custom-field", "Test Type", "<customfieldvalue>Manual</customfieldvalue>"),
            field("com.xpandit.plugins.xray:manual-test-steps-custom-field", "Manual Test Steps", steps),
            field(
                "com.xpandit.plugins.xray:test-repository-path",
                "Test Repository Path",
                "<customfieldvalue>/Checkout/Cards</customfieldvalue>",
            ),
            field("com.atlassian.jira.plugin:select", "Risk", "<customfieldvalue>High risk</customfieldvalue>"),
        ]
        .concat(),
    );
    let file = read("xray.xml", &manual);
    assert_eq!((file.format, joined(&file.rows[0].suite).as_str()), (CaseFormat::Xray, "Checkout/Cards"));
    has_all(&file, 0, &ISSUE);
    has_all(&file, 0, &["Open the cart", "one item", "The total", "High risk", "Manual"]);
    let content = &file.rows[0].content;
    assert_eq!((content.links[0].url.as_str(), content.priority.as_str()), ("https://jira.test/browse/SHOP-42", "high"));
    let cucumber = jira(&field(
        "com.xpandit.plugins.xray:automated-test-type-custom-field.cucumber",
        "Cucumber Scenario",
        "<customfieldvalue>Given a cart&#xa;When I pay</customfieldvalue>",
    ));
    let file = read("xray.xml", &cucumber);
    assert_eq!(file.rows[0].content.steps_type, StepsType::Gherkin, "{:?}", file.rows[0].content);
    has_all(&file, 0, &["Given a cart\\nWhen I pay"]);
}

#[test]
fn nothing_readable_of_zephyr_squad_is_lost() {
    let steps =
        r#"<customfieldvalue>[{"orderId":1,"step":"Open the cart","data":"one item","result":"The total"}]</customfieldvalue>"#;
    let file = read("zephyr.xml", &jira(&field("com.thed.zephyr.je:zephyr-step", "Zephyr Teststep", steps)));
    assert_eq!(file.format, CaseFormat::Zephyr);
    has_all(&file, 0, &ISSUE);
    has_all(&file, 0, &["Open the cart", "one item", "The total"]);
}

pub(crate) const SCALE: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<project>
<projectId>10000</projectId><projectKey>SHOP</projectKey>
<folders><folder fullPath="Checkout" index="0"/><folder fullPath="Checkout/Cards" index="0"/></folders>
<testCases>
<testCase id="1" key="SHOP-T5" paramType="PARAMETER">
<attachments><attachment><name>receipt.png</name><url>https://jira.test/receipt.png</url></attachment></attachments>
<component>Payments</component>
<confluencePageLinks/>
<createdBy>olga</createdBy>
<createdOn>2026-01-15 09:00:00 UTC</createdOn>
<customFields><customField name="Risk" type="SINGLE_CHOICE_SELECT_LIST"><value>High risk</value></customField></customFields>
<estimatedTime>5400000</estimatedTime>
<folder>Checkout/Cards</folder>
<issues><issue><key>SHOP-7</key><summary>Charge once</summary></issue></issues>
<labels><label>smoke</label></labels>
<name>Pay by card</name>
<objective>The card is &lt;b&gt;charged&lt;/b&gt; once</objective>
<owner>olga</owner>
<parameters><parameter index="0" name="card" type="FREE_TEXT"/></parameters>
<precondition>A cart</precondition>
<priority>Normal</priority>
<status>Approved</status>
<testScript type="steps"><steps><step index="0"><customFields/><description>Open</description><expectedResult>A form</expectedResult><testData>one item</testData></step></steps></testScript>
</testCase>
</testCases>
</project>
"#;

#[test]
fn nothing_readable_of_zephyr_scale_is_lost() {
    let file = read("scale.xml", SCALE);
    assert_eq!((file.format, joined(&file.rows[0].suite).as_str()), (CaseFormat::Zephyr, "Checkout/Cards"));
    let texts =
        ["receipt.png", "Payments", "High risk", "5400000", "SHOP-7", "Charge once", "smoke", "charged", "card", "A cart"];
    has_all(&file, 0, &texts);
    has_all(&file, 0, &["Open", "A form", "one item", "olga"]);
    let content = &file.rows[0].content;
    assert_eq!((content.priority.as_str(), content.status.as_str()), ("medium", "actual"));
}

#[test]
fn sections_of_one_name_and_several_suites_of_testrail_stay_apart() {
    let case = |id: &str| format!("<cases><case><id>{id}</id><title>Enter</title></case></cases>");
    let section = |name: &str, id: &str| format!("<section><name>{name}</name>{}</section>", case(id));
    let one =
        format!("<suite><name>Master</name><sections>{}{}</sections></suite>", section("Login", "C1"), section("Login", "C2"));
    let file = read("testrail.xml", &one);
    let places: Vec<String> = file.rows.iter().map(|row| voluptas_formats::cases::shown_path(&row.suite)).collect();
    assert_eq!((places.join(", ").as_str(), file.suites.len()), ("Login, Login (2)", 2));
    let suite = |name: &str, id: &str| format!("<suite><name>{name}</name><sections>{}</sections></suite>", section("Login", id));
    let file = read("testrail.xml", &format!("<suites>{}{}</suites>", suite("Web", "C1"), suite("App", "C2")));
    let places: Vec<String> = file.rows.iter().map(|row| joined(&row.suite)).collect();
    assert_eq!((places, file.suites.len()), (vec!["Web/Login".to_owned(), "App/Login".to_owned()], 4));
}

#[test]
fn what_steps_have_beside_their_texts_is_kept_or_named() {
    let text = "<suite><sections><section><name>Cart</name><cases><case><id>C1</id><title>Pay</title><type>Accessibility</type>\
        <custom><automation_type><id>0</id><value>None</value></automation_type><steps_separated><step><index>1</index>\
        <content>Open</content><refs>REQ-9</refs></step></steps_separated></custom></case></cases></section></sections></suite>";
    let content = &read("testrail.xml", text).rows[0].content;
    assert_eq!(
        (content.custom_fields["Steps: Refs"].as_str(), content.custom_fields["Type"].as_str()),
        ("REQ-9", "Accessibility")
    );
    assert!(!content.custom_fields.contains_key("automation_type"));
    let text = "<project><testCases><testCase key='SHOP-T1'><name>Pay</name><testScript type='steps'><steps>\
        <step><customFields><customField name='Note'><value>with care</value></customField></customFields><description>Open</description></step>\
        <step><testCaseKey>SHOP-T2</testCaseKey></step></steps></testScript></testCase></testCases></project>";
    let file = read("scale.xml", text);
    let content = &file.rows[0].content;
    assert_eq!((content.steps.len(), content.steps[1].action.as_str()), (2, "SHOP-T2"));
    assert!(content.custom_fields["Steps: Custom fields"].contains("with care"), "{content:?}");
    assert!(file.report.notes.iter().any(|note| note.message.key == "formats-warning-step-call"));
}

#[test]
fn files_of_testlink_are_names_and_what_suites_lack_is_named() {
    let text = "<testsuite name='Cart'><keywords><keyword name='risky'><notes/></keyword></keywords><testcase name='Pay'>\
        <attachments><attachment><id>1</id><name>bill.png</name><content>aGVsbG8=</content></attachment></attachments>\
        <active>0</active><summary><![CDATA[<ol><li>one</li><li>two</li></ol>]]></summary></testcase></testsuite>";
    let file = read("testlink.xml", text);
    let content = &file.rows[0].content;
    assert_eq!(
        (content.custom_fields["Attachments"].as_str(), content.description.as_deref()),
        ("bill.png", Some("1. one\n2. two"))
    );
    assert_eq!(content.custom_fields["Active"], "0");
    let said: Vec<_> = file.report.notes.iter().map(|note| (note.message.key.as_str(), note.field.as_deref())).collect();
    assert_eq!(said, [("formats-warning-suite-cell", Some("keywords"))]);
}
