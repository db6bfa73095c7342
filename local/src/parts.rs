//! The project and the data folder → its two halves, wired with real parts: the site on disk, and the function over the
//! embedded store. How this installation is set up stands here, as the cloud's stands in the function's environment.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use function::app::{self, App};
use function::notify::{Coordinator, MailMode, Recipients, Sender};
use function::parts::Parts;
use function::settings::{MailWay, RateLimits, Settings};
use function::sources::Sources;
use function::store::{AnswerKeys, Connection, Secret};
use site_gen::build::{Force, build};

use crate::Failure;
use crate::data::Data;

/// The name of the one table; the engine holds no other.
const TABLE: &str = "sign-ups";
const SENDER: &str = "programme@example.org";
const COORDINATORS: &str = "coordinators@example.org";

/// Builds the site into the data folder, with addresses that lead back here, and tells its warnings.
///
/// # Errors
/// [`Failure::Site`] with all that is wrong in the sources; what was built before stays.
pub async fn build_site(root: &Path, data: &Data, address: SocketAddr) -> Result<(), Failure> {
    let options = site_gen::build::Options {
        output_dir: Some(data.site()),
        base_url: Some(format!("http://{address}")),
        force: Force::Yes,
        ..site_gen::build::Options::new(root)
    };
    let built = tokio::task::spawn_blocking(move || build(&options)).await;
    let report = built.map_err(Failure::site)?.map_err(Failure::site)?;
    for warning in report.warnings {
        eprintln!("{warning}");
    }
    Ok(())
}

/// The function over the embedded store: everything but its pages and its routes.
///
/// # Errors
/// [`Failure::Function`] when the form or the mails' texts are unsound, [`Failure::File`] when a file cannot be read.
pub fn function(root: &Path, data: &Data, endpoint: &str) -> Result<(Settings, Parts), Failure> {
    let settings = settings(root, data)?;
    let connection = Connection::to_endpoint(endpoint);
    let parts = Parts::new(&settings, &connection).map_err(Failure::function)?;
    Ok((settings, parts))
}

/// The function's own routes, over the pages as they are built now.
///
/// # Errors
/// [`Failure::Function`] when the form, a component or a built page is missing or unsound.
pub fn routes(settings: &Settings, parts: Parts) -> Result<Router, Failure> {
    let app = App::new(parts, settings).map_err(Failure::function)?;
    Ok(app::router(Arc::new(app)))
}

/// Writes the same settings as variables, for `cargo lambda watch`, and prepares the form as it is read there.
///
/// # Errors
/// [`Failure::File`] when the file cannot be written, [`Failure::Function`] when a source is unsound.
pub fn write_lambda_environment(root: &Path, data: &Data, endpoint: &str) -> Result<(), Failure> {
    let sources = Sources::read(root, data.site()).map_err(Failure::function)?;
    sources
        .prepare(&data.prepared())
        .map_err(Failure::function)?;
    let variables = [
        ("AWS_REGION", "local".to_owned()),
        ("AWS_ENDPOINT_URL", endpoint.to_owned()),
        ("TABLE", TABLE.to_owned()),
        ("SITE_ROOT", root.display().to_string()),
        ("PUBLIC_FOLDER", data.site().display().to_string()),
        ("PREPARED_FOLDER", data.prepared().display().to_string()),
        ("HASH_SECRET", data.secret()?),
        (
            "ANSWER_KEYS",
            format!("file:{}", data.answer_keys()?.display()),
        ),
        ("MAILER", "folder".to_owned()),
        ("MAIL_FOLDER", data.mail().display().to_string()),
        ("MAIL_FROM", SENDER.to_owned()),
        ("COORDINATORS", COORDINATORS.to_owned()),
    ];
    let lines = variables.map(|(name, value)| format!("{name}={value}\n"));
    Ok(fs_err::write(data.lambda_environment(), lines.concat())?)
}

/// Addresses that belong to nobody, mails into a folder, and no limit on one machine's own visitor.
fn settings(root: &Path, data: &Data) -> Result<Settings, Failure> {
    let coordinator = Coordinator {
        address: COORDINATORS.to_owned(),
        ..Coordinator::default()
    };
    Ok(Settings {
        table: TABLE.to_owned(),
        site_root: root.to_path_buf(),
        public_folder: Some(data.site()),
        secret: Secret::new(data.secret()?),
        answer_keys: answer_keys(data)?,
        origin_secret: None,
        sender: Sender {
            name: None,
            address: SENDER.to_owned(),
        },
        mail_mode: MailMode::Notice,
        recipients: Recipients {
            coordinators: vec![coordinator],
        },
        mail_way: MailWay::Folder(data.mail()),
        probe_mail: None,
        retention: None,
        rate_limits: RateLimits::default(),
    })
}

/// Sealed here as it may be in the cloud, so that this way is gone each day.
fn answer_keys(data: &Data) -> Result<AnswerKeys, Failure> {
    let file = data.answer_keys()?;
    let unsound = || {
        let file = file.display();
        Failure::function(format!("{file} holds no key; was it changed?"))
    };
    AnswerKeys::parse(&fs_err::read_to_string(&file)?).ok_or_else(unsound)
}
