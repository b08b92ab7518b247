export { default } from "../../../../sdk/assemblyscript/transform.mjs";
