/** What a test's host answers. */
export interface Host {
  /** Configuration by key. */
  config?: Map<string, string>;
  /** Placeholders by the name of the secret. */
  secrets?: Map<string, string>;
  /** Called for each message of the plugin. */
  log?(level: string, context: string, message: string): void;
}

/** Compiles `entry` of the project in `folder` and gives its exported functions. */
export function load(
  folder: string,
  entry: string,
  host?: Host,
): Promise<Record<string, CallableFunction>>;
