//! The HTTP server: addresses, limits of a request, and an orderly end.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::response::Response;
use http::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::admin;
use crate::error::Error;
use crate::exchange;
use crate::live::{Live, Origin, PluginLoader};
use crate::problem::Problem;
use crate::request::Request;

/// What a server is started with.
pub struct Options {
    /// The configuration.
    pub origin: Origin,
    /// Where plugins come from.
    pub loader: Arc<dyn PluginLoader>,
    /// Listen here instead of where the configuration says; port 0 takes any that is free.
    pub listen: Option<SocketAddr>,
    /// Reload when a file changed.
    pub watch: bool,
}

/// A running server.
pub struct Server {
    address: SocketAddr,
    admin_address: Option<SocketAddr>,
    live: Arc<Live>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<std::io::Result<()>>>,
    watching: Option<JoinHandle<()>>,
}

impl Server {
    /// Loads everything and begins to answer.
    ///
    /// # Errors
    /// The configuration is wrong, or an address is taken.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let watch = options.watch.then(|| options.origin.watch());
        let config = options.origin.config()?;
        let listener = listen(options.listen.unwrap_or(config.listen)).await?;
        let address = listener.local_addr().map_err(Error::Serve)?;
        let admin = match config.admin_listen {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let live = Arc::new(Live::start(options.origin, options.loader).await?);
        let watching = watch.map(|watch| {
            let live = Arc::clone(&live);
            tokio::spawn(async move { live.follow_files(watch).await })
        });
        let (stop, stopped) = watch::channel(false);
        let mut server = Self {
            address,
            admin_address: None,
            live,
            stop,
            tasks: Vec::new(),
            watching,
        };
        server.serve(listener, admin, &stopped)?;
        Ok(server)
    }

    /// Operators' pages stand beside the API only where nobody from outside can reach them.
    fn serve(
        &mut self,
        listener: TcpListener,
        admin: Option<TcpListener>,
        stopped: &watch::Receiver<bool>,
    ) -> Result<(), Error> {
        let pages = admin::routes(Arc::clone(&self.live));
        let mut api = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&self.live));
        if let Some(listener) = admin {
            let address = listener.local_addr().map_err(Error::Serve)?;
            self.admin_address = Some(address);
            self.tasks.push(spawn(listener, pages, stopped));
        } else if self.address.ip().is_loopback() {
            self.admin_address = Some(self.address);
            api = api.merge(pages);
        }
        self.tasks.push(spawn(listener, api, stopped));
        Ok(())
    }

    /// Where the API is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the operator's pages are; none if they are not served.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin_address
    }

    /// The mock in use.
    pub fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// Takes no more requests, answers those that are here, and ends.
    ///
    /// # Errors
    /// The server had stopped by itself before.
    pub async fn shutdown(self) -> Result<(), Error> {
        self.stop.send_replace(true);
        if let Some(watching) = self.watching {
            watching.abort();
        }
        for task in self.tasks {
            task.await
                .map_err(std::io::Error::other)
                .and_then(|ended| ended)
                .map_err(Error::Serve)?;
        }
        Ok(())
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Error> {
    TcpListener::bind(address)
        .await
        .map_err(|source| Error::Listen {
            address: address.to_string(),
            source,
        })
}

fn spawn(
    listener: TcpListener,
    routes: Router,
    stopped: &watch::Receiver<bool>,
) -> JoinHandle<std::io::Result<()>> {
    let ended = until(stopped.clone());
    tokio::spawn(async move {
        axum::serve(listener, routes)
            .with_graceful_shutdown(ended)
            .await
    })
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the server was dropped, which ends it too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

async fn answer(State(live): State<Arc<Live>>, request: HttpRequest) -> Response {
    let mock = live.mock();
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, mock.max_body_bytes).await else {
        let detail = format!(
            "the body must be complete and have at most {} bytes",
            mock.max_body_bytes
        );
        let problem =
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "PW-MOCK-BODY-TOO-LARGE").detail(detail);
        return problem.into_response().map(Body::from);
    };
    let request = Request::new(head.method, &head.uri, head.headers, body);
    exchange::answer(&mock, request).await.map(Body::from)
}
