// Runs before everything else on a page: a visitor who has said yes, whom no earlier page knows, and a tracker that keeps the time.
sessionStorage.clear();
localStorage.clear();
document.cookie = "portalkit.consent=granted.1.mb1c2d3e;path=/";
window.benchTimes = {};
document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest("form[data-portal-kit-form] button")) window.benchTimes.clickedAt = event.timeStamp;
  },
  true,
);
window.MSCI = {
  // The pasted script makes one of these where the library is there already.
  Analytics: function () {
    return window.MSCI;
  },
  initialize() {},
  setUser({ authId }) {
    Object.assign(window.benchTimes, { toldAt: performance.now(), authId });
  },
};
