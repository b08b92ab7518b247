// A plugin of each kind that the SDK has classes for, and what the tests call.

import * as auth from "../auth";
import * as config from "../config";
import * as log from "../log";
import * as secrets from "../secrets";


@plugin("auth")
class Everybody extends auth.AuthPlugin {
  authenticate(
    ctx: auth.PluginContext,
    creds: auth.AuthCredentials,
  ): auth.Result<auth.AuthResult, auth.Error> {
    return auth.Result.ok<auth.AuthResult, auth.Error>(
      new auth.AuthResult(true, "guest", []),
    );
  }

  getCapabilities(): auth.PluginCapabilities {
    return auth.noCapabilities();
  }
}

export function logsWhatTheConfigurationSays(): void {
  log.info("greeting is " + config.getOr("greeting", "missing"));
  log.warn("other is " + config.getOr("other", "missing"));
}

export function secretsArePlaceholders(): void {
  assert(secrets.placeholder("token") == "{{token}}");
  assert(secrets.placeholder("none") === null);
}

export function halfASurrogatePairIsReplaced(): void {
  log.info("a" + String.fromCharCode(0xd800) + "b");
}
