//! Links exactly what was granted.
//!
//! A component can only do what it imports, so the linker is where a capability becomes real, and a missing grant becomes an
//! import that nothing answers. Five kinds of imports exist. Some hold no authority (streams, clocks, random numbers, an
//! empty environment, a file system without a single directory): every compiler's runtime imports them, and they are always
//! linked. Some are ours to grant. Some an integrator serves, and some another plugin. Everything else, sockets above all, is never linked.

use crate::brokered::{self, Provider};
use crate::ctx::Ctx;
use crate::error::Problem;
use crate::grants::Grants;
use crate::host_interface::HostInterface;
use crate::{config, keyvalue, logging, secrets};
use std::sync::Arc;
use wasmtime::component::{Component, HasData, Linker, ResourceTable};
use wasmtime_wasi::WasiView as _;
use wasmtime_wasi::p2::bindings::{cli, clocks, filesystem, random};
use wasmtime_wasi_io::bindings::wasi::io;

type LinkFn = fn(&mut Linker<Ctx>) -> wasmtime::Result<()>;

/// What a component was given, ready to instantiate it.
pub(crate) struct Linked {
    pub(crate) linker: Linker<Ctx>,
    /// The integrator's interfaces among it.
    pub(crate) interfaces: Vec<Arc<dyn HostInterface>>,
}

/// Who answers an import.
#[derive(Clone, Copy)]
enum Answer<'a> {
    Host(LinkFn),
    Program(&'a Arc<dyn HostInterface>),
    Plugin(&'a str, &'a Arc<dyn Provider>),
}

/// Says of all imports that nothing answers that they are missing; needs nothing compiled.
pub(crate) fn check(
    imports: &[String],
    grants: &Grants,
    interfaces: &[Arc<dyn HostInterface>],
) -> Result<(), Problem> {
    answers(imports, grants, interfaces).map(drop)
}

/// Links all imports of a component.
pub(crate) fn link(
    component: &Component,
    imports: &[String],
    grants: &Grants,
    interfaces: &[Arc<dyn HostInterface>],
) -> Result<Linked, Problem> {
    let mut linked = Linked {
        linker: Linker::new(component.engine()),
        interfaces: Vec::new(),
    };
    for answer in answers(imports, grants, interfaces)? {
        linked.add(component, answer)?;
    }
    Ok(linked)
}

fn answers<'a>(
    imports: &'a [String],
    grants: &'a Grants,
    interfaces: &'a [Arc<dyn HostInterface>],
) -> Result<Vec<Answer<'a>>, Problem> {
    let (mut answers, mut missing) = (Vec::new(), Vec::new());
    for import in imports {
        match answer(import, grants, interfaces) {
            Some(answer) => answers.push(answer),
            None => missing.push(import.clone()),
        }
    }
    if missing.is_empty() {
        Ok(answers)
    } else {
        Err(Problem::MissingGrants { imports: missing })
    }
}

/// What answers one import; nothing if it was not granted.
fn answer<'a>(
    import: &'a str,
    grants: &'a Grants,
    interfaces: &'a [Arc<dyn HostInterface>],
) -> Option<Answer<'a>> {
    let interface = import.split('@').next().unwrap_or(import);
    if let Some(link) = without_authority(interface).or_else(|| granted(import, interface, grants))
    {
        return Some(Answer::Host(link));
    }
    let served = interfaces
        .iter()
        .find(|served| served.interfaces().contains(&import));
    if let Some(served) = served.filter(|_| grants.has_interface(import)) {
        return Some(Answer::Program(served));
    }
    let provider = grants.provider_of(import)?;
    Some(Answer::Plugin(import, provider))
}

impl Linked {
    fn add(&mut self, component: &Component, answer: Answer<'_>) -> Result<(), Problem> {
        match answer {
            Answer::Host(link) => link(&mut self.linker).map_err(|error| internal(&error)),
            Answer::Program(served) => self.serve(served).map_err(|error| internal(&error)),
            Answer::Plugin(import, provider) => {
                brokered::link(&mut self.linker, component, import, provider)
            }
        }
    }

    /// One implementation may serve several of the imports; it links all of them at once.
    fn serve(&mut self, served: &Arc<dyn HostInterface>) -> wasmtime::Result<()> {
        let known = self
            .interfaces
            .iter()
            .any(|linked| Arc::ptr_eq(linked, served));
        if !known {
            served.link(&mut self.linker)?;
            self.interfaces.push(served.clone());
        }
        Ok(())
    }
}

fn internal(error: &wasmtime::Error) -> Problem {
    Problem::Internal {
        reason: format!("linking failed: {error:#}"),
    }
}

/// Interfaces that give a component nothing that it could misuse, as long as nothing was granted behind them.
fn without_authority(interface: &str) -> Option<LinkFn> {
    use wasmtime_wasi::cli::{WasiCli, WasiCliView as _};
    use wasmtime_wasi::clocks::{WasiClocks, WasiClocksView as _};
    use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemView as _};
    use wasmtime_wasi::random::{WasiRandom, WasiRandomView as _};
    let link: LinkFn = match interface {
        "plugwright:plugin/types" => |_| Ok(()),
        "wasi:io/error" => |l| io::error::add_to_linker::<_, HasTable>(l, table),
        "wasi:io/poll" => |l| io::poll::add_to_linker::<_, HasTable>(l, table),
        "wasi:io/streams" => |l| io::streams::add_to_linker::<_, HasTable>(l, table),
        "wasi:clocks/wall-clock" => {
            |l| clocks::wall_clock::add_to_linker::<_, WasiClocks>(l, Ctx::clocks)
        }
        "wasi:clocks/monotonic-clock" => {
            |l| clocks::monotonic_clock::add_to_linker::<_, WasiClocks>(l, Ctx::clocks)
        }
        "wasi:random/random" => |l| random::random::add_to_linker::<_, WasiRandom>(l, Ctx::random),
        "wasi:random/insecure" => {
            |l| random::insecure::add_to_linker::<_, WasiRandom>(l, Ctx::random)
        }
        "wasi:random/insecure-seed" => {
            |l| random::insecure_seed::add_to_linker::<_, WasiRandom>(l, Ctx::random)
        }
        "wasi:cli/environment" => |l| cli::environment::add_to_linker::<_, WasiCli>(l, Ctx::cli),
        "wasi:cli/exit" => |l| cli::exit::add_to_linker::<_, WasiCli>(l, Ctx::cli),
        "wasi:cli/stdin" => |l| cli::stdin::add_to_linker::<_, WasiCli>(l, Ctx::cli),
        "wasi:cli/stdout" => |l| cli::stdout::add_to_linker::<_, WasiCli>(l, Ctx::cli),
        "wasi:cli/stderr" => |l| cli::stderr::add_to_linker::<_, WasiCli>(l, Ctx::cli),
        "wasi:cli/terminal-input" => {
            |l| cli::terminal_input::add_to_linker::<_, WasiCli>(l, Ctx::cli)
        }
        "wasi:cli/terminal-output" => {
            |l| cli::terminal_output::add_to_linker::<_, WasiCli>(l, Ctx::cli)
        }
        "wasi:cli/terminal-stdin" => {
            |l| cli::terminal_stdin::add_to_linker::<_, WasiCli>(l, Ctx::cli)
        }
        "wasi:cli/terminal-stdout" => {
            |l| cli::terminal_stdout::add_to_linker::<_, WasiCli>(l, Ctx::cli)
        }
        "wasi:cli/terminal-stderr" => {
            |l| cli::terminal_stderr::add_to_linker::<_, WasiCli>(l, Ctx::cli)
        }
        "wasi:filesystem/types" => {
            |l| filesystem::types::add_to_linker::<_, WasiFilesystem>(l, Ctx::filesystem)
        }
        "wasi:filesystem/preopens" => {
            |l| filesystem::preopens::add_to_linker::<_, WasiFilesystem>(l, Ctx::filesystem)
        }
        _ => return None,
    };
    Some(link)
}

/// Interfaces of ours that a grant stands behind. Drafts of WASI change without notice, so those must match in version too.
fn granted(import: &str, interface: &str, grants: &Grants) -> Option<LinkFn> {
    use wasmtime_wasi_http::p2::bindings::http;
    use wasmtime_wasi_http::{WasiHttp, WasiHttpView as _};
    let served = |interfaces: &[&str]| interfaces.contains(&import);
    let (config, storage) = (grants.config.is_some(), grants.storage.is_some());
    let link: LinkFn = match interface {
        "wasi:logging/logging" if served(logging::INTERFACES) => |l| logging::link(l, Ctx::logging),
        "wasi:config/store" if config && served(config::INTERFACES) => {
            |l| config::link(l, Ctx::config)
        }
        "wasi:keyvalue/store" if storage && served(keyvalue::INTERFACES) => {
            |l| keyvalue::link_store(l, Ctx::key_value)
        }
        "wasi:keyvalue/atomics" if storage && served(keyvalue::INTERFACES) => {
            |l| keyvalue::link_atomics(l, Ctx::key_value)
        }
        "wasi:keyvalue/batch" if storage && served(keyvalue::INTERFACES) => {
            |l| keyvalue::link_batch(l, Ctx::key_value)
        }
        "plugwright:plugin/secrets"
            if !grants.secrets.is_empty() && served(secrets::INTERFACES) =>
        {
            |l| secrets::link(l, Ctx::secrets)
        }
        "wasi:http/types" if grants.http.is_some() => |l| {
            http::types::add_to_linker::<_, WasiHttp>(
                l,
                &http::types::LinkOptions::default(),
                Ctx::http,
            )
        },
        "wasi:http/outgoing-handler" if grants.http.is_some() => {
            |l| http::outgoing_handler::add_to_linker::<_, WasiHttp>(l, Ctx::http)
        }
        _ => return None,
    };
    Some(link)
}

struct HasTable;

impl HasData for HasTable {
    type Data<'a> = &'a mut ResourceTable;
}

fn table(ctx: &mut Ctx) -> &mut ResourceTable {
    ctx.ctx().table
}
