// What makes the pages quicker to use; all of them work without it.
"use strict";

// Forms with data-live="ID" are asked again while they are filled in, and the part of the page with that id is replaced.
for (const form of document.querySelectorAll("form[data-live]")) {
  let timer, asked;
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(form.dataset.from || location.pathname, location.href);
    const given = [...new FormData(form)].filter(([name, value]) => name !== "csrf" && typeof value === "string" && value !== "");
    address.search = new URLSearchParams(given);
    const old = document.getElementById(form.dataset.live);
    try {
      const answer = await fetch(address, { signal: asked.signal, redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(form.dataset.live);
      if (fresh && old) {
        const open = [...old.querySelectorAll("details[open]")].map((fold) => fold.id);
        fresh.querySelectorAll("details").forEach((fold) => { fold.open ||= open.includes(fold.id); });
        old.replaceWith(fresh);
        if (!form.dataset.from) history.replaceState(null, "", address);
      }
    } catch (failure) {
      if (failure.name !== "AbortError") old?.removeAttribute("aria-busy");
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    document.getElementById(form.dataset.live)?.setAttribute("aria-busy", "true");
    timer = setTimeout(ask, 80);
  });
}

// A slider shows its number.
for (const slider of document.querySelectorAll("input[type=range]")) {
  const shown = document.querySelector(`output[for="${slider.id}"]`);
  slider.addEventListener("input", () => { if (shown) shown.value = slider.value; });
}

// A form is sent once, and an upload shows how far it is.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
    if (form.enctype !== "multipart/form-data" || !form.dataset.progress) return;
    event.preventDefault();
    const bar = document.createElement("progress");
    const words = document.createElement("p");
    words.setAttribute("role", "status");
    bar.max = 100;
    bar.setAttribute("aria-label", form.dataset.progress);
    form.append(words, bar);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = (100 * loaded) / total;
      const text = `${form.dataset.progress} ${Math.floor(bar.value / 10) * 10}%`;
      if (words.textContent !== text) words.textContent = text;
    });
    request.addEventListener("load", () => {
      if (request.status < 400) return location.assign(request.responseURL);
      // What was refused is shown as the page that says why.
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const [fresh, main] = [page.querySelector("main"), document.querySelector("main")];
      if (!fresh) return location.reload();
      main.replaceWith(fresh);
      document.title = page.title;
      fresh.focus();
    });
    request.addEventListener("error", () => {
      words.textContent = form.dataset.failed;
      bar.remove();
      delete form.dataset.sent;
      event.submitter?.removeAttribute("aria-disabled");
    });
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }
});

// Printing needs a script; without one the browser's own menu prints.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
