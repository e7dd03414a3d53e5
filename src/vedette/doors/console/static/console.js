// The page: each button asks the service for one thing, and says in words what came of it.

import { answer, ask, created, leave, plain, Problem, signIn } from "./service.js";

const find = (id) => document.getElementById(id);
const show = (id, yes = true) => { find(id).hidden = !yes; };

function say(words, bad = false) {
  find("said").textContent = words;
  find("said").classList.toggle("bad", bad);
}

function doing(work) {
  return async (event) => {
    event?.preventDefault();
    try {
      await work(event);
    } catch (error) {
      const help = error instanceof Problem && error.body.remedies?.map((one) => one.text).join(" ");
      say([error.message, help].filter(Boolean).join(" "), true);
    }
  };
}

const fields = (form) => Object.fromEntries(new FormData(form));

function element(name, text, ...inner) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...inner);
  return made;
}

// --- enrolling ---

let enrolling = null;
let waiting = null;

async function oneKey() {
  const { options } = await plain("/v1/enrol/start", { link: enrolling });
  const credential = await created(options);
  const done = await plain("/v1/enrol/finish", { link: enrolling, credential, name: "passkey" });
  enrolling = done.link;
  show("enrol-key", false);
  show("enrol-second", !done.complete);
  show("enrol-code", !done.complete);
  say(done.complete ? "You are enrolled: sign in." : "One more: a second passkey, or a recovery code.");
  if (done.complete) show("enrol", false);
}

async function recoveryCode() {
  const { code } = await plain("/v1/enrol/recovery", { link: enrolling });
  find("code").textContent = code;
  show("code");
  show("enrol-second", false);
  show("enrol-code", false);
  say("Print this code and lock it away: it is shown once. You are enrolled: sign in.");
}

// --- signed in ---

async function refresh() {
  const { result: me } = await ask("GET", "/v1/me");
  show("sign-in", false);
  show("enrol", false);
  show("account");
  find("who").textContent = `${me.name} (${me.tier})`;
  const rows = { name: me.name, organisation: me.org, tier: me.tier, roles: me.roles.join(", ") || "none", passkeys: me.keys };
  find("me").replaceChildren(...Object.entries(rows).flatMap(([name, value]) => [element("dt", name), element("dd", `${value}`)]));
  if (waiting) {
    const { result } = await ask("GET", `/v1/touches/${waiting}`);
    find("touch-words").textContent = result.words;
    show("touch");
  }
  await list();
}

async function touched() {
  await answer(waiting);
  show("touch", false);
  say("Your key said yes: go back and run the command again.");
}

async function list() {
  const { result } = await ask("GET", "/v1/access");
  const rows = result.applications.map((one) => application(one));
  rows.push(...result.pending.map((one) => pending(one)));
  find("list").replaceChildren(...(rows.length ? rows : [element("li", "nothing waits")]));
}

function application(one) {
  const row = element("li", `${one.wants}: ${one.state}. ${one.statement} ${one.reasons} `);
  if (one.state === "open") {
    for (const approve of [true, false]) {
      const button = element("button", approve ? "Approve" : "Refuse");
      button.onclick = doing(async () => {
        const reasons = prompt("Reasons, as the applicant will read them:");
        if (!reasons) return;
        await ask("POST", `/v1/access/applications/${one.id}/review`, { approve, reasons });
        say("Reviewed.");
        await list();
      });
      row.append(button, " ");
    }
  }
  return row;
}

function pending(one) {
  const button = element("button", "Approve");
  button.onclick = doing(async () => {
    await ask("POST", `/v1/access/approvals/${one.id}`);
    say("Approved.");
    await list();
  });
  return element("li", `${one.requester} wants ${one.capability} `, button);
}

let challenge = null;

async function begin(event) {
  const { result } = await ask("POST", "/v1/scope/challenges", fields(event.target));
  challenge = result.challenge;
  find("proof-where").textContent = `Put this at ${result.where}:`;
  find("proof-content").textContent = result.content;
  show("proof");
}

async function check() {
  const { result } = await ask("POST", `/v1/scope/challenges/${challenge}/check`);
  say(`${result.target} is proved until ${new Date(result.until * 1000).toLocaleString()}.`);
  show("proof", false);
}

async function explain(event) {
  const { result } = await ask("POST", "/v1/access/explain", fields(event.target));
  const rows = result.remedies.map((one) => element("li", one.text));
  find("explained").replaceChildren(element("p", result.allowed ? "Yes." : "Not now. What would change it:"), element("ul", "", ...rows));
}

find("enter").onclick = doing(async () => {
  await signIn(find("purpose").value);
  say("Signed in.");
  await refresh();
});
find("leave").onclick = doing(async () => {
  await leave();
  location.reload();
});
find("enrol-key").onclick = doing(oneKey);
find("enrol-second").onclick = doing(oneKey);
find("enrol-code").onclick = doing(recoveryCode);
find("proof-check").onclick = doing(check);
find("connect").onsubmit = doing(async (event) => {
  await ask("POST", "/v1/connect", fields(event.target));
  say("It is in.");
});
find("apply").onsubmit = doing(async (event) => {
  const { tier, statement } = fields(event.target);
  await ask("POST", "/v1/access/applications", { tier: Number(tier), statement });
  say("Your application is in: reviewers see it now.");
  await list();
});
find("prove").onsubmit = doing(begin);
find("explain").onsubmit = doing(explain);

find("touch-key").onclick = doing(touched);

const asked = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, "", location.pathname);
waiting = asked.get("touch");
enrolling = asked.get("enrol");
if (enrolling) {
  show("enrol");
  show("sign-in", false);
} else if (sessionStorage.getItem("session")) {
  doing(refresh)();
}
