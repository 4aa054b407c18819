/** The desk's scripts. Without them every page still works; with them it is live. */
import * as alerts from "./alerts.js";
import * as bulk from "./bulk.js";
import { forget, restore } from "./drafts.js";
import * as keys from "./keys.js";
import { Line } from "./line.js";
import * as offer from "./offer.js";
import * as queue from "./queue.js";
import { Talk } from "./talk.js";
import { setNow, tick } from "./time.js";

document.documentElement.classList.add("js");
// After a refused form the address is the form's; a reload must show the page, not send the form again.
const { here } = document.body.dataset;
if (here.split("?")[0] !== location.pathname || location.search.includes("said=")) history.replaceState(null, "", here);
alerts.start();
keys.start();
bulk.start();
restore();

// What was done stands in the history too, so its message may make room.
setTimeout(() => document.querySelector("#main > .banner-good")?.remove(), 10000);

const line = new Line();
line.addEventListener("alive", ({ detail }) => setNow(detail.now));
const root = document.getElementById("talk");
offer.start(line);
queue.start(line, root?.dataset.conversation);
if (root) new Talk(line, root);
line.connect();
tick();
document.querySelector("#mine [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" }); // on a tablet the open talks stand in a row

document.body.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (!detail.successful) return;
  if (target.id === "note-form") {
    target.reset();
    document.getElementById("note-thread").value = "";
    document.getElementById("note-to").hidden = true;
    forget(target.querySelector("textarea"));
  }
  if (detail.pathInfo.requestPath === "/desk/presence") document.querySelector('[data-testid="away-hint"]')?.remove();
});

/** A refusal of a form that htmx sent: its sentence stands on the page that came back. */
document.body.addEventListener("htmx:responseError", ({ detail }) => {
  const page = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
  const sentence = page.querySelector(".banner-bad")?.textContent;
  const main = document.getElementById("main");
  if (!sentence || detail.elt?.matches?.('[hx-trigger="refresh"]')) return;
  main.querySelector(":scope > .banner-bad")?.remove();
  const banner = document.createElement("p");
  banner.className = "banner banner-bad";
  banner.setAttribute("role", "alert");
  banner.dataset.testid = "error";
  banner.textContent = sentence;
  main.prepend(banner);
});
