import type { CallbackSecrets } from "../sales-agent";
import { isObject, type Json } from "./seller-problem";

/**
 * A frozen request as it goes on the wire: the real webhook address, the token to echo and, in the HMAC mode, the shared secret.
 * Only where the request asks for a webhook; what was frozen, hashed and approved holds none of them.
 */
export function withCallbacks(body: Json, callbacks: readonly CallbackSecrets[] = []): Json {
  const configs = callbacks.flatMap((secrets) => {
    const config = body[secrets.field];
    return isObject(config) ? [[secrets.field, withSecrets(config, secrets)] as const] : [];
  });
  return { ...body, ...Object.fromEntries(configs) };
}

function withSecrets(config: Json, { url, token, credentials }: CallbackSecrets): Json {
  const { authentication } = config;
  const signed =
    isObject(authentication) && credentials !== null ? { authentication: { ...authentication, credentials } } : {};
  return { ...config, url, token, ...signed };
}
