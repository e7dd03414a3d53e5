// Asking the service: signed requests, a fresh token when the old one ends, a touch of the key where one is wanted.

import { decoded, encoded, proof } from "./dpop.js";

const SESSION = "session";
const EARLY = 20; // seconds before its end that a token is not used any more

let token = null;
let confirmed = async () => true;

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `the service answered ${status}`);
    this.status = status;
    this.body = body;
  }
}

// Before a key is touched, somebody has to see what for, and agree: the page says how that is asked.
export function whenTouching(asks) {
  confirmed = asks;
}

async function exchange(method, path, body, bearer) {
  const headers = { DPoP: await proof(method, path, bearer) };
  if (bearer) headers.Authorization = `DPoP ${bearer}`;
  const raw = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = raw ? "application/octet-stream" : "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: raw || body === undefined ? body : JSON.stringify(body) });
  } catch {
    throw new Problem(0, { detail: "The service does not answer.", hint: "Is it running, and are you online? Then try again." });
  }
  if (!answer.ok) throw new Problem(answer.status, await answer.json().catch(() => ({})));
  return answer;
}

async function send(method, path, body, bearer) {
  const answer = await exchange(method, path, body, bearer);
  return answer.status === 204 ? {} : answer.json();
}

export const plain = (path, body) => send("POST", path, body, null);

export const signedIn = () => sessionStorage.getItem(SESSION) !== null;

export function forget() {
  sessionStorage.clear();
  token = null;
}

async function fresh() {
  if (token && token.expires > Date.now() / 1000 + EARLY) return token.token;
  const session = sessionStorage.getItem(SESSION);
  if (!session) throw new Problem(401, { detail: "You are not signed in.", hint: "Sign in with your passkey." });
  try {
    token = await plain("/v1/tokens/refresh", { session });
  } catch (error) {
    if ([401, 403].includes(error.status)) forget();
    throw error;
  }
  return token.token;
}

export async function ask(method, path, body) {
  const bearer = await fresh();
  try {
    return await send(method, path, body, bearer);
  } catch (error) {
    if (onlyATouch(error)) await answer(error.body.told.touch);
    else if (error.status === 401) token = null; // perhaps the token alone is over; if the session is, we learn it now
    else throw error;
    return send(method, path, body, await fresh());
  }
}

// A touch is worth asking for when nothing else is missing.
function onlyATouch(error) {
  const codes = (error.body?.remedies || []).map((one) => one.code);
  return Boolean(error.body?.told?.touch) && codes.every((code) => code === "touch_key");
}

// What this page, or another program of this person, asked for and only the person can confirm.
export async function answer(challenge) {
  const { result } = await ask("GET", `/v1/touches/${challenge}`);
  if (!(await confirmed(result.words))) throw new Problem(0, { detail: "You did not touch your key: nothing was done." });
  const assertion = await asserted(result.options);
  await send("POST", "/v1/touches", { challenge, assertion }, await fresh());
}

export async function file(path) {
  return (await exchange("GET", path, undefined, await fresh())).blob();
}

// Returns when nothing more will happen; `heard` is called with each thing that did.
export async function follow(path, heard) {
  const answer = await exchange("GET", path, undefined, await fresh());
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const data = event.split("\n").find((line) => line.startsWith("data: "));
      if (data) heard(JSON.parse(data.slice(6)));
    }
  }
}

async function key(work) {
  if (!navigator.credentials) throw new Problem(0, { detail: "This browser has no passkeys.", hint: "Use a current one, over https." });
  try {
    return await work();
  } catch (error) {
    if (error.name === "InvalidStateError") {
      throw new Problem(0, { detail: "This key is registered already.", hint: "Take another one: a second device, or a security key." });
    }
    throw new Problem(0, { detail: "No key answered.", hint: "You may have cancelled, waited too long, or have no passkey for this place here. Try again." });
  }
}

export async function created(options) {
  options.challenge = decoded(options.challenge);
  options.user.id = decoded(options.user.id);
  for (const one of options.excludeCredentials || []) one.id = decoded(one.id);
  const made = await key(() => navigator.credentials.create({ publicKey: options }));
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

async function asserted(options) {
  options.challenge = decoded(options.challenge);
  for (const one of options.allowCredentials || []) one.id = decoded(one.id);
  const made = await key(() => navigator.credentials.get({ publicKey: options }));
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
  sessionStorage.setItem(SESSION, token.session);
  return token.new_keys;
}

export async function leave() {
  await ask("POST", "/v1/sessions/leave", { everywhere: false });
  forget();
}
