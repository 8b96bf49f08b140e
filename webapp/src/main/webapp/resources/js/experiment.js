// Keeps the page of a running experiment alive: server-sent events, or polling where they do not come through.
// When everything has ended and was judged, the page is loaded again and shows the verdict.
(function () {
  "use strict";
  var live = document.getElementById("live");
  if (!live) {
    // All runs have ended and only the judgement is missing: it takes a moment.
    setTimeout(function () { location.reload(); }, 1500);
    return;
  }
  var base = "/api/v1/experiments/" + live.dataset.id;
  var bar = document.getElementById("progress");
  var remaining = document.getElementById("remaining");
  var state = document.getElementById("state");
  var ended = false;
  var announced = "";

  function words(constant) {
    return String(constant).toLowerCase().replace(/_/g, " ");
  }

  function seconds(s) {
    s = Math.round(s);
    if (s < 60) return s + " s";
    return s < 3600 ? Math.floor(s / 60) + " min " + (s % 60) + " s" : Math.floor(s / 3600) + " h " + Math.floor((s % 3600) / 60) + " min";
  }

  function doing(run) {
    var terminal = /^(SUCCEEDED|FAILED|CANCELED|EXPIRED)$/.test(run.state);
    if (run.state === "QUEUED" && run.queue) {
      var ahead = run.queue.ahead === 0 ? "next in line" : run.queue.ahead + (run.queue.ahead === 1 ? " run ahead" : " runs ahead");
      return run.queue.startsInSeconds == null ? ahead + ", device offline" : ahead + ", starts in about " + seconds(run.queue.startsInSeconds);
    }
    return words(run.phase && !terminal ? run.phase : run.state);
  }

  // Between two reports of an agent the estimate counts down; a report corrects it.
  var left = null;
  var leftAt = 0;
  function tick() {
    if (ended) return;
    if (left == null) {
      remaining.textContent = "no estimate while a device is offline";
      return;
    }
    var s = left - (Date.now() - leftAt) / 1000;
    remaining.textContent = s >= 1 ? "about " + seconds(s) + " left" : "taking longer than estimated; still running";
  }
  setInterval(function () { if (leftAt) tick(); }, 1000);

  function show(pulse) {
    bar.value = 100 * pulse.progress;
    if (state) state.textContent = words(pulse.state);
    var done = 0;
    pulse.runs.forEach(function (run) {
      if (/^(SUCCEEDED|FAILED|CANCELED|EXPIRED)$/.test(run.state)) done++;
      var line = live.querySelector('[data-run="' + run.id + '"]');
      if (!line) return;
      line.querySelector("progress").value = 100 * run.progress;
      line.querySelector(".state").textContent = doing(run);
    });
    left = pulse.remainingSeconds;
    leftAt = Date.now();
    tick();
    // A screen reader hears of finished runs, not of every tick.
    var news = done + " of " + pulse.runs.length + " runs done";
    if (news !== announced) {
      announced = news;
      var model = document.querySelector("[data-test=verdict]");
      if (done > 0 && model) model.textContent = model.textContent.replace(/: .*$/, "") + ": " + news + ".";
    }
    if (/^(DONE|FAILED|CANCELED)$/.test(pulse.state)) finish(pulse.judged);
  }

  function finish(judged) {
    if (ended) return;
    ended = true;
    if (source) source.close();
    setTimeout(function () { location.reload(); }, judged ? 150 : 800);
  }

  var failures = 0;
  function poll() {
    if (ended) return;
    fetch(base, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok) throw new Error("status " + response.status);
        return response.json();
      })
      .then(function (json) {
        failures = 0;
        if (/^(DONE|FAILED|CANCELED)$/.test(json.state)) finish(true);
        else if (json.runs && json.runs[0] && "progress" in json.runs[0]) show(json);
        setTimeout(poll, 2000);
      })
      .catch(function () {
        failures++;
        remaining.textContent = "The portal does not answer at the moment; the runs go on. Trying again.";
        setTimeout(poll, Math.min(30000, 2000 * failures));
      });
  }

  var source = null;
  if (window.EventSource) {
    source = new EventSource(base + "/events");
    var heard = false;
    source.addEventListener("experiment", function (event) {
      heard = true;
      show(JSON.parse(event.data));
    });
    source.onerror = function () {
      // The browser reconnects by itself; polling only takes over where events never arrived or the stream was refused.
      if (!heard || source.readyState === EventSource.CLOSED) {
        source.close();
        poll();
      }
    };
  } else {
    poll();
  }
})();
