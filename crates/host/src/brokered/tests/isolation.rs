//! A provider keeps its callers' tenants apart as it keeps its own.

use super::guest::{adding, builder, caller_of, doubling, engine};
use serde_json::json;

#[tokio::test]
async fn c12_a_tenant_of_the_caller_meets_its_own_instances_of_the_provider() {
    let engine = engine();
    let counting = builder(&engine, "counting", adding("(global.get $calls)"));
    let provider = counting.load().await.unwrap();
    let caller = caller_of(&engine, doubling(), &provider).await.unwrap();
    let mut counts = Vec::new();
    for tenant in ["", "red", "blue", "red", "blue", "red"] {
        let caller = match tenant {
            "" => caller.clone(),
            tenant => caller.tenant(tenant).unwrap(),
        };
        let count = caller.call_json("run", &[json!(0)]).await.unwrap();
        counts.push(count.as_u64().unwrap());
    }
    assert_eq!(counts, [1, 1, 1, 2, 2, 3]);
}
