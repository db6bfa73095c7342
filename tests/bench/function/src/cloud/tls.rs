//! A TCP listener → one that speaks TLS, with a certificate made for this run alone. From the first byte of a request to its
//! answer on the wire, the endpoint is at work: its share of TLS and HTTP is not the function's.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rcgen::CertifiedKey;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::server::TlsStream;

use super::busy::{AtWork, Busy};

/// Connections whose handshake is done.
pub struct Listener {
    address: SocketAddr,
    connections: Receiver<(TlsStream<Watched>, SocketAddr)>,
}

/// A connection that tells when the endpoint begins and ends to work for it.
pub struct Watched {
    stream: TcpStream,
    busy: Arc<Busy>,
    at_work: Option<AtWork>,
}

impl Listener {
    /// The certificate, as PEM, and the listener that shows it.
    ///
    /// # Errors
    /// When no certificate can be made.
    pub fn new(plain: TcpListener, busy: Arc<Busy>) -> std::io::Result<(String, Self)> {
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
        tokio::spawn(accept(plain, acceptor, busy, done));
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
    busy: Arc<Busy>,
    done: Sender<(TlsStream<Watched>, SocketAddr)>,
) {
    while let Ok((stream, address)) = plain.accept().await {
        let (acceptor, done) = (acceptor.clone(), done.clone());
        let set = stream.set_nodelay(true);
        let stream = Watched {
            stream,
            busy: Arc::clone(&busy),
            at_work: None,
        };
        tokio::spawn(async move {
            if set.is_ok()
                && let Ok(stream) = acceptor.accept(stream).await
            {
                // Nobody waits for it only when the run is over.
                let _ = done.send((stream, address)).await;
            }
        });
    }
}

impl axum::serve::Listener for Listener {
    type Io = TlsStream<Watched>;
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

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before && self.at_work.is_none() {
            self.at_work = Some(self.busy.begin());
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if written.is_ready() {
            self.at_work = None;
        }
        written
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
