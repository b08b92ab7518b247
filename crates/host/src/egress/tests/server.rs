//! A server that writes the bytes it is told to, well-formed or not, and remembers what it read.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// What follows the first bytes of an answer.
#[derive(Clone)]
pub(super) enum Then {
    /// The next request on the same connection.
    NextRequest,
    /// The end of the connection.
    Close,
    /// Nothing, with the connection left open.
    Silence,
    /// The same bytes again and again.
    Repeat(String, Duration),
}

#[derive(Clone)]
pub(super) struct Answer(pub(super) String, pub(super) Then);

impl Answer {
    /// An ordinary answer.
    pub(super) fn ok(body: &str) -> Self {
        Self::with_headers("", body)
    }

    /// An ordinary answer with header lines, each ended by CR LF.
    pub(super) fn with_headers(headers: &str, body: &str) -> Self {
        let length = body.len();
        let text = format!("HTTP/1.1 200 OK\r\n{headers}content-length: {length}\r\n\r\n{body}");
        Self(text, Then::NextRequest)
    }

    pub(super) fn redirect(status: u16, location: &str) -> Self {
        let text =
            format!("HTTP/1.1 {status} X\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        Self(text, Then::NextRequest)
    }
}

#[derive(Default)]
struct Log {
    connections: AtomicUsize,
    requests: Mutex<Vec<String>>,
}

pub(super) struct Server {
    address: SocketAddr,
    log: Arc<Log>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub(super) async fn start(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::listen(answer, None).await
    }

    pub(super) async fn start_tls(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::listen(answer, Some(acceptor())).await
    }

    async fn listen(
        answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
        tls: Option<TlsAcceptor>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Log::default());
        let (seen, answer) = (Arc::clone(&log), Arc::new(answer));
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                seen.connections.fetch_add(1, Ordering::SeqCst);
                let (seen, answer, tls) = (Arc::clone(&seen), Arc::clone(&answer), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(socket, &seen, &*answer).await,
                        Some(tls) => match tls.accept(socket).await {
                            Ok(socket) => serve(socket, &seen, &*answer).await,
                            Err(_) => None,
                        },
                    }
                });
            }
        });
        Self { address, log, task }
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    /// `http://127.0.0.1:PORT`.
    pub(super) fn origin(&self) -> String {
        self.origin_as("127.0.0.1")
    }

    pub(super) fn origin_as(&self, host: &str) -> String {
        format!("http://{host}:{}", self.port())
    }

    pub(super) fn connections(&self) -> usize {
        self.log.connections.load(Ordering::SeqCst)
    }

    /// Head and body of each request as they were read.
    pub(super) fn requests(&self) -> Vec<String> {
        self.log.requests.lock().unwrap().clone()
    }

    pub(super) fn last_request(&self) -> String {
        self.requests().pop().unwrap()
    }
}

async fn serve(
    mut socket: impl AsyncRead + AsyncWrite + Unpin,
    log: &Log,
    answer: &(impl Fn(&str) -> Answer + ?Sized),
) -> Option<()> {
    loop {
        let request = read_request(&mut socket).await?;
        let Answer(text, then) = answer(&request);
        log.requests.lock().unwrap().push(request);
        socket.write_all(text.as_bytes()).await.ok()?;
        socket.flush().await.ok()?;
        match then {
            Then::NextRequest => {}
            Then::Close => return socket.shutdown().await.ok(),
            Then::Silence => return std::future::pending().await,
            Then::Repeat(text, every) => loop {
                tokio::time::sleep(every).await;
                socket.write_all(text.as_bytes()).await.ok()?;
                socket.flush().await.ok()?;
            },
        }
    }
}

async fn read_request(socket: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut text = String::new();
    while !text.ends_with("\r\n\r\n") {
        text.push(char::from(socket.read_u8().await.ok()?));
    }
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    socket.read_exact(&mut body).await.ok()?;
    text.push_str(&String::from_utf8_lossy(&body));
    Some(text)
}

/// The authority that signed the server's certificate, for `secure.example` and `127.0.0.1`.
pub(super) fn authority() -> CertificateDer<'static> {
    CertificateDer::from_slice(include_bytes!("certificates/ca.der"))
}

fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_slice(include_bytes!("certificates/server.der"));
    let key = PrivatePkcs8KeyDer::from(&include_bytes!("certificates/server.key.der")[..]);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(key))
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
