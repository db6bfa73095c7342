// Keeps a page of the preview up to date: style sheets are exchanged in place, a changed page is fetched and set in where
// the reader is, and what is wrong with the site stands over it until it is mended.
(() => {
  const script = document.currentScript;
  let pages = Number(script.dataset.pages);
  let styles = Number(script.dataset.styles);

  const exchangeStyles = () => {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const url = new URL(link.href);
      if (url.origin !== location.origin) continue;
      url.searchParams.set("livereload", styles);
      const next = link.cloneNode();
      next.href = url;
      next.onload = next.onerror = () => link.remove();
      link.after(next);
    }
  };

  const comparable = (head) => {
    const copy = head.cloneNode(true);
    for (const link of copy.querySelectorAll("link[href]")) {
      link.setAttribute("href", link.getAttribute("href").replace(/[?&]livereload=\d+/, ""));
    }
    return copy.innerHTML;
  };

  // Scripts of the site run when a page loads: with other scripts than ours the page must be loaded anew.
  const hasScripts = (body) => [...body.querySelectorAll("script")].some((one) => one.dataset.pages === undefined);

  // Browsers restore where the reader was, but not to the pixel.
  const KEPT_PLACE = "site-gen-place";
  const reload = () => {
    sessionStorage.setItem(KEPT_PLACE, JSON.stringify([scrollX, scrollY]));
    location.reload();
  };
  const keptPlace = sessionStorage.getItem(KEPT_PLACE);
  if (keptPlace !== null) {
    sessionStorage.removeItem(KEPT_PLACE);
    addEventListener("load", () => scrollTo(...JSON.parse(keptPlace)));
  }

  const exchangePage = async () => {
    const response = await fetch(location.href, { cache: "no-store" });
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    if (hasScripts(next.body) || hasScripts(document.body) || comparable(next.head) !== comparable(document.head)) {
      reload();
      return;
    }
    const { scrollX, scrollY } = window;
    for (const name of ["lang", "dir", "class"]) {
      const value = next.documentElement.getAttribute(name);
      if (value === null) document.documentElement.removeAttribute(name);
      else document.documentElement.setAttribute(name, value);
    }
    document.body.replaceWith(document.adoptNode(next.body));
    window.scrollTo(scrollX, scrollY);
  };

  const LOOK = {
    position: "fixed", inset: "0", zIndex: "2147483647", margin: "0", padding: "2rem", overflow: "auto",
    background: "rgb(0 0 0 / 85%)", color: "#fff", textAlign: "left", direction: "ltr",
    font: "1rem/1.6 ui-monospace, monospace", whiteSpace: "pre-wrap",
  };

  const showProblems = (problems) => {
    document.getElementById("site-gen-problems")?.remove();
    if (problems.length === 0) return;
    const box = document.createElement("div");
    box.id = "site-gen-problems";
    box.lang = "en";
    box.dir = "ltr";
    box.setAttribute("role", "alert");
    box.textContent = problems.join("\n\n");
    Object.assign(box.style, LOOK);
    document.body.append(box);
  };

  const listen = () => {
    const source = new EventSource(new URL("livereload", script.src));
    source.onmessage = async ({ data }) => {
      const state = JSON.parse(data);
      const pageIsOld = state.pages !== pages;
      const styleIsOld = state.styles !== styles;
      ({ pages, styles } = state);
      if (pageIsOld) await exchangePage();
      else if (styleIsOld) exchangeStyles();
      showProblems(state.problems);
    };
    // A page that is left must not hold its connection: browsers allow few.
    addEventListener("pagehide", () => source.close(), { once: true });
  };
  listen();
  addEventListener("pageshow", (event) => event.persisted && listen());
})();
