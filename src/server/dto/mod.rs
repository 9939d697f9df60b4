//! Entities of the domain as the JSON of Qase's API, and the other way round.
//!
//! What is written and what is read differ in Qase: values of custom fields go in as a map and come out as a list, a shared step
//! goes in as `shared` and comes out as `shared_step_hash`, attachments go in as hashes and come out without.

pub mod attachment;
pub mod case;
pub mod case_input;
pub mod custom_values;
pub mod result;
pub mod result_input;
pub mod run;
pub mod steps;
