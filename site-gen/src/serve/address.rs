//! Interface and port → a listening socket, and the address that links begin with.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};

use super::{BaseUrlPort, Options, ServeError};

pub(super) fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let refused = |error: std::io::Error| match error.kind() {
        ErrorKind::AddrInUse => ServeError::PortTaken(address),
        _ => ServeError::Listen { address, error },
    };
    let listener = TcpListener::bind(address).map_err(refused)?;
    listener.set_nonblocking(true).map_err(refused)?;
    Ok(listener)
}

/// The base URL of the site while it is served at `address`; ends without a slash.
pub(super) fn base_url(options: &Options, address: SocketAddr) -> String {
    let Some(given) = &options.base_url else {
        return format!("http://{address}");
    };
    if given == "/" {
        return given.clone();
    }
    let (scheme, rest) = given.split_once("://").unwrap_or(("http", given));
    let (host, path) = rest
        .trim_end_matches('/')
        .split_once('/')
        .unwrap_or((rest.trim_end_matches('/'), ""));
    let port = match options.base_url_port {
        BaseUrlPort::Added => format!(":{}", address.port()),
        BaseUrlPort::NotAdded => String::new(),
    };
    let slash = if path.is_empty() { "" } else { "/" };
    format!("{scheme}://{host}{port}{slash}{path}")
}

/// The path of a base URL, without slashes around it: what requests begin with.
pub(super) fn path_of(base_url: &str) -> &str {
    let rest = base_url.split_once("://").map_or("", |(_, rest)| rest);
    rest.split_once('/')
        .map_or("", |(_, path)| path.trim_matches('/'))
}
