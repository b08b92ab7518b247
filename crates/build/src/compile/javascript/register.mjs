// Loaded into jco's process: lets `mend.mjs` see the modules that jco loads.
import { register } from "node:module";

register(new URL("./mend.mjs", import.meta.url));
