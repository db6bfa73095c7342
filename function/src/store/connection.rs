//! Where AWS is and how to speak to it → clients, without `aws-config`: on Lambda the environment says all there is.
//! One HTTP client for all services, TLS by ring (the SDK's default costs 20 ms at a cold start), every wait limited.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;

/// Region, credentials and, for local runs and tests, an endpoint.
#[derive(Clone)]
pub struct Connection {
    region: String,
    credentials: Credentials,
    endpoint: Option<String>,
    http: SharedHttpClient,
}

/// What the environment lacks.
#[derive(Debug, thiserror::Error)]
#[error("the environment lacks {0}")]
pub struct ConnectionError(String);

const CONNECT_TIMEOUT: Duration = Duration::from_millis(1_000);
const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(2_500);
const OPERATION_TIMEOUT: Duration = Duration::from_millis(6_000);
const ATTEMPTS_MAX: u32 = 3;
/// The SDK would wait up to a second; a person is waiting.
const FIRST_BACKOFF: Duration = Duration::from_millis(50);

impl Connection {
    pub fn new(region: impl Into<String>, credentials: Credentials) -> Self {
        let http = Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .build_https();
        Self {
            region: region.into(),
            credentials,
            endpoint: None,
            http,
        }
    }

    /// To a server of the same interface on this machine, e.g. `http://127.0.0.1:8000`; any credentials do there.
    pub fn to_endpoint(url: impl Into<String>) -> Self {
        let credentials = Credentials::new("local", "local", None, None, "local");
        let http = Builder::new().build_http();
        Self {
            region: "eu-north-1".to_owned(),
            credentials,
            endpoint: Some(url.into()),
            http,
        }
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
                Ok(Self::new(region, credentials).with_endpoint(endpoint))
            }
            ([_, None, None], Some(endpoint)) => Ok(Self::to_endpoint(endpoint)),
            (values, _) => {
                let missing = needed
                    .into_iter()
                    .zip(values)
                    .filter(|(_, value)| value.is_none());
                Err(ConnectionError(
                    missing.map(|(name, _)| name).collect::<Vec<_>>().join(", "),
                ))
            }
        }
    }

    /// The same with every request to another endpoint.
    pub fn with_endpoint(mut self, url: Option<String>) -> Self {
        self.endpoint = url;
        self
    }

    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Region};
        let config = Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(self.region.clone()))
            .credentials_provider(self.credentials.clone())
            .http_client(self.http.clone())
            .retry_config(retries())
            .timeout_config(timeouts());
        let config = match &self.endpoint {
            Some(url) => config.endpoint_url(url),
            None => config,
        };
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    pub fn ses(&self) -> aws_sdk_sesv2::Client {
        use aws_sdk_sesv2::config::{BehaviorVersion, Config, Region};
        let config = Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(self.region.clone()))
            .credentials_provider(self.credentials.clone())
            .http_client(self.http.clone())
            .retry_config(retries())
            .timeout_config(timeouts());
        let config = match &self.endpoint {
            Some(url) => config.endpoint_url(url),
            None => config,
        };
        aws_sdk_sesv2::Client::from_conf(config.build())
    }

    pub fn secrets(&self) -> aws_sdk_secretsmanager::Client {
        use aws_sdk_secretsmanager::config::{BehaviorVersion, Config, Region};
        let config = Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(self.region.clone()))
            .credentials_provider(self.credentials.clone())
            .http_client(self.http.clone())
            .retry_config(retries())
            .timeout_config(timeouts());
        let config = match &self.endpoint {
            Some(url) => config.endpoint_url(url),
            None => config,
        };
        aws_sdk_secretsmanager::Client::from_conf(config.build())
    }
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
