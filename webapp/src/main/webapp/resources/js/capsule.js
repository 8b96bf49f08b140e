// Sends a capsule to be repeated here, and leads to the page of the repetition.
(function () {
  "use strict";

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
      say("A capsule has at most 16 MiB. Nothing was sent.", "bad");
      return;
    }
    say("Sending " + file.name + ".", "note");
    fetch("/api/v1/capsules?device=" + encodeURIComponent(document.getElementById("capsule-device").value), {
      method: "POST", body: file, credentials: "same-origin",
      headers: { "Content-Type": "application/octet-stream", Accept: "application/json, application/problem+json" }
    })
      .then(function (response) {
        return response.json().then(function (body) {
          if (!response.ok) throw new Error(body.detail || "The capsule was refused; nothing was started.");
          location.href = "/experiments/" + body.experiment;
        });
      })
      .catch(function (error) { say(error.message, "bad"); });
    input.value = "";
  });
})();
