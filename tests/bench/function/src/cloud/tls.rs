//! A TCP listener → one that speaks TLS, with a certificate made for this run alone.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::CertifiedKey;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::server::TlsStream;

/// Connections whose handshake is done.
pub struct Listener {
    address: SocketAddr,
    connections: Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl Listener {
    /// The certificate, as PEM, and the listener that shows it.
    ///
    /// # Errors
    /// When no certificate can be made.
    pub fn new(plain: TcpListener) -> std::io::Result<(String, Self)> {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]);
        let CertifiedKey { cert, signing_key } = made.map_err(std::io::Error::other)?;
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key.into());
        let mut config = config.map_err(std::io::Error::other)?;
        // As DynamoDB's endpoint offers.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let (done, connections) = channel(64);
        let address = plain.local_addr()?;
        tokio::spawn(accept(plain, acceptor, done));
        let listener = Self {
            address,
            connections,
        };
        Ok((cert.pem(), listener))
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

/// Handshakes go on side by side.
async fn accept(
    plain: TcpListener,
    acceptor: TlsAcceptor,
    done: Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    while let Ok((stream, address)) = plain.accept().await {
        let (acceptor, done) = (acceptor.clone(), done.clone());
        tokio::spawn(async move {
            if stream.set_nodelay(true).is_ok()
                && let Ok(stream) = acceptor.accept(stream).await
            {
                // Nobody waits for it only when the run is over.
                let _ = done.send((stream, address)).await;
            }
        });
    }
}

impl axum::serve::Listener for Listener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.connections.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        Ok(self.address)
    }
}
