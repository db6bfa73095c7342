//! Where AWS is and how to speak to it → clients, without `aws-config`: on Lambda the environment says all there is.
//! One HTTP client for all services, TLS by ring (the SDK's default is slower at a cold start), every wait limited.
//!
//! AWS's own endpoints are known by Amazon's five root certificates, built in, instead of by the system's 150: those are
//! the roots that AWS says its services chain to, they are valid until 2037, and reading the rest costs as much as all else
//! at a cold start. Fewer may vouch for AWS then, so this is the stricter choice. Another endpoint, or `SSL_CERT_FILE` or
//! `SSL_CERT_DIR` in the environment, brings back the system's.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::dns::ResolveDns;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;

use super::names::FirstOnThisThread;
use super::whole::Whole;

/// What all services share (region, credentials, limits and, for local runs and tests, an endpoint), and their clients.
#[derive(Clone)]
pub struct Connection {
    shared: Arc<SdkConfig>,
    /// Each made once, by whoever asks first.
    dynamodb: Arc<OnceLock<aws_sdk_dynamodb::Client>>,
    ses: Arc<OnceLock<aws_sdk_sesv2::Client>>,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    #[error("the environment lacks {0}")]
    Lacking(String),
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

/// Whom a certificate must come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Roots {
    Amazon,
    System,
}

const AMAZON_ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

const CONNECT_TIMEOUT: Duration = Duration::from_millis(1_000);
const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(2_500);
const OPERATION_TIMEOUT: Duration = Duration::from_millis(6_000);
const ATTEMPTS_MAX: u32 = 3;
/// The SDK would wait up to a second; a person is waiting.
const FIRST_BACKOFF: Duration = Duration::from_millis(50);

impl Connection {
    /// To a server of the same interface on this machine, e.g. `http://127.0.0.1:8000`; any credentials do there.
    pub fn to_endpoint(url: impl Into<String>) -> Self {
        let credentials = Credentials::new("local", "local", None, None, "local");
        let shared = shared(
            "eu-north-1".to_owned(),
            credentials,
            Builder::new().build_http(),
        );
        Self::with(shared.endpoint_url(url))
    }

    /// As Lambda's environment says, or a shell's: `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_SESSION_TOKEN`; `AWS_ENDPOINT_URL` for a server that is not AWS, which may do without keys.
    ///
    /// # Errors
    /// Names the variables that are missing.
    pub fn from_environment(
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConnectionError> {
        let needed = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
        let values = needed.map(&variable);
        let endpoint = variable("AWS_ENDPOINT_URL");
        match (values, endpoint) {
            ([Some(region), Some(id), Some(secret)], endpoint) => {
                let token = variable("AWS_SESSION_TOKEN");
                let credentials = Credentials::new(id, secret, token, None, "environment");
                let mut shared = shared(
                    region,
                    credentials,
                    https(roots(&variable), FirstOnThisThread::new())?,
                );
                shared.set_endpoint_url(endpoint);
                Ok(Self::with(shared))
            }
            ([_, None, None], Some(endpoint)) => Ok(Self::to_endpoint(endpoint)),
            (values, _) => {
                let missing = needed
                    .into_iter()
                    .zip(values)
                    .filter(|(_, value)| value.is_none());
                Err(ConnectionError::Lacking(
                    missing.map(|(name, _)| name).collect::<Vec<_>>().join(", "),
                ))
            }
        }
    }

    fn with(shared: aws_types::sdk_config::Builder) -> Self {
        Self {
            shared: Arc::new(shared.build()),
            dynamodb: Arc::default(),
            ses: Arc::default(),
        }
    }

    /// Takes no answer for empty that does not say so.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let made = || {
            let config = aws_sdk_dynamodb::config::Builder::from(self.shared.as_ref());
            aws_sdk_dynamodb::Client::from_conf(config.interceptor(Whole).build())
        };
        self.dynamodb.get_or_init(made).clone()
    }

    /// Asks once, and waits as long as whoever asks: a request that is given up on may have sent the mail, and each
    /// repetition sends it again. The outbox knows what it tried.
    pub fn ses(&self) -> aws_sdk_sesv2::Client {
        let made = || {
            let config = aws_sdk_sesv2::config::Builder::from(self.shared.as_ref())
                .retry_config(RetryConfig::disabled())
                .timeout_config(patience());
            aws_sdk_sesv2::Client::from_conf(config.build())
        };
        self.ses.get_or_init(made).clone()
    }

    pub fn secrets(&self) -> aws_sdk_secretsmanager::Client {
        aws_sdk_secretsmanager::Client::new(&self.shared)
    }
}

fn shared(
    region: String,
    credentials: Credentials,
    http: SharedHttpClient,
) -> aws_types::sdk_config::Builder {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(region))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http)
        .retry_config(retries())
        .timeout_config(timeouts())
}

fn roots(variable: impl Fn(&str) -> Option<String>) -> Roots {
    let elsewhere = ["AWS_ENDPOINT_URL", "SSL_CERT_FILE", "SSL_CERT_DIR"].map(variable);
    if elsewhere.iter().any(Option::is_some) {
        Roots::System
    } else {
        Roots::Amazon
    }
}

fn https(
    roots: Roots,
    names: impl ResolveDns + Clone + 'static,
) -> Result<SharedHttpClient, ConnectionError> {
    let store = match roots {
        Roots::Amazon => TrustStore::empty().with_pem_certificate(AMAZON_ROOTS),
        Roots::System => TrustStore::default(),
    };
    let context = TlsContext::builder().with_trust_store(store).build();
    let context = context.map_err(|error| ConnectionError::Tls(error.to_string()))?;
    Ok(Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(context)
        .build_with_resolver(names))
}

fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(ATTEMPTS_MAX)
        .with_initial_backoff(FIRST_BACKOFF)
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(OPERATION_TIMEOUT)
        .build()
}

/// What is not named here stays as all services have it.
fn patience() -> TimeoutConfig {
    TimeoutConfig::builder()
        .disable_operation_attempt_timeout()
        .disable_operation_timeout()
        .build()
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::error::display::DisplayErrorContext;
    use rustls_pki_types::CertificateDer;
    use rustls_pki_types::pem::PemObject;

    use super::super::names::tests::late;
    use super::*;

    /// Mozilla's list is the one that browsers and, as `webpki-roots`, our own mail go by.
    #[test]
    fn amazons_roots_are_among_mozillas() {
        let certificates: Vec<CertificateDer> = CertificateDer::pem_slice_iter(AMAZON_ROOTS)
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(certificates.len(), 5);
        for certificate in certificates {
            let root = webpki::anchor_from_trusted_cert(&certificate).unwrap();
            let same_key = |known: &&rustls_pki_types::TrustAnchor| {
                known.subject == root.subject
                    && known.subject_public_key_info == root.subject_public_key_info
            };
            assert!(
                webpki_roots::TLS_SERVER_ROOTS
                    .iter()
                    .find(same_key)
                    .is_some(),
                "{:?}",
                root.subject
            );
        }
    }

    #[test]
    fn roots_are_amazons_for_aws_alone() {
        let check = |more: &[(&str, &str)], expected: Roots| {
            let keys = [
                ("AWS_REGION", "eu-north-1"),
                ("AWS_ACCESS_KEY_ID", "a"),
                ("AWS_SECRET_ACCESS_KEY", "b"),
            ];
            let variable = |name: &str| {
                let mut all = keys.iter().chain(more);
                all.find(|(key, _)| *key == name)
                    .map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(roots(variable), expected, "{more:?}");
            assert!(Connection::from_environment(variable).is_ok(), "{more:?}");
        };
        check(&[], Roots::Amazon);
        check(
            &[("AWS_ENDPOINT_URL", "https://localhost:1")],
            Roots::System,
        );
        check(&[("SSL_CERT_FILE", "/etc/ssl/cert.pem")], Roots::System);
        check(&[("SSL_CERT_DIR", "/etc/ssl/certs")], Roots::System);
    }

    #[tokio::test]
    async fn a_look_up_in_vain_ends_with_the_connections_time() {
        let (asked, answer) = late();
        asked.resolve_dns("first").await.unwrap();
        let http = https(Roots::Amazon, asked).unwrap();
        let credentials = Credentials::new("a", "b", None, None, "test");
        let config = shared("eu-north-1".to_owned(), credentials, http)
            .retry_config(RetryConfig::disabled())
            .build();
        let error = aws_sdk_dynamodb::Client::new(&config)
            .list_tables()
            .send()
            .await
            .unwrap_err();
        let told = DisplayErrorContext(&error).to_string();
        assert!(told.contains("connect timeout"), "{told}");
        drop(answer);
    }
}
