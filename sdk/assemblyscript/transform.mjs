// The compiler looks for this file by the name that `asconfig.json` gives: `@plugwright/plugin-sdk/transform`.
export { default } from "./assembly/auth/runtime/transform.mjs";
