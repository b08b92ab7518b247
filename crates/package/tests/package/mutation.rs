//! Honest archives with something changed: the property of the fuzz target, on stable and bounded. `PROPTEST_CASES` makes it
//! run longer.

use proptest::prelude::*;

use crate::forge::Forged;
use crate::samples::{check, full};
use crate::{property, samples};

#[test]
fn every_byte_that_changes_is_noticed() {
    let honest = full();
    for at in 0..honest.len() {
        let mut changed = honest.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(check(&changed).is_err(), "byte {at} of {}", honest.len());
    }
}

proptest! {
    #[test]
    fn one_byte_of_any_other_value_is_noticed(at in any::<prop::sample::Index>(), value in 1_u8..=255) {
        let mut changed = full();
        let at = at.index(changed.len());
        changed[at] = changed[at].wrapping_add(value);
        prop_assert!(check(&changed).is_err());
    }

    #[test]
    fn pieces_cut_copied_and_moved_are_refused_or_make_an_honest_archive(
        from in any::<prop::sample::Index>(),
        length in 0_usize..2048,
        to in any::<prop::sample::Index>(),
        cut: bool,
    ) {
        let mut bytes = full();
        let from = from.index(bytes.len());
        let end = (from + length).min(bytes.len());
        let piece = bytes[from..end].to_vec();
        if cut {
            bytes.drain(from..end);
        }
        let to = to.index(bytes.len() + 1);
        bytes.splice(to..to, piece);
        property::holds(&bytes);
    }

    #[test]
    fn entries_in_any_order_and_number_are_refused_or_honest(order in prop::collection::vec(0_usize..14, 0..20)) {
        let mut forged = Forged::of(&full());
        let entries = std::mem::take(&mut forged.entries);
        forged.entries = order.iter().filter_map(|at| entries.get(*at).cloned()).collect();
        property::holds(&forged.bytes());
    }

    #[test]
    fn any_bytes_as_a_component_are_refused_or_honest(at in any::<prop::sample::Index>(), value: u8, length in 0_usize..64) {
        let mut component = samples::component("acme:echo", "1.2.3");
        let at = at.index(component.len());
        component.splice(at..(at + length).min(component.len()), [value]);
        property::holds(&crate::forge::Documents::with_component(component).linked());
    }
}

#[test]
fn the_honest_archives_hold_the_property() {
    property::holds(&full());
    property::holds(&samples::plain());
    property::holds(b"");
}
