import { HostError, host } from "../host.js";

export function placeholder(name) {
  if (!host.secrets.has(name)) {
    throw new HostError("denied");
  }
  return `{{secret:${name}}}`;
}
