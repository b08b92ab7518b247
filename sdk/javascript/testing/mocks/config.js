import { host } from "../host.js";

export const get = (key) => host.config.get(key);
export const getAll = () => [...host.config];
