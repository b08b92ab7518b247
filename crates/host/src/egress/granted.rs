//! From what a manifest asks for, and an operator granted, to what is enforced here.

use http::Method;
use plugwright_manifest::{HttpLimits, Methods};

use super::limits::EgressLimits;
use super::policy::origin::OriginError;
use super::policy::pattern::OriginPattern;

/// All that `Methods` can name.
const NAMED: [Method; 7] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
];

impl TryFrom<&plugwright_manifest::OriginPattern> for OriginPattern {
    type Error = OriginError;

    fn try_from(pattern: &plugwright_manifest::OriginPattern) -> Result<Self, OriginError> {
        pattern.to_string().parse()
    }
}

impl OriginPattern {
    /// A granted origin together with the methods that were granted for it.
    ///
    /// # Errors
    /// If the pattern names a host that is not judged to be one here.
    pub fn granted(
        pattern: &plugwright_manifest::OriginPattern,
        methods: &Methods,
    ) -> Result<Self, OriginError> {
        let granted = NAMED
            .into_iter()
            .filter(|method| methods.allow(method.as_str()));
        Ok(Self::try_from(pattern)?.with_methods(granted))
    }
}

impl From<&HttpLimits> for EgressLimits {
    fn from(limits: &HttpLimits) -> Self {
        let idle = usize::try_from(limits.connections).unwrap_or(usize::MAX);
        Self {
            connect_timeout: limits.connect,
            first_byte_timeout: limits.first_byte,
            between_bytes_timeout: limits.between_bytes,
            total_timeout: limits.total,
            max_request_body: limits.request_body.as_u64(),
            max_response_body: limits.response_body.as_u64(),
            max_header_bytes: usize::try_from(limits.headers.as_u64()).unwrap_or(usize::MAX),
            max_concurrent: usize::try_from(limits.requests.min(limits.connections))
                .unwrap_or(usize::MAX),
            max_idle_connections: idle,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::policy::origin::Origin;
    use proptest::prelude::*;

    #[test]
    fn every_method_of_the_manifest_is_all_that_a_grant_of_all_gives() {
        let any: plugwright_manifest::OriginPattern = "https://a.example".parse().unwrap();
        let granted = OriginPattern::granted(&any, &Methods::All).unwrap();
        assert!(granted.permits(&Method::PATCH));
        assert!(!granted.permits(&Method::CONNECT));
        assert!(!granted.permits(&"PROPFIND".parse().unwrap()));
    }

    #[test]
    fn the_limits_of_a_manifest_are_the_limits_that_hold() {
        let limits = EgressLimits::from(&HttpLimits::default());
        assert_eq!(limits.total_timeout, HttpLimits::default().total);
        assert_eq!(
            limits.max_response_body,
            HttpLimits::default().response_body.as_u64()
        );
    }

    proptest! {
        /// What an operator consented to and what is enforced are two implementations. They may never disagree.
        #[test]
        fn f6_a_pattern_is_enforced_as_the_manifest_means_it(
            pattern in "\\*|https?://(\\*\\.)?([ab]{1,2}\\.){1,2}(com|A)(:443|:80|:1)?|http://(127\\.0\\.0\\.1|\\[::1\\])",
            url in "https?://(([ab]{1,2}\\.){0,3}(com|A)\\.?|0x7f\\.1|127\\.0\\.0\\.1|\\[::1\\])(:443|:80|:1)?/",
        ) {
            let meant: plugwright_manifest::OriginPattern = pattern.parse().unwrap();
            let enforced = OriginPattern::try_from(&meant).unwrap();
            let origin = Origin::of(&url.parse().unwrap()).unwrap();
            prop_assert_eq!(meant.allows(&url.parse().unwrap()), enforced.matches(&origin));
        }
    }
}
