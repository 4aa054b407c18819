/** Work that is offered: it appears by itself, with sound and in the title, and goes when its time is over. */
import { alert, offered } from "./alerts.js";
import { now } from "./time.js";
import { say } from "./words.js";

let shown = document.querySelector("#offer [data-conversation]")?.dataset.conversation ?? "";
let told = "";
let asked = null;

function tick() {
  const box = document.querySelector("#offer [data-until]");
  const left = box ? Math.ceil((Date.parse(box.dataset.until) - now()) / 1000) : 0;
  if (box) box.querySelector(".offer-left").textContent = say("offer.left", { n: Math.max(0, left) });
}

export function start(line) {
  line.addEventListener("queue", ({ detail }) => {
    const id = detail.offer?.conversation ?? "";
    offered(id ? say("offer.new") : "");
    if (id !== shown && globalThis.htmx) htmx.trigger("#offer", "refresh");
    if (id && id !== told) alert(say("offer.new"), "", `/desk/conversations/${id}`);
    const ids = (detail.asked ?? []).map((one) => one.id);
    if (asked && ids.join() !== asked.join() && globalThis.htmx) htmx.trigger("#offer", "refresh");
    for (const one of asked ? detail.asked.filter((o) => !asked.includes(o.id)) : []) alert(say("asked.new", { name: one.by }), one.text, `/desk/conversations/${one.conversation}`);
    asked = ids;
    if (!id && shown) document.getElementById("announce").textContent = say("offer.over");
    shown = told = id;
  });
  document.body.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target.id !== "offer") return;
    shown = target.querySelector("[data-conversation]")?.dataset.conversation ?? "";
    tick();
  });
  setInterval(tick, 1000);
  tick();
}
