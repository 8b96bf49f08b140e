// Capsules: sends one to be repeated, and shows how far a repetition agrees with the capsule it came from.
(function () {
  "use strict";

  function text(name, words, className) {
    var made = document.createElement(name);
    made.textContent = words;
    if (className) made.className = className;
    return made;
  }

  var section = document.getElementById("replayed");
  if (section) {
    fetch("/api/v1/experiments/" + section.dataset.id + "/replay", { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (response) { return response.ok ? response.json() : null; })
      .then(function (replay) {
        // An experiment that repeats no capsule has nothing to show here.
        if (!replay) return;
        section.hidden = false;
        document.getElementById("replay-sentence").textContent = replay.sentence;
        replay.runs.forEach(function (run) {
          var tones = { SAME: "good", DIFFERENT: "bad", UNDECIDED: "warn", NOT_COMPARABLE: "warn" };
          var item = document.createElement("li");
          item.append(text("b", run.scheme), " ", text("span", run.outcome.toLowerCase().replace("_", " "), "chip " + tones[run.outcome]), text("p", run.sentence));
          (run.notes || []).forEach(function (note) { item.append(text("p", note, "quiet")); });
          (run.differences || []).forEach(function (field) {
            item.append(text("p", field.name + ": " + (field.first == null ? "nothing" : field.first) + " in the capsule, " + (field.replay == null ? "nothing" : field.replay) + " here", "quiet small"));
          });
          document.getElementById("replay-runs").append(item);
        });
      })
      .catch(function (error) {
        section.hidden = false;
        document.getElementById("replay-sentence").textContent = "The comparison could not be loaded (" + error.message + "); reload the page to try again.";
      });
  }

  var input = document.getElementById("capsule-file");
  if (!input) return;
  var status = document.getElementById("capsule-status");
  function say(words, tone) {
    status.hidden = false;
    status.className = "message " + tone;
    status.textContent = words;
  }
  input.addEventListener("change", function () {
    var file = input.files[0];
    if (!file) return;
    if (file.size > 16 * 1024 * 1024) {
      say("TOO_LARGE: a capsule has at most 16 MiB. Nothing was sent.", "bad");
      return;
    }
    say("Sending " + file.name + ".", "note");
    fetch("/api/v1/capsules?device=" + encodeURIComponent(document.getElementById("capsule-device").value), {
      method: "POST", body: file, credentials: "same-origin",
      headers: { "Content-Type": "application/octet-stream", Accept: "application/json, application/problem+json" }
    })
      .then(function (response) {
        return response.json().then(function (body) {
          if (!response.ok) throw new Error((body.code ? body.code + ": " : "") + (body.detail || "The capsule was refused; nothing was started."));
          location.href = "/experiments/" + body.experiment;
        });
      })
      .catch(function (error) { say(error.message, "bad"); });
    input.value = "";
  });
})();
