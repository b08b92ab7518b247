//! What the name of a property or field says about its text.
//!
//! Most schemas say no more than `"city": {"type": "string"}`. A city there is worth more to whoever looks at the mock
//! than filler.

use crate::locale::Locale;
use crate::random::Random;
use crate::{finance, internet, person, place, text as filler};

/// A text that fits the name, which may be written in any case and with any separators; none if it says nothing.
pub fn text(name: &str, random: &mut Random, locale: &Locale) -> Option<String> {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let text = match plain.as_str() {
        "firstname" | "givenname" => person::first_name(random, locale),
        "lastname" | "familyname" | "surname" => person::last_name(random, locale),
        "name" | "fullname" | "author" | "owner" | "customer" => person::name(random, locale),
        "username" | "login" | "nickname" => person::user_name(random, locale),
        "email" | "emailaddress" | "mail" => internet::email(random, locale),
        "phone" | "phonenumber" | "telephone" | "mobile" => person::phone(random, locale),
        "job" | "jobtitle" | "profession" | "occupation" => person::job(random, locale),
        "company" | "companyname" | "organization" | "organisation" | "employer" => {
            person::company(random, locale)
        }
        "address" => place::address(random, locale),
        "street" | "streetaddress" | "addressline1" => place::street(random, locale),
        "city" | "town" => place::city(random, locale),
        "state" | "region" | "province" => place::state(random, locale),
        "zip" | "zipcode" | "postcode" | "postalcode" => place::postcode(random, locale),
        "country" => place::country(locale),
        "color" | "colour" => filler::color(random, locale),
        "currency" | "currencycode" => finance::currency(random),
        "iban" => finance::iban(random, locale),
        "url" | "uri" | "link" | "href" | "website" | "homepage" => internet::url(random),
        "host" | "hostname" => internet::host_name(random),
        "ip" | "ipaddress" => internet::ipv4(random),
        "title" | "subject" | "headline" => filler::title(random, locale),
        "description" | "summary" | "comment" | "message" | "text" | "bio" => {
            filler::sentence(random, locale)
        }
        "id" | "uuid" | "guid" => random.uuid(),
        _ => return None,
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_understood_in_every_spelling() {
        let text = |name: &str| text(name, &mut Random::from_parts(["1"]), <&Locale>::default());
        assert!(text("email").unwrap().contains('@'));
        assert_eq!(text("postal_code"), text("postalCode"));
        assert_eq!(text("Postal-Code"), text("postalCode"));
        assert_eq!(text("flux"), None);
    }
}
