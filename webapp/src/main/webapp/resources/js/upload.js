// Sends a model file as it is, with progress, and says by name why one is refused.
(function () {
  "use strict";
  var drop = document.getElementById("drop");
  var input = document.getElementById("upload-file");
  if (!drop || !input) return;
  var bar = document.getElementById("upload-progress");
  var status = document.getElementById("upload-status");
  var choices = document.getElementById("model-choices");
  var limit = 64 * 1024 * 1024;

  function say(text, tone) {
    status.hidden = false;
    status.className = "message " + (tone || "note");
    status.textContent = text;
  }

  function bytes(n) {
    return n >= 1e6 ? (n / 1e6).toFixed(1) + " MB" : Math.max(1, Math.round(n / 1e3)) + " kB";
  }

  function card(model) {
    var label = document.createElement("label");
    label.className = "choice";
    label.dataset.test = "model-" + model.name;
    var radio = document.createElement("input");
    radio.type = "radio";
    radio.name = "model";
    radio.value = model.ref || model.sha256;
    radio.checked = true;
    var name = document.createElement("b");
    name.textContent = model.name;
    var meta = document.createElement("span");
    meta.className = "meta";
    meta.textContent = bytes(model.sizeBytes) + " · uploaded just now";
    label.append(radio, name, meta);
    choices.append(label);
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function done(model) {
    if (choices) {
      card(model);
      say(model.name + " was checked and stored; it is chosen above.", "good");
    } else {
      location.href = "/models/" + encodeURIComponent(model.ref || model.sha256);
    }
  }

  function send(file) {
    if (file.size > limit) {
      say("TOO_LARGE: " + file.name + " has " + bytes(file.size) + " and a model may have 64 MiB. Nothing was sent; the command line measures larger models on their own machine.", "bad");
      return;
    }
    var request = new XMLHttpRequest();
    request.open("POST", "/api/v1/models?name=" + encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept", "application/json, application/problem+json");
    request.responseType = "text";
    bar.hidden = false;
    bar.value = 0;
    say("Sending " + file.name + ".");
    request.upload.onprogress = function (event) {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      if (event.loaded === event.total) say("Checking " + file.name + ".");
    };
    request.onload = function () {
      bar.hidden = true;
      var body = {};
      try {
        body = JSON.parse(request.responseText);
      } catch (e) {
        body = { detail: "The portal answered with status " + request.status + "; nothing was stored." };
      }
      if (request.status >= 200 && request.status < 300) done(body.card || body);
      else say(body.detail || body.title || "The file was refused; nothing was stored.", "bad");
      input.value = "";
    };
    request.onerror = function () {
      bar.hidden = true;
      say("The connection broke while sending; nothing was stored. Choose the file again to repeat it.", "bad");
    };
    request.send(file);
  }

  input.addEventListener("change", function () {
    if (input.files.length) send(input.files[0]);
  });
  ["dragenter", "dragover"].forEach(function (type) {
    drop.addEventListener(type, function (event) {
      event.preventDefault();
      drop.classList.add("over");
    });
  });
  ["dragleave", "drop"].forEach(function (type) {
    drop.addEventListener(type, function (event) {
      event.preventDefault();
      drop.classList.remove("over");
    });
  });
  drop.addEventListener("drop", function (event) {
    if (event.dataTransfer.files.length) send(event.dataTransfer.files[0]);
  });
})();
