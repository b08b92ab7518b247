// In a project of its own: `export { default } from "@plugwright/plugin-sdk/transform";`
export { default } from "../../../sdk/assemblyscript/transform.mjs";
