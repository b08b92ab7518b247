//! One declaration, two structs.
//!
//! Each limit exists twice: as a request in a manifest, where it may be missing, and resolved, where it has a value. The
//! macro writes both from one row, so that a new limit cannot be forgotten in the merge or in the ceiling.

/// Declares a group of limits: `Resolved / Request { field: Type as WireType = default, … }`.
///
/// Generates the resolved struct with `Default` and `capped_by`, and the request struct with serde, JSON Schema,
/// `resolve` and `is_empty`.
macro_rules! limit_group {
    (
        $(#[$group_doc:meta])*
        $resolved:ident / $request:ident {
            $( $(#[$doc:meta])* $field:ident: $ty:ty as $wire:ty = $default:expr, )*
        }
    ) => {
        $(#[$group_doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $resolved {
            $( $(#[$doc])* pub $field: $ty, )*
        }

        impl Default for $resolved {
            fn default() -> Self {
                Self { $( $field: $default, )* }
            }
        }

        impl $resolved {
            /// The smaller value of each limit: what a plugin gets under the ceiling that an operator sets.
            #[must_use]
            pub fn capped_by(&self, ceiling: &Self) -> Self {
                Self { $( $field: self.$field.min(ceiling.$field), )* }
            }
        }

        $(#[$group_doc])*
        ///
        /// This is the form of a manifest: what is missing is left to the host.
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq,
            ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema,
        )]
        #[serde(default, deny_unknown_fields)]
        pub struct $request {
            $(
                $(#[$doc])*
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $field: Option<$wire>,
            )*
        }

        impl $request {
            /// What is asked for, and the default where nothing is.
            pub fn resolve(&self, defaults: &$resolved) -> $resolved {
                $resolved { $( $field: self.$field.map_or(defaults.$field, Into::into), )* }
            }

            /// Whether nothing is asked for.
            pub fn is_empty(&self) -> bool {
                $( self.$field.is_none() )&&*
            }
        }
    };
}

pub(super) use limit_group;
