/** The wall: full screen, and the truth about how old its figures are. */
const root = document.documentElement;
const full = document.getElementById("full");
const lost = document.getElementById("lost");
const STALE_MS = 12000;
let heard = Date.now();
let shown = document.querySelector("[data-testid=board-clock]").textContent;

root.classList.add("js");
if (root.requestFullscreen) {
  const toggle = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());
  full.hidden = false;
  full.addEventListener("click", toggle);
  document.addEventListener("keydown", (event) => {
    if (event.key === "f" && !event.ctrlKey && !event.metaKey && !event.altKey) toggle();
  });
}

document.body.addEventListener("htmx:afterSwap", () => {
  heard = Date.now();
  shown = document.querySelector("[data-testid=board-clock]").textContent;
  lost.textContent = "";
  document.body.classList.remove("is-lost");
});

setInterval(() => {
  if (Date.now() - heard < STALE_MS) return;
  lost.textContent = lost.dataset.words.replace("{time}", shown);
  document.body.classList.add("is-lost");
}, 1000);
