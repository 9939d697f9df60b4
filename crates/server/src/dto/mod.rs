//! Entities of the domain as the JSON of Qase's API, and the other way round.
//!
//! Requests and answers differ in Qase: values of custom fields are a map in a request and a list in an answer, a shared step is
//! `shared` in a request and `shared_step_hash` in an answer, and attachments are hashes in a request and missing in an answer.

pub mod attachment;
pub mod case;
pub mod case_input;
pub mod custom_values;
pub mod defect;
pub mod members;
pub mod result;
pub mod result_input;
pub mod review;
pub mod run;
pub mod steps;
