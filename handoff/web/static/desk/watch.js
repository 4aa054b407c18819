/** Who else looks at or types in a conversation; the server forgets who gave no sign for a while. */
import { say } from "./words.js";

let watching = {};
let conversation = null;

function words(people) {
  const typing = people.filter((p) => p.typing);
  const names = (list) => list.map((p) => p.name).join(", ");
  return typing.length ? say("queue.types", { names: names(typing) }) : say("queue.looks", { names: names(people) });
}

function put(el, text) {
  if (el.textContent !== text) el.textContent = text;
  el.hidden = !text;
}

export function again() {
  for (const el of document.querySelectorAll("[data-watch]")) {
    const people = watching[el.dataset.watch] ?? [];
    put(el, people.length ? words(people) : "");
    el.classList.toggle("is-typing", people.some((p) => p.typing));
  }
  const here = document.querySelector("[data-watch-here]");
  const people = watching[conversation] ?? [];
  if (here) put(here, people.length ? say("talk.watching", { names: people.map((p) => p.name).join(", ") }) : "");
}

/** `now`: by conversation who looks at it; oneself is left out. */
export function show(now, here) {
  const me = Number(document.body.dataset.agent);
  watching = Object.fromEntries(Object.entries(now ?? {}).map(([id, people]) => [id, people.filter((p) => p.id !== me)]));
  conversation = here;
  again();
}
