//! From an origin to an open connection: resolve, judge, dial, TLS.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;

use super::metered::Metered;
use super::resolve::Resolver;
use crate::egress::counters::EgressCounters;
use crate::egress::error::{EgressError, Phase};
use crate::egress::policy::AddressDenial;
use crate::egress::policy::address::canonical;
use crate::egress::policy::origin::{Host, Origin, Scheme};

/// The most addresses of one name that are looked at. More than this is no honest answer.
const MOST_ADDRESSES: usize = 32;

/// The certificate authorities that a server may have its certificate from.
///
/// The authorities of the web (Mozilla's list, compiled in) are always among them. The system's store and the
/// environment are not read, so that the same host trusts the same servers everywhere.
#[derive(Clone, Debug)]
pub struct TrustedRoots(Arc<RootCertStore>);

/// Shared by all plugins: authorities are public.
static WEB: LazyLock<Arc<RootCertStore>> =
    LazyLock::new(|| Arc::new(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()));

impl TrustedRoots {
    /// The authorities of the web.
    pub fn web() -> Self {
        Self(Arc::clone(&WEB))
    }

    /// Trusts one more authority, for services behind a private one. The certificate is in DER.
    ///
    /// # Errors
    /// If the certificate cannot be read.
    pub fn with(&self, certificate: CertificateDer<'static>) -> Result<Self, EgressError> {
        let mut roots = RootCertStore::clone(&self.0);
        roots.add(certificate).map_err(EgressError::Root)?;
        Ok(Self(Arc::new(roots)))
    }
}

impl Default for TrustedRoots {
    fn default() -> Self {
        Self::web()
    }
}

/// What bytes go through, TLS or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A stream to an origin, and the judged address at its other end.
pub(super) struct Dialled {
    pub(super) stream: Box<dyn Stream>,
    pub(super) peer: IpAddr,
}

/// Opens connections for one plugin. TLS sessions are remembered here and so are never shared between plugins.
pub(crate) struct Dialer {
    resolver: Arc<dyn Resolver>,
    roots: TrustedRoots,
    /// Made for the first connection that needs it: most plugins never open one.
    tls: OnceLock<TlsConnector>,
    counters: Arc<EgressCounters>,
}

impl Dialer {
    pub(crate) fn new(
        resolver: Arc<dyn Resolver>,
        roots: TrustedRoots,
        counters: Arc<EgressCounters>,
    ) -> Self {
        Self {
            resolver,
            roots,
            tls: OnceLock::new(),
            counters,
        }
    }

    fn tls(&self) -> Result<&TlsConnector, rustls::Error> {
        if let Some(tls) = self.tls.get() {
            return Ok(tls);
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(Arc::clone(&self.roots.0))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(self
            .tls
            .get_or_init(|| TlsConnector::from(Arc::new(config))))
    }

    /// Opens a connection to `origin` within `limit`: lookup, TCP and TLS together.
    ///
    /// # Errors
    /// If any address of the host is not admitted (a name that points both outside and inside is an attack, not a
    /// service), or nobody answers.
    pub(super) async fn dial(
        &self,
        origin: &Origin,
        admit: impl Fn(IpAddr) -> Result<(), AddressDenial>,
        limit: Duration,
    ) -> Result<Dialled, EgressError> {
        let late = |phase| {
            move |_| EgressError::Timeout {
                origin: origin.to_string(),
                phase,
            }
        };
        let deadline = Instant::now() + limit;
        let addresses = timeout_at(deadline, self.addresses(origin))
            .await
            .map_err(late(Phase::Dns))??;
        for &address in &addresses {
            admit(address).map_err(|AddressDenial(class)| EgressError::Address {
                origin: origin.to_string(),
                class,
            })?;
        }
        timeout_at(deadline, self.open(origin, &addresses, limit))
            .await
            .map_err(late(Phase::Connect))?
    }

    async fn addresses(&self, origin: &Origin) -> Result<Vec<IpAddr>, EgressError> {
        let name = match &origin.host {
            Host::Address(address) => return Ok(vec![*address]),
            Host::Name(name) => name,
        };
        let failed = |source| EgressError::Dns {
            origin: origin.to_string(),
            source,
        };
        let found = self.resolver.resolve(name).await.map_err(failed)?;
        if found.is_empty() {
            return Err(failed(io::ErrorKind::NotFound.into()));
        }
        Ok(found
            .into_iter()
            .map(canonical)
            .take(MOST_ADDRESSES)
            .collect())
    }

    async fn open(
        &self,
        origin: &Origin,
        addresses: &[IpAddr],
        limit: Duration,
    ) -> Result<Dialled, EgressError> {
        let (socket, peer) = first_that_answers(origin.port, addresses, limit)
            .await
            .map_err(|source| EgressError::Connect {
                origin: origin.to_string(),
                source,
            })?;
        let socket = Metered::new(socket, Arc::clone(&self.counters));
        let stream = match origin.scheme {
            Scheme::Http => Box::new(socket) as Box<dyn Stream>,
            Scheme::Https => self.handshake(origin, socket).await?,
        };
        Ok(Dialled { stream, peer })
    }

    async fn handshake(
        &self,
        origin: &Origin,
        socket: Metered,
    ) -> Result<Box<dyn Stream>, EgressError> {
        let failed = |source| EgressError::Tls {
            origin: origin.to_string(),
            source,
        };
        let name = server_name(&origin.host).map_err(failed)?;
        let stream = self
            .tls()
            .map_err(EgressError::Root)?
            .connect(name, socket)
            .await
            .map_err(failed)?;
        Ok(Box::new(stream))
    }
}

/// Tries the addresses in their order; each but the last gets a fair share of the time.
async fn first_that_answers(
    port: u16,
    addresses: &[IpAddr],
    limit: Duration,
) -> io::Result<(TcpStream, IpAddr)> {
    let share = limit / u32::try_from(addresses.len()).unwrap_or(u32::MAX).max(1);
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for &address in addresses {
        let attempt = timeout(share, TcpStream::connect(SocketAddr::new(address, port)));
        match attempt
            .await
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
        {
            Ok(socket) => {
                socket.set_nodelay(true)?;
                return Ok((socket, address));
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn server_name(host: &Host) -> io::Result<ServerName<'static>> {
    match host {
        Host::Address(address) => Ok(ServerName::from(*address)),
        Host::Name(name) => ServerName::try_from(name.to_string()).map_err(io::Error::other),
    }
}
