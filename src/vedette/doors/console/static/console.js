// The page: each form asks the service for one thing, and says in words what came of it.

import { answer, ask, created, file, follow, leave, plain, Problem, signedIn, signIn, whenTouching } from "./service.js";

const find = (id) => document.getElementById(id);
const show = (id, yes = true) => { find(id).hidden = !yes; };
const fields = (form) => Object.fromEntries(new FormData(form));
const many = (count, noun) => `${count ?? 0} ${noun}${count === 1 ? "" : "s"}`;
const moment = (seconds) => new Date(seconds * 1000).toLocaleString();

function element(name, text = "", ...inner) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...inner);
  return made;
}

function button(text, work, kind = "") {
  const made = element("button", text);
  made.type = "button";
  made.className = kind;
  made.onclick = doing(work);
  return made;
}

function field(text, input) {
  return element("label", `${text} `, input);
}

// --- what is said ---

function say(words) {
  find("said").textContent = words;
  show("problem", false);
  show("close", Boolean(words));
}

// A refusal as people can use it: what happened, what would change it, and the number to speak about it.
function told(error) {
  const body = error.body || {};
  const refused = Boolean(body.reasons?.length);
  const parts = [element("p", refused ? "Not allowed, as things are." : error.message)];
  if (body.remedies?.length) {
    parts.push(element("p", "What would change it:"), element("ul", "", ...body.remedies.map((one) => element("li", one.text))));
  } else if (body.hint) {
    parts.push(element("p", body.hint));
  }
  if (refused) {
    const number = element("p", "This is decision ", element("code", body.decision));
    number.append(`: give this number to whoever you ask about it. Rules: ${(body.reasons || []).join(", ") || "none permits it"}.`);
    parts.push(element("small", "", number));
  }
  return parts;
}

function complain(error) {
  find("said").textContent = "";
  find("problem").replaceChildren(...told(error));
  show("problem");
  show("close");
  if (me && !signedIn()) entrance();
}

// One thing at a time: while it is under way, what began it cannot begin it again.
function doing(work) {
  return async (event) => {
    event?.preventDefault();
    const began = event?.currentTarget;
    if (began?.getAttribute("aria-busy") === "true") return;
    began?.setAttribute("aria-busy", "true");
    say("");
    try {
      await work(began);
    } catch (error) {
      complain(error);
      if (!(error instanceof Problem)) throw error;
    } finally {
      began?.removeAttribute("aria-busy");
    }
  };
}

// --- touching a key: first what for, then the key ---

whenTouching((words) => new Promise((resolve) => {
  const asks = find("touch");
  find("touch-words").textContent = words;
  const end = (yes) => () => {
    asks.onclose = null;
    asks.close();
    resolve(yes);
  };
  find("touch-key").onclick = end(true);
  find("touch-no").onclick = asks.onclose = end(false);
  asks.showModal();
}));

// --- coming in ---

let me = null;
let ledger = ""; // its public key: receipts are checked with it
let enrolling = null;
let waiting = null;

function entrance() {
  me = null;
  for (const id of ["account", "places", "leave", "enrol"]) show(id, false);
  show("sign-in");
  find("who").textContent = "not signed in";
}

// Kept until it is done, so that nobody who reloads the page is left with half of what they need.
function enrolWith(link, half = false) {
  enrolling = link;
  sessionStorage.setItem("enrolling", JSON.stringify({ link, half }));
  find("enrol-key").disabled = half;
  for (const id of ["enrol-second", "enrol-code"]) find(id).disabled = !half;
  entrance();
  show("sign-in", false);
  show("enrol");
}

async function oneKey() {
  const { options } = await plain("/v1/enrol/start", { link: enrolling });
  const credential = await created(options);
  const done = await plain("/v1/enrol/finish", { link: enrolling, credential, name: "passkey" });
  if (done.complete) return enrolled("You are enrolled. Sign in with one of your passkeys.");
  enrolWith(done.link, true);
  find("enrol-code").focus();
  return say("The passkey is made. One more: a second passkey, or a recovery code.");
}

async function recoveryCode() {
  const { code, person } = await plain("/v1/enrol/recovery", { link: enrolling });
  find("code").textContent = code;
  find("account-id").textContent = person;
  for (const id of ["enrol-second", "enrol-code"]) find(id).disabled = true;
  for (const id of ["sealed", "enrolled"]) show(id);
  sessionStorage.removeItem("enrolling");
  say("Print both lines and lock them away: the code is shown only now.");
}

function enrolled(words) {
  sessionStorage.removeItem("enrolling");
  for (const id of ["code", "account-id"]) find(id).textContent = "";
  entrance();
  say(words);
  find("purpose").focus();
}

// --- signed in ---

const TIERS = { T0: "anyone with an account", T1: "verified defender", T2: "professional", T3: "member of a vetted team", T4: "responder of an essential service" };

const ROLES = { reviewer: "review what others ask for", operator: "operate this service" };

async function refresh() {
  ({ result: me } = await ask("GET", "/v1/me"));
  ledger ||= (await (await file("/v1/ledger/key")).text()).trim();
  for (const id of ["sign-in", "enrol"]) show(id, false);
  for (const id of ["account", "places", "leave"]) show(id);
  for (const id of ["operate", "to-operate"]) show(id, me.roles.includes("operator"));
  find("who").textContent = `${me.name}, ${me.tier}`;
  const rows = {
    "Name": me.name,
    "Tier": `${me.tier}: ${TIERS[me.tier]}`,
    "May also": me.roles.map((one) => ROLES[one]).filter(Boolean).join(", ") || "nothing else",
    "Passkeys": me.keys,
    "Account": me.person,
    "Ledger's key": ledger,
  };
  find("me").replaceChildren(...Object.entries(rows).flatMap(([name, value]) => [element("dt", name), element("dd", `${value}`)]));
  find("explained").replaceChildren();
  await Promise.all([list(), jobs()]);
  const challenge = waiting;
  waiting = null;
  if (challenge) {
    await answer(challenge);
    say("Your key said yes. Go back to your program and run the command again.");
  }
}

// --- applications ---

const END = { open: "waits for a reviewer", granted: "granted", refused: "refused", revoked: "taken back", withdrawn: "withdrawn", expired: "over" };

async function list() {
  const { result } = await ask("GET", "/v1/access");
  const rows = [...result.applications.map(application), ...result.pending.map(pending)];
  find("list").replaceChildren(...(rows.length ? rows : [element("li", "Nothing waits.")]));
}

// The button somebody pressed is gone: the keyboard goes on from the list's title.
async function settled(words) {
  await list();
  find("waiting-title").focus();
  say(words);
}

function application(one) {
  const own = one.person === me.person;
  const title = element("h3", `${own ? "You ask" : "Somebody asks"} for ${one.wants} `);
  const state = element("span", END[one.state] || one.state);
  state.className = "state";
  title.append(state);
  const row = element("li", "", title, element("p", one.statement));
  if (one.reasons) row.append(element("p", `The reviewer: ${one.reasons}`));
  if (one.until) row.append(element("p", `It holds until ${moment(one.until)}.`));
  row.append(element("small", `Number ${one.id}${own ? "" : `, account ${one.person}`}`));
  if (one.state === "open" && !own && me.roles.includes("reviewer")) row.append(review(one));
  if (own && ["refused", "revoked"].includes(one.state)) row.append(appeal(one));
  return row;
}

function review(one) {
  const reasons = element("textarea");
  const form = element("form", "", field("Your reasons, as the applicant will read them", reasons));
  const decide = (approve) => async () => {
    if (!reasons.value.trim()) throw new Problem(0, { detail: "Say why: the applicant will read it." });
    await ask("POST", `/v1/access/applications/${one.id}/review`, { approve, reasons: reasons.value });
    await settled(approve ? "You said yes." : "You said no.");
  };
  const choice = element("div", "", button("Approve", decide(true)), button("Refuse", decide(false), "bad"));
  choice.className = "buttons";
  form.append(choice);
  form.onsubmit = (event) => event.preventDefault();
  return form;
}

function appeal(one) {
  const statement = element("textarea");
  statement.required = true;
  const form = element("form", "", field("Not right? Say why, and somebody else will look at it", statement), element("button", "Appeal"));
  form.onsubmit = doing(async () => {
    await ask("POST", "/v1/access/appeals", { decision: one.decision, statement: statement.value });
    await settled("Your appeal is in.");
  });
  return form;
}

function pending(one) {
  const choice = button("Approve", async () => {
    await ask("POST", `/v1/access/approvals/${one.id}`);
    await settled("You approved it.");
  });
  const words = element("small", `Account ${one.requester}; ${one.approvals} approved so far; until ${moment(one.expires)}`);
  return element("li", "", element("h3", "Somebody wants to"), element("p", one.capability), words, element("p", "", choice));
}

// --- targets ---

let challenge = null;

async function begin(form) {
  show("proof", false);
  find("proof-content").textContent = ""; // of another target, it would only mislead
  const { result } = await ask("POST", "/v1/scope/challenges", fields(form));
  challenge = result.challenge;
  find("proof-where").textContent = result.where[0].toUpperCase() + result.where.slice(1);
  find("proof-content").textContent = result.content;
  find("proof-until").textContent = `We look for it until ${moment(result.expires)}.`;
  show("proof");
  find("proof-check").focus();
}

async function check() {
  const { result } = await ask("POST", `/v1/scope/challenges/${challenge}/check`);
  show("proof", false);
  find("explained").replaceChildren();
  say(`${result.target} is proved until ${moment(result.until)}.`);
}

async function explain(form) {
  const { result } = await ask("POST", "/v1/access/explain", fields(form));
  const rows = result.remedies.map((one) => element("li", one.text));
  const words = result.allowed ? [element("p", "Yes, you could do this now.")] : [element("p", "Not now. What would change it:"), element("ul", "", ...rows)];
  const box = element("div", "", ...words);
  box.className = result.allowed ? "yes" : "no";
  find("explained").replaceChildren(box);
}

// --- jobs ---

const HOW = { queued: "waits for its turn", running: "at work", paused: "rests until a measure ends", done: "done", failed: "failed", cancelled: "stopped" };
const receipts = JSON.parse(sessionStorage.getItem("receipts") || "{}"); // job to the number of its entry in the ledger

async function submit(engine, body) {
  const { result, receipt } = await ask("POST", `/v1/jobs/${engine}`, body);
  receipts[result.job.id] = receipt.decided.index;
  sessionStorage.setItem("receipts", JSON.stringify(receipts));
  await refresh();
  say("It is allowed, on the record, and under way.");
}

async function scan(form) {
  const handed = form.elements.file.files[0];
  const name = handed.name.replace(/[^A-Za-z0-9._ +-]/g, "_").slice(-128).replace(/^[^A-Za-z0-9_]/, "_");
  const { result } = await ask("POST", `/v1/uploads?name=${encodeURIComponent(name)}`, handed);
  await submit("code.scan", { target: `upload:${result.upload.id}` });
}

async function jobs() {
  const { result } = await ask("GET", "/v1/jobs");
  find("jobs").replaceChildren(...(result.jobs.length ? result.jobs.map(job) : [element("li", "None yet.")]));
  for (const one of result.jobs) watch(one);
}

const watched = new Set();

function watch(one) {
  if (!["queued", "running", "paused"].includes(one.state) || watched.has(one.id)) return;
  watched.add(one.id);
  const heard = (event) => {
    const shown = document.querySelector(`#job-${one.id} .state`);
    if (shown && event.state) shown.textContent = HOW[event.state];
  };
  follow(`/v1/jobs/${one.id}/events`, heard).then(jobs).catch(complain);
}

function job(one) {
  const title = element("h3", one.engine === "code.discover" ? one.target.replace(/^folder:/, "Source at ") : "Code of your own ");
  const state = element("span", HOW[one.state]);
  state.className = "state";
  title.append(" ", state);
  const row = element("li", "", title);
  row.id = `job-${one.id}`;
  if (one.state === "done") row.append(element("p", `${many(one.counts.findings, "finding")} in ${many(one.counts.files, "file")}`));
  if (one.why) row.append(element("p", [one.why, one.hint].filter(Boolean).join(": ")));
  const choice = element("div");
  choice.className = "buttons";
  if (one.state === "done") {
    choice.append(button("Report", () => fetched(`/v1/jobs/${one.id}/report?format=html`, `report-${one.id}.html`), "quiet"));
    choice.append(button("Report for programs", () => fetched(`/v1/jobs/${one.id}/report?format=json`, `report-${one.id}.json`), "quiet"));
  }
  if (one.id in receipts) choice.append(button("Receipt", () => receipt(one), "quiet"));
  row.append(choice, element("small", `${moment(one.made)}; decision ${one.decision}`));
  return row;
}

async function fetched(path, name) {
  handOver(await file(path), name);
}

async function receipt(one) {
  const { result } = await ask("GET", `/v1/ledger/receipts/${receipts[one.id]}`);
  const name = `receipt-${receipts[one.id]}.txt`;
  handOver(new Blob([result.receipt], { type: "text/plain" }), name);
  say(`Check it on any machine, with no access to this service: vedette ledger verify ${name} --trust ${ledger}`);
}

function handOver(blob, name) {
  const link = element("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// --- operating ---

async function invite(form) {
  const { name, org, team } = fields(form);
  const roles = new FormData(form).getAll("roles");
  const { result } = await ask("POST", "/v1/identity/invitations", { name, org, team, roles });
  find("invited-words").textContent = `Send this link to ${name} by a way you trust: whoever opens it first is ${name} here. It works once, until ${moment(result.expires)}.`;
  find("invited-link").textContent = result.link;
  show("invited");
  form.reset();
  find("invited-link").focus();
}

async function revoke(form) {
  const { what, id, reason } = fields(form);
  const { result } = await ask("POST", "/v1/access/revocations", { [what]: id.trim(), reason });
  form.reset();
  say(`Taken back. Sessions that ended: ${result.ended}.`);
}

async function digest(one) {
  const made = new Uint8Array(await crypto.subtle.digest("SHA-256", await one.arrayBuffer()));
  return [...made].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function apply(form) {
  const given = [...form.elements.evidence.files];
  const evidence = await Promise.all(given.map(digest));
  await ask("POST", "/v1/access/applications", { tier: Number(form.elements.tier.value), statement: form.elements.statement.value, evidence });
  form.reset();
  await list();
  say("Your application is in: reviewers see it now.");
}

// --- which button does what ---

const CLICKS = {
  "enrol-key": oneKey,
  "enrol-second": oneKey,
  "enrol-code": recoveryCode,
  "to-sign-in": () => enrolled("Sign in with your passkey."),
  "proof-check": check,
  "again": refresh,
  "invited-copy": async () => {
    await navigator.clipboard.writeText(find("invited-link").textContent);
    say("The link is copied.");
  },
  "leave": async () => {
    await leave();
    location.reload();
  },
};
const FORMS = {
  enter: async (form) => {
    const strange = await signIn(fields(form).purpose);
    await refresh();
    if (strange) say(`${many(strange, "other session")} of yours began with a key never used before. If that was not you: vedette access sessions.`);
    find("main").focus();
  },
  recover: async (form) => {
    const { link } = await plain("/v1/enrol/recover", fields(form));
    enrolWith(link);
    say("The code was right. Make a new passkey now: you have a quarter of an hour.");
  },
  connect: async (form) => {
    await ask("POST", "/v1/connect", fields(form));
    form.reset();
    say("It is in: it acts as you until you sign it out.");
  },
  apply, discover: (form) => submit("code.discover", fields(form)), explain, invite, prove: begin, revoke, scan,
};
for (const [id, work] of Object.entries(CLICKS)) find(id).onclick = doing(work);
for (const [id, work] of Object.entries(FORMS)) find(id).onsubmit = doing(work);
find("close").onclick = () => say("");

// What the address brings along is a secret or used up at once: it does not stay there.
function arrive() {
  const brought = new URLSearchParams(location.hash.slice(1));
  const link = brought.get("enrol");
  const begun = JSON.parse(sessionStorage.getItem("enrolling"));
  waiting = brought.get("touch") || waiting;
  if (link || brought.has("touch")) history.replaceState(null, "", location.pathname);
  if (link) enrolWith(link);
  else if (signedIn() && (waiting || !me)) doing(refresh)();
  else if (!me && begun) enrolWith(begun.link, begun.half);
}
window.addEventListener("hashchange", arrive);
arrive();
