// Asking the service: signed requests, a fresh token when the old one ends, a touch of the key where one is wanted.

import { decoded, encoded, proof } from "./dpop.js";

let token = null;

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `the service answered ${status}`);
    this.status = status;
    this.body = body;
  }
}

async function send(method, path, body, bearer) {
  const headers = { DPoP: await proof(method, path, bearer) };
  if (bearer) headers.Authorization = `DPoP ${bearer}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const said = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Problem(answer.status, said);
  return said;
}

export const plain = (path, body) => send("POST", path, body, null);

async function fresh() {
  if (token && token.expires > Date.now() / 1000 + 20) return token.token;
  const session = sessionStorage.getItem("session");
  if (!session) throw new Problem(401, { detail: "sign in first" });
  token = await plain("/v1/tokens/refresh", { session });
  return token.token;
}

export async function ask(method, path, body) {
  try {
    return await send(method, path, body, await fresh());
  } catch (error) {
    if (!(error instanceof Problem) || !error.body.told?.touch) throw error;
    await answer(error.body.told.touch);
    return send(method, path, body, await fresh());
  }
}

async function touch(wanted) {
  const assertion = await asserted(wanted.options);
  await send("POST", "/v1/touches", { challenge: wanted.challenge, assertion }, await fresh());
}

// What another program of this person asked for, and only the person can confirm.
export async function answer(challenge) {
  const { result } = await ask("GET", `/v1/touches/${challenge}`);
  await touch({ challenge, options: result.options });
}

export async function created(options) {
  options.challenge = decoded(options.challenge);
  options.user.id = decoded(options.user.id);
  for (const one of options.excludeCredentials || []) one.id = decoded(one.id);
  const made = await navigator.credentials.create({ publicKey: options });
  return {
    id: made.id,
    rawId: encoded(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: encoded(made.response.clientDataJSON),
      attestationObject: encoded(made.response.attestationObject),
      transports: made.response.getTransports(),
    },
  };
}

export async function asserted(options) {
  options.challenge = decoded(options.challenge);
  for (const one of options.allowCredentials || []) one.id = decoded(one.id);
  const made = await navigator.credentials.get({ publicKey: options });
  return {
    id: made.id,
    rawId: encoded(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: encoded(made.response.clientDataJSON),
      authenticatorData: encoded(made.response.authenticatorData),
      signature: encoded(made.response.signature),
      userHandle: made.response.userHandle ? encoded(made.response.userHandle) : null,
    },
  };
}

export async function signIn(purpose) {
  const { options } = await plain("/v1/login/start", {});
  const credential = await asserted(options);
  token = await plain("/v1/login/finish", { credential, purpose });
  sessionStorage.setItem("session", token.session);
}

export async function leave() {
  await ask("POST", "/v1/sessions/leave", { everywhere: false });
  sessionStorage.removeItem("session");
  token = null;
}
