//! Traces for a collector of OpenTelemetry, by its standard variables.
//!
//! Nothing is sent, and no thread is started, unless `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` names a collector. The
//! library reads the other variables itself: `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_EXPORTER_OTLP_TIMEOUT`, `OTEL_RESOURCE_ATTRIBUTES`,
//! `OTEL_TRACES_SAMPLER`, `OTEL_BSP_*`. Spans alone are sent, never lines of the log, which only the log's redaction makes safe.

use http::{HeaderMap, HeaderName};
use opentelemetry::propagation::Extractor;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::time::Duration;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::FilterFn;
use voluptas_settings::{Environment, SpanLayer};

/// Longest wait for the collector at the end of the program.
const LAST: Duration = Duration::from_secs(3);

/// Sends spans until it is dropped.
#[derive(Debug)]
pub(super) struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// Starts to send spans; `None` if the variables name no collector.
    ///
    /// # Errors
    /// The address of the collector is invalid.
    pub fn begin(env: &Environment) -> Result<Option<Self>, String> {
        if !is_wanted(env) {
            return Ok(None);
        }
        // For a collector with HTTPS. The library takes what the process has.
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            rustls::crypto::ring::default_provider().install_default().ok();
        }
        let exporter = SpanExporter::builder().with_http().with_protocol(Protocol::HttpBinary).build();
        let exporter = exporter.map_err(|e| e.to_string())?;
        let mut resource = Resource::builder();
        if env.get("OTEL_SERVICE_NAME").is_none() {
            resource = resource.with_service_name("voluptas");
        }
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource.build()).build();
        opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
        Ok(Some(Self { provider }))
    }

    /// The layer of the log that passes on the spans of this program.
    pub fn layer(&self) -> SpanLayer {
        let is_own_span = FilterFn::new(|meta| meta.is_span() && meta.target().starts_with("voluptas"));
        tracing_opentelemetry::layer().with_tracer(self.provider.tracer("voluptas")).with_filter(is_own_span).boxed()
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        // Lost spans harm nobody.
        self.provider.shutdown_with_timeout(LAST).ok();
    }
}

/// Makes the span of a request a child of the caller's, which its headers name.
pub(super) fn set_parent(span: &Span, headers: &HeaderMap) {
    let parent = opentelemetry::global::get_text_map_propagator(|propagator| propagator.extract(&Headers(headers)));
    // A span that no layer has taken has no parent either.
    span.set_parent(parent).ok();
}

/// Headers from which the context of a trace is read.
struct Headers<'h>(&'h HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

fn is_wanted(env: &Environment) -> bool {
    let names_collector =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"].iter().any(|name| env.get(name).is_some());
    let is_off = env.get("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    names_collector && !is_off && env.get("OTEL_TRACES_EXPORTER").is_none_or(|name| name != "none")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_sent_without_a_collector() {
        let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
        let of = |more: &[(&'static str, &'static str)]| Environment::of(more.iter().copied());
        assert!(is_wanted(&of(&[endpoint])));
        assert!(is_wanted(&of(&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:4318/v1/traces")])));
        for off in [vec![], vec![endpoint, ("OTEL_SDK_DISABLED", "true")], vec![endpoint, ("OTEL_TRACES_EXPORTER", "none")]] {
            assert!(!is_wanted(&of(&off)), "{off:?}");
            assert!(Traces::begin(&of(&off)).expect("nothing to do").is_none());
        }
    }
}
