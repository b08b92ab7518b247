//! Places.

use plugwright_fake_data::place;

use super::plain;
use crate::catalogue::Entry;

pub(crate) const ENTRIES: &[Entry] = &[
    plain!(localised "fake.address", "An address on one line.", place::address),
    plain!(localised "fake.street", "A street with a house number.", place::street),
    plain!(localised "fake.city", "A city.", place::city),
    plain!(localised "fake.state", "A state, region or prefecture.", place::state),
    plain!(localised "fake.postcode", "A postal code in the format of the country.", place::postcode),
    Entry {
        name: "fake.country",
        summary: "The country of the locale, in its own language.",
        parameters: &[],
        localised: true,
        make: |_, locale, _| Ok(place::country(locale).into()),
    },
    plain!("fake.latitude", "A latitude in degrees.", place::latitude),
    plain!(
        "fake.longitude",
        "A longitude in degrees.",
        place::longitude
    ),
];
