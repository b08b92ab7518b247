//! Whether a component needs an engine with support for concurrent tasks, which more than doubles the price of a call.

use wasmparser::{
    CanonicalFunction, CanonicalOption, ComponentDefinedType, ComponentType,
    ComponentTypeDeclaration, InstanceTypeDeclaration,
};

/// Whether a canonical function runs or makes tasks, streams or futures.
pub(crate) fn is_used_by(function: &CanonicalFunction) -> bool {
    let is_async = |options: &[CanonicalOption]| {
        options.iter().any(|option| {
            matches!(
                option,
                CanonicalOption::Async | CanonicalOption::Callback(_)
            )
        })
    };
    match function {
        CanonicalFunction::Lift { options, .. } | CanonicalFunction::Lower { options, .. } => {
            is_async(options)
        }
        CanonicalFunction::ResourceNew { .. }
        | CanonicalFunction::ResourceDrop { .. }
        | CanonicalFunction::ResourceRep { .. } => false,
        _ => true,
    }
}

/// Whether a type, or one inside it, is of asynchronous functions, streams or futures: such a function may be lifted without
/// tasks, and is refused by an engine that does not know its type.
pub(crate) fn is_declared_by(declared: ComponentType<'_>) -> bool {
    // Types nest; their parser bounds how deep, and this keeps no stack of its own.
    let mut open = vec![declared];
    while let Some(declared) = open.pop() {
        match declared {
            ComponentType::Func(function) if function.async_ => return true,
            ComponentType::Defined(
                ComponentDefinedType::Future(_) | ComponentDefinedType::Stream(_),
            ) => return true,
            ComponentType::Component(inner) => {
                open.extend(inner.into_iter().filter_map(|inner| match inner {
                    ComponentTypeDeclaration::Type(declared) => Some(declared),
                    _ => None,
                }));
            }
            ComponentType::Instance(inner) => {
                open.extend(inner.into_iter().filter_map(|inner| match inner {
                    InstanceTypeDeclaration::Type(declared) => Some(declared),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::Engine;
    use crate::scan::{StaticLimits, scan};

    #[test]
    fn a_function_inside_an_interface_is_found() {
        let component = r#"(component
            (import "acme:shop/later" (instance (export "f" (func async (result u32))))))"#;
        let component = wat::parse_str(component).unwrap();
        let declared = scan(&component, &StaticLimits::default()).unwrap();
        assert!(declared.concurrent);
    }

    #[tokio::test]
    async fn an_asynchronous_function_that_is_lifted_without_tasks_is_loaded() {
        let component = r#"(component
            (core module $m (func (export "f") (result i32) (i32.const 7)))
            (core instance $i (instantiate $m))
            (type $later (func async (result u32)))
            (func (export "f") (type $later) (canon lift (core func $i "f"))))"#;
        let engine = Engine::new().unwrap();
        let component = wat::parse_str(component).unwrap();
        let plugin = engine.plugin("later".parse().unwrap(), component).load();
        let answer = plugin.await.unwrap().call_json("f", &[]).await.unwrap();
        assert_eq!(answer, serde_json::json!(7));
    }
}
