// Keeps a hall's page fresh: an event says that something changed, the page is fetched anew and its parts replaced.
// Without this script the page is the same, only still.
"use strict";
(() => {
  const main = document.querySelector("main[data-live]");
  if (!main || !window.EventSource) return;
  const state = document.querySelector("#live-state");
  const alert = document.querySelector("#alert");
  let fetching = false;
  let again = false; // something changed while the page was being fetched

  async function renew() {
    again = true;
    if (fetching) return;
    fetching = true;
    try {
      while (again) {
        again = false;
        if (!(await replaced())) return;
      }
    } catch {
      // the network is away; the next event, or the snapshot at reconnect, asks again
    } finally {
      fetching = false;
    }
  }

  async function replaced() {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer.redirected) { location.reload(); return false; }
    if (!answer.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-part]")) {
      if (part.querySelector("details[open]")) continue; // somebody is writing there
      const other = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
      if (other) part.replaceWith(document.adoptNode(other));
    }
    return true;
  }

  function announce(event) {
    const fact = JSON.parse(event.data);
    const text = alert.dataset.text.replace("{ticket}", () => fact.ticket).replace("{window}", () => fact.window);
    alert.querySelector("strong").textContent = text;
    alert.hidden = false;
  }

  function say(online) {
    state.textContent = online ? state.dataset.on : state.dataset.off;
    state.classList.toggle("on", online);
    state.classList.toggle("lost", !online);
  }

  const source = new EventSource(main.dataset.live);
  source.addEventListener("open", () => say(true));
  source.addEventListener("error", () => say(false));
  source.addEventListener("snapshot", renew);
  source.addEventListener("changed", renew);
  source.addEventListener("case", announce);
  source.addEventListener("help", renew);
  const minute = setInterval(renew, 60000); // "3 min ago" must not stand still when nothing happens
  addEventListener("pagehide", () => { clearInterval(minute); source.close(); });
})();
