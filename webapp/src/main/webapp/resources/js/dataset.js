// Sends a dataset as it is, with progress, and says by name why one is refused. On the form of an experiment the new
// dataset is chosen; on the page of datasets it appears in the list.
(function () {
  "use strict";
  var limit = 256 * 1024 * 1024;

  function answer(request) {
    try {
      return JSON.parse(request.responseText);
    } catch (e) {
      return { detail: "The portal answered with status " + request.status + "; nothing was stored." };
    }
  }

  function send(method, url, file, bar, say, done) {
    var request = new XMLHttpRequest();
    request.open(method, url);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept", "application/json, application/problem+json");
    if (bar) bar.hidden = false;
    say("Sending " + file.name + ".", "note");
    request.upload.onprogress = function (event) {
      if (bar && event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    };
    request.onload = function () {
      if (bar) bar.hidden = true;
      var body = answer(request);
      if (request.status >= 200 && request.status < 300) done(body);
      else say(body.detail || body.title || "The file was refused; nothing was stored.", "bad");
    };
    request.onerror = function () {
      if (bar) bar.hidden = true;
      say("The connection broke while sending; nothing was stored. Choose the file again to repeat it.", "bad");
    };
    request.send(file);
  }

  var input = document.getElementById("dataset-file");
  if (input) {
    var format = document.getElementById("dataset-format");
    var bar = document.getElementById("dataset-progress");
    var status = document.getElementById("dataset-status");
    var say = function (text, tone) {
      status.hidden = false;
      status.className = "message " + tone;
      status.textContent = text;
    };
    var guess = function (name) {
      if (/\.npz$/i.test(name)) return "npz";
      return /\.zip$/i.test(name) ? "" : "text";
    };
    input.addEventListener("change", function () {
      var file = input.files[0];
      if (!file) return;
      var chosen = format.value || guess(file.name);
      if (!chosen) {
        say("A zip file may hold arrays or pictures: choose npy-zip or images-zip, then the file again. Nothing was sent.", "warn");
        input.value = "";
        return;
      }
      if (file.size > limit) {
        say("TOO_LARGE: " + file.name + " has more than 256 MiB. Nothing was sent; a few hundred examples are enough for a calibration.", "bad");
        input.value = "";
        return;
      }
      send("POST", "/api/v1/datasets?name=" + encodeURIComponent(file.name) + "&format=" + chosen, file, bar, say, function (made) {
        var select = document.getElementById("calibration");
        if (!select) {
          location.reload();
          return;
        }
        var option = Array.from(select.options).find(function (o) { return o.value === made.ref; });
        if (!option) {
          option = document.createElement("option");
          option.value = made.ref;
          option.textContent = made.name + " (" + made.format + ")";
          select.append(option);
        }
        option.selected = true;
        say(made.name + " was checked and stored; it is chosen above.", "good");
      });
      input.value = "";
    });
  }

  document.querySelectorAll("[data-tokenizer]").forEach(function (field) {
    field.addEventListener("change", function () {
      if (!field.files[0]) return;
      var line = document.getElementById(field.getAttribute("aria-describedby"));
      send("PUT", "/api/v1/datasets/" + encodeURIComponent(field.dataset.tokenizer) + "/tokenizer", field.files[0], null, function (text, tone) {
        line.className = tone === "bad" ? "field-error" : "hint";
        line.textContent = text;
      }, function () { location.reload(); });
    });
  });
})();
