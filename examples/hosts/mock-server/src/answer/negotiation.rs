//! Which media type a client gets (RFC 9110, section 12.5.1).

/// The offer that the client likes best; among equals one that is JSON, then the first. None if it accepts none.
pub(super) fn choose<'o>(offers: &[&'o str], accept: &[&str]) -> Option<&'o str> {
    let ranges: Vec<Range<'_>> = accept
        .iter()
        .flat_map(|header| header.split(','))
        .filter_map(Range::parse)
        .collect();
    let weight = |offer: &str| {
        if ranges.is_empty() {
            1000
        } else {
            weight(offer, &ranges)
        }
    };
    let preference = |(index, offer): &(usize, &&str)| {
        (weight(offer), is_json(offer), std::cmp::Reverse(*index))
    };
    let (_, best) = offers.iter().enumerate().max_by_key(preference)?;
    (weight(best) > 0).then_some(*best)
}

/// A media type that can stand in `Content-Type`: descriptions may offer ranges.
pub(super) fn concrete(offer: &str) -> String {
    match essence(offer).split_once('/') {
        Some(("*", _)) | None => "application/json".to_owned(),
        Some(("text", "*")) => "text/plain".to_owned(),
        Some(("image", "*")) => "image/png".to_owned(),
        Some((kind, "*")) => format!("{kind}/octet-stream"),
        Some(_) => offer.to_owned(),
    }
}

/// `application/json` and what is built on it (RFC 6839).
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// The media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// A media range of an `Accept` header.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    /// In thousandths, so that it can be compared.
    quality: u16,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let quality = parts
            .filter_map(|part| part.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
        let quality = quality
            .and_then(|(_, value)| thousandths(value.trim()))
            .unwrap_or(1000);
        Some(Self {
            kind,
            subtype,
            quality,
        })
    }

    /// How exactly the range fits; none if it does not.
    fn fits(&self, kind: &str, subtype: &str) -> Option<u8> {
        match (self.kind, self.subtype) {
            ("*", "*") => Some(0),
            (range, "*") if range.eq_ignore_ascii_case(kind) => Some(1),
            (range, sub)
                if range.eq_ignore_ascii_case(kind) && sub.eq_ignore_ascii_case(subtype) =>
            {
                Some(2)
            }
            _ => None,
        }
    }
}

/// The most exact range decides.
fn weight(offer: &str, ranges: &[Range<'_>]) -> u16 {
    let offer = essence(&concrete(offer));
    let Some((kind, subtype)) = offer.split_once('/') else {
        return 0;
    };
    let fitting = ranges
        .iter()
        .filter_map(|range| Some((range.fits(kind, subtype)?, range.quality)));
    fitting
        .max_by_key(|(exactness, _)| *exactness)
        .map_or(0, |(_, quality)| quality)
}

fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    Some((whole.parse::<u16>().ok()?.min(1) * 1000 + digits.parse::<u16>().ok()?).min(1000))
}

#[cfg(test)]
mod tests {
    use super::choose;

    const OFFERS: [&str; 3] = ["text/html", "application/json", "application/xml"];

    #[test]
    fn a_client_without_an_accept_header_gets_json() {
        assert_eq!(choose(&OFFERS, &[]), Some("application/json"));
        assert_eq!(choose(&OFFERS, &["*/*"]), Some("application/json"));
    }

    #[test]
    fn the_highest_quality_wins_and_the_most_exact_range_decides_it() {
        assert_eq!(
            choose(&OFFERS, &["application/json;q=0.5, application/xml;q=0.9"]),
            Some("application/xml")
        );
        assert_eq!(
            choose(&OFFERS, &["text/*;q=0.3, */*;q=0.2, application/*;q=0"]),
            Some("text/html")
        );
        assert_eq!(choose(&OFFERS, &["text/html;level=1"]), Some("text/html"));
    }

    #[test]
    fn a_client_that_accepts_nothing_of_it_gets_nothing() {
        assert_eq!(choose(&OFFERS, &["image/png"]), None);
        assert_eq!(choose(&OFFERS, &["application/json;q=0"]), None);
    }
}
