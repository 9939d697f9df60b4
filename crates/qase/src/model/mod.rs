//! Types for Qase's requests and answers.
//!
//! Reading and writing differ in Qase (a tag is read as an object and written as a text, custom fields are read as a list and
//! written as a map), so they are different types: `Case` is read, `CaseWrite` is written. Reading is tolerant ([`tolerant`]);
//! members that a type does not name are kept in `extra` if they are needed. Rules of the own domain do not belong here.

pub mod attachment;
pub mod case;
pub mod field;
pub mod project;
pub mod result;
pub mod result_v2;
pub mod run;
pub mod shared_step;
pub mod small;
pub mod step;
pub mod suite;
pub mod tolerant;

pub use attachment::{Attachment, StoredAttachment, UploadedAttachment};
pub use case::{Case, CaseBulkItem, CaseWrite, CustomFieldValue, Parameter, ParameterItem, ParameterWrite, Tag};
pub use field::{CustomField, CustomFieldWrite, FieldEntity, FieldKind, FieldOption, SystemField, SystemFieldOption};
pub use project::{DefectCounts, Project, ProjectCounts, ProjectCreate, RunCounts};
pub use result::{ResultCase, ResultCreate, ResultUpdate, StepResult, StepResultWrite, TestResult};
pub use result_v2::{Execution, Relations, ResultV2, StepDataV2, StepExecution, StepV2, SuitePart};
pub use run::{Run, RunCreate, RunEnvironment, RunMilestone, RunStats, RunUpdate};
pub use shared_step::{SharedStep, SharedStepContent, SharedStepWrite};
pub use small::{
    Configuration, ConfigurationGroup, Environment, EnvironmentWrite, Milestone, MilestoneWrite, Plan, PlanCase, PlanWrite,
};
pub use step::{Step, StepWrite};
pub use suite::{Suite, SuiteWrite};
pub use tolerant::Patch;

/// JSON members that a type does not name, kept so that the original JSON can be restored.
pub type Extra = serde_json::Map<String, serde_json::Value>;

/// An entry of a list, identified by an id or a hash.
pub trait Entity {
    /// Type of the id or the hash.
    type Key: Ord + Clone + std::hash::Hash + Default + Send;

    /// The id or the hash; the type's default value when Qase sent none.
    fn key(&self) -> Self::Key;
}

macro_rules! entity {
    ($($name:ty: $field:ident -> $key:ty),+ $(,)?) => {$(
        impl Entity for $name {
            type Key = $key;

            fn key(&self) -> $key {
                self.$field.clone()
            }
        }
    )+};
}

entity! {
    Project: code -> String,
    Suite: id -> i64,
    Case: id -> i64,
    CustomField: id -> i64,
    Run: id -> i64,
    TestResult: hash -> String,
    StoredAttachment: hash -> String,
    Environment: id -> i64,
    Milestone: id -> i64,
    Plan: id -> i64,
    SharedStep: hash -> String,
    ConfigurationGroup: id -> i64,
}
