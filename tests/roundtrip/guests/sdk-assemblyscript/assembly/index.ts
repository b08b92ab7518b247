// A plugin that uses what the SDK offers of its host: it answers with what the server says that `url` in the query names,
// sends the body of its own request there, and counts.

import * as http from "../../../../../sdk/assemblyscript/http";
import * as keyvalue from "../../../../../sdk/assemblyscript/keyvalue";
import {
  Error,
  HttpResponse,
  PluginCapabilities,
  PluginContext,
  ResponsePlugin,
  Result,
  Route,
  dependencyError,
  noCapabilities,
} from "../../../../../sdk/assemblyscript/response";

@plugin("response")
class Relay extends ResponsePlugin {
  canHandle(ctx: PluginContext, route: Route): Result<bool, Error> {
    return Result.ok<bool, Error>(true);
  }

  generate(ctx: PluginContext, route: Route): Result<HttpResponse, Error> {
    const visits = count(route.operationId);
    if (!visits.isOk) return failed(visits.error);
    const url = route.queryParams[0].item1;
    const content = ctx.body;
    const request = content === null ? http.get(url) : http.post(url, content);
    const sent = request.timeout(2000).maxBody(1 << 10).send();
    if (!sent.isOk) return failed(sent.error);
    const answer = sent.value;
    const failure = answer.failure();
    if (failure !== null) return failed(failure);
    const who = answer.header("X-Who");
    const text = `${visits.value}: ${answer.text()} by ${who === null ? "nobody" : who}`;
    const body = Uint8Array.wrap(String.UTF8.encode(text));
    return Result.ok<HttpResponse, Error>(
      new HttpResponse(answer.status, [], body),
    );
  }

  getCapabilities(): PluginCapabilities {
    return noCapabilities();
  }
}

/** Adds one to the visits of an operation, and checks that the store has them. */
function count(operation: string): Result<u64, Error> {
  const opened = keyvalue.open("visits");
  if (!opened.isOk) return Result.err<u64, Error>(opened.error);
  const bucket = opened.value;
  bucket.setText("last", operation);
  const last = bucket.getText("last");
  const visits = bucket.increment(operation, 1);
  const keys = bucket.keys();
  bucket.drop();
  if (!visits.isOk) return Result.err<u64, Error>(visits.error);
  const isLost = !last.isOk || last.value === null || last.value! != operation;
  if (isLost || !keys.isOk || keys.value.length != 2) {
    const lost = dependencyError("lost", "the store lost what it was given");
    return Result.err<u64, Error>(lost);
  }
  return Result.ok<u64, Error>(visits.value);
}

function failed(error: Error): Result<HttpResponse, Error> {
  return Result.err<HttpResponse, Error>(error);
}
