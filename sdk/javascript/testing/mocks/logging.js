import { host } from "../host.js";

export function log(level, context, message) {
  host.logs.push({ level, context, message });
}
