// `node --import plugwright-plugin-sdk/testing/register`: imports of the host
// are found in the program that tests, see `host.js`.
import { register } from "node:module";

register("./hooks.js", import.meta.url);
