//! People and companies.

use plugwright_fake_data::{internet, person};

use super::plain;
use crate::catalogue::Entry;

pub(crate) const ENTRIES: &[Entry] = &[
    plain!(localised "fake.name", "A full name in the order of the language.", person::name),
    plain!(localised "fake.first_name", "A first name.", person::first_name),
    plain!(localised "fake.last_name", "A last name.", person::last_name),
    plain!(localised "fake.username", "A login name of ASCII letters.", person::user_name),
    plain!(localised "fake.email", "An email address in a domain reserved for examples.", internet::email),
    plain!(localised "fake.phone", "A telephone number that belongs to nobody.", person::phone),
    plain!(localised "fake.job", "A profession.", person::job),
    plain!(localised "fake.company", "The name of a company.", person::company),
];
