//! Lets requests in, or not: what the description asks for, judged by plugins.
//!
//! A description lists alternatives, each a set of schemes that must all be met. Whatever goes wrong with a plugin
//! keeps its alternative from being met: authentication fails closed.

mod challenge;
mod credentials;

use std::sync::Arc;

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use indexmap::IndexMap;

use crate::config::{AuthenticationConfig, CredentialsConfig, WithoutPlugin};
use crate::document::{CredentialSource, Document, Requirement, SecurityScheme};
use crate::extension::{Authenticator, Extensions, Identity, PluginFault, Verdict};
use crate::problem::Problem;
use crate::request::Request;

/// Who judges which scheme.
pub struct Authentication {
    schemes: IndexMap<String, Scheme>,
    /// What operations ask for when the description asks for nothing.
    require: Vec<Requirement>,
    without_plugin: WithoutPlugin,
}

struct Scheme {
    description: SecurityScheme,
    authenticator: Option<Arc<dyn Authenticator>>,
}

/// What came of one scheme.
enum Outcome {
    Accepted(Identity),
    Missing,
    Refused,
    /// The scopes that are missing.
    OutOfScope(Vec<String>),
    Failed(PluginFault),
}

impl Authentication {
    /// Puts the schemes of a document and their plugins together.
    ///
    /// # Errors
    /// A sentence that says which setting names something that does not exist.
    pub fn new(
        config: &AuthenticationConfig,
        document: &Document,
        extensions: &Extensions,
    ) -> Result<Self, String> {
        let described = |(name, description): (&String, &SecurityScheme)| {
            (
                name.clone(),
                Scheme {
                    description: description.clone(),
                    authenticator: None,
                },
            )
        };
        let mut schemes: IndexMap<String, Scheme> =
            document.schemes().iter().map(described).collect();
        for (name, scheme) in &config.schemes {
            let authenticator = extensions
                .authenticators
                .get(&scheme.plugin)
                .cloned()
                .ok_or_else(|| {
                    format!(
                        "authentication.schemes.{name} names `{}`, which is no auth plugin",
                        scheme.plugin
                    )
                })?;
            let added = scheme.credentials.as_ref().map(described_by);
            let known = schemes.get(name).map(|scheme| scheme.description.clone());
            let description = added.or(known).ok_or_else(|| {
                format!("authentication.schemes.{name} is no scheme of the document; add `credentials` to it")
            })?;
            schemes.insert(
                name.clone(),
                Scheme {
                    description,
                    authenticator: Some(authenticator),
                },
            );
        }
        let mut authentication = Self {
            schemes,
            require: Vec::new(),
            without_plugin: config.without_plugin,
        };
        authentication.require = authentication.requirements(&config.require)?;
        Ok(authentication)
    }

    /// Alternatives of one scheme each.
    ///
    /// # Errors
    /// A name is no scheme.
    pub fn requirements(&self, names: &[String]) -> Result<Vec<Requirement>, String> {
        let requirement = |name: &String| {
            let known = self.schemes.contains_key(name);
            let requirement = known.then(|| Requirement::from([(name.clone(), Vec::new())]));
            requirement.ok_or_else(|| format!("`{name}` is no security scheme"))
        };
        names.iter().map(requirement).collect()
    }

    /// What is asked for where the description says `described`.
    pub fn required<'a>(&'a self, described: &'a [Requirement]) -> &'a [Requirement] {
        if described.is_empty() {
            &self.require
        } else {
            described
        }
    }

    /// Lets a request in that meets one of the requirements; none if nothing was asked for.
    ///
    /// # Errors
    /// 401 with challenges, 403 if scopes are missing, or the fault of the plugin that should have judged.
    pub async fn check(
        &self,
        required: &[Requirement],
        request: &Request,
    ) -> Result<Option<Identity>, Problem> {
        if required.is_empty()
            || required.iter().any(Requirement::is_empty) && !self.shows_any(required, request)
        {
            return Ok(None);
        }
        if !required
            .iter()
            .flat_map(Requirement::keys)
            .any(|name| self.is_judged(name))
        {
            return self.unjudged(required, request);
        }
        let mut worst = Outcome::Missing;
        // Whoever shows credentials is known by them, even where nobody has to.
        let (anonymous, named): (Vec<_>, Vec<_>) = required
            .iter()
            .partition(|requirement| requirement.is_empty());
        let judged = named
            .into_iter()
            .chain(anonymous)
            .filter(|requirement| requirement.keys().all(|name| self.is_judged(name)));
        for requirement in judged {
            match self.alternative(requirement, request).await {
                Outcome::Accepted(identity) => {
                    return Ok((!requirement.is_empty()).then_some(identity));
                }
                outcome if rank(&outcome) > rank(&worst) => worst = outcome,
                _ => {}
            }
        }
        Err(self.problem(&worst, required))
    }

    async fn alternative(&self, requirement: &Requirement, request: &Request) -> Outcome {
        let mut identity = Identity::default();
        for (name, scopes) in requirement {
            match self.scheme(name, scopes, request).await {
                Outcome::Accepted(found) => {
                    identity.user_id = found.user_id;
                    identity.claims.extend(found.claims);
                }
                outcome => return outcome,
            }
        }
        Outcome::Accepted(identity)
    }

    async fn scheme(&self, name: &str, scopes: &[String], request: &Request) -> Outcome {
        let Some(Scheme {
            description,
            authenticator: Some(authenticator),
        }) = self.schemes.get(name)
        else {
            return Outcome::Missing;
        };
        let Some(credentials) = credentials::shown(description, request) else {
            return Outcome::Missing;
        };
        match authenticator.authenticate(request, &credentials).await {
            Ok(Verdict::Refused) => Outcome::Refused,
            Err(fault) => Outcome::Failed(fault),
            Ok(Verdict::Accepted(identity)) => {
                let held = identity.scopes();
                let missing: Vec<String> = scopes
                    .iter()
                    .filter(|scope| !held.contains(&scope.as_str()))
                    .cloned()
                    .collect();
                if missing.is_empty() {
                    Outcome::Accepted(identity)
                } else {
                    Outcome::OutOfScope(missing)
                }
            }
        }
    }

    fn is_judged(&self, name: &str) -> bool {
        self.schemes
            .get(name)
            .is_some_and(|scheme| scheme.authenticator.is_some())
    }

    /// Whether the request has credentials for any of the schemes.
    fn shows_any(&self, required: &[Requirement], request: &Request) -> bool {
        let schemes = required
            .iter()
            .flat_map(Requirement::keys)
            .filter_map(|name| self.schemes.get(name));
        schemes
            .map(|scheme| &scheme.description)
            .any(|scheme| credentials::shown(scheme, request).is_some())
    }

    fn unjudged(
        &self,
        required: &[Requirement],
        request: &Request,
    ) -> Result<Option<Identity>, Problem> {
        match self.without_plugin {
            WithoutPlugin::Allow => Ok(None),
            WithoutPlugin::RequireCredentials if self.shows_any(required, request) => Ok(None),
            WithoutPlugin::RequireCredentials | WithoutPlugin::Deny => {
                Err(self.problem(&Outcome::Missing, required))
            }
        }
    }

    fn problem(&self, outcome: &Outcome, required: &[Requirement]) -> Problem {
        let (status, code) = match outcome {
            Outcome::Failed(fault) => return Problem::from(fault.clone()),
            Outcome::OutOfScope(_) => (StatusCode::FORBIDDEN, "PW-MOCK-SCOPE-MISSING"),
            Outcome::Refused => (StatusCode::UNAUTHORIZED, "PW-MOCK-CREDENTIALS-REFUSED"),
            Outcome::Missing | Outcome::Accepted(_) => {
                (StatusCode::UNAUTHORIZED, "PW-MOCK-CREDENTIALS-MISSING")
            }
        };
        let detail = match outcome {
            Outcome::OutOfScope(scopes) => format!("missing scopes: {}", scopes.join(" ")),
            Outcome::Refused => "the credentials are not valid".to_owned(),
            _ => "this operation asks for credentials".to_owned(),
        };
        let names: IndexMap<&String, ()> = required
            .iter()
            .flat_map(Requirement::keys)
            .map(|name| (name, ()))
            .collect();
        let schemes = names
            .keys()
            .filter_map(|name| self.schemes.get(*name))
            .map(|scheme| &scheme.description);
        let problem = Problem::new(status, code).detail(detail);
        schemes.fold(problem, |problem, scheme| {
            problem.header(WWW_AUTHENTICATE, &challenge::challenge(scheme, outcome))
        })
    }
}

/// Of several alternatives that were not met, a client learns of the one that came closest.
fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Missing => 0,
        Outcome::Refused => 1,
        Outcome::OutOfScope(_) => 2,
        Outcome::Failed(_) => 3,
        Outcome::Accepted(_) => 4,
    }
}

fn described_by(credentials: &CredentialsConfig) -> SecurityScheme {
    let (source, kind) = match credentials {
        CredentialsConfig::Bearer => (
            CredentialSource::Authorization("bearer".to_owned()),
            "bearer",
        ),
        CredentialsConfig::Basic => (CredentialSource::Authorization("basic".to_owned()), "basic"),
        CredentialsConfig::Header(name) => (CredentialSource::Header(name.clone()), "api-key"),
        CredentialsConfig::Query(name) => (CredentialSource::Query(name.clone()), "api-key"),
        CredentialsConfig::Cookie(name) => (CredentialSource::Cookie(name.clone()), "api-key"),
    };
    SecurityScheme {
        source,
        credential_type: kind.to_owned(),
    }
}
