// The key of this browser: made here, never leaves it, and every request is signed with it (RFC 9449).

const DATABASE = "vedette";
const STORE = "keys";

function database() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

async function kept(mode, work) {
  const opened = await database();
  return new Promise((resolve, reject) => {
    const asked = work(opened.transaction(STORE, mode).objectStore(STORE));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function pair() {
  const known = await kept("readonly", (store) => store.get("dpop"));
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  await kept("readwrite", (store) => store.put(made, "dpop"));
  return made;
}

export function encoded(bytes) {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function decoded(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

const utf8 = (text) => new TextEncoder().encode(text);
const part = (value) => encoded(utf8(JSON.stringify(value)));

export async function proof(method, path, token) {
  const keys = await pair();
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", keys.publicKey);
  const claims = {
    jti: crypto.randomUUID(),
    htm: method,
    htu: new URL(path, location.origin).href.split(/[?#]/)[0],
    iat: Math.floor(Date.now() / 1000),
  };
  if (token) claims.ath = encoded(await crypto.subtle.digest("SHA-256", utf8(token)));
  const body = `${part({ typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } })}.${part(claims)}`;
  const signed = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, utf8(body));
  return `${body}.${encoded(signed)}`;
}
