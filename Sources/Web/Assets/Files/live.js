// Keeps #live fresh: a message on the stream says that something changed, and this page asks for its own fragment
// again under its own session. One tab holds the stream for all (browsers allow six connections per host), and
// none does while every tab is hidden.
(() => {
  const stream = document.body.dataset.stream;
  const live = document.getElementById("live");
  if (!stream || !window.EventSource || !navigator.locks || !window.BroadcastChannel) return;

  const channel = new BroadcastChannel("ventanilla" + stream);
  let stop = null;
  let asked = 0;

  // Looks again at most once in half a second, however much happens.
  function changed() {
    if (!live || document.hidden || asked) return;
    asked = setTimeout(async () => {
      asked = 0;
      const answer = await fetch(live.dataset.fragment, { credentials: "same-origin" }).catch(() => null);
      if (!answer || !answer.ok || answer.redirected) return;
      replace(await answer.text());
    }, 500);
  }

  // Replaces the fragment; what the reader had unfolded stays unfolded, and the focus stays where it was.
  function replace(text) {
    const open = [...live.querySelectorAll("details")].map((details) => details.open);
    const focused = live.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    live.innerHTML = text;
    live.querySelectorAll("details").forEach((details, index) => { if (open[index]) details.open = true; });
    if (focused) live.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    live.dispatchEvent(new Event("replaced"));
  }

  // Holds the stream until told to let go; reconnects later and later, up to a minute.
  function hold() {
    return new Promise((release) => {
      let source = null;
      let pause = 1000;
      let timer = 0;
      const connect = () => {
        source = new EventSource(stream);
        source.onopen = () => { pause = 1000; };
        source.onmessage = (message) => { channel.postMessage(message.data); changed(); };
        source.onerror = () => {
          source.close();
          timer = setTimeout(connect, pause);
          pause = Math.min(pause * 2, 60000);
        };
      };
      connect();
      stop.signal.addEventListener("abort", () => { clearTimeout(timer); source.close(); release(); });
    });
  }

  function start() {
    stop = new AbortController();
    navigator.locks.request("ventanilla" + stream, { signal: stop.signal }, hold).catch(() => {});
  }

  channel.onmessage = changed;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { stop?.abort(); stop = null; } else { start(); changed(); }
  });
  addEventListener("pagehide", () => stop?.abort());
  addEventListener("pageshow", (shown) => { if (shown.persisted) { start(); changed(); } });
  if (!document.hidden) start();
})();
