/** Where the emulator's notes on pages have their style sheet: of the portal's own origin, so that a policy that lets the site have its own lets it in. */
export const overlayStylePath = "/_emulator/overlay.css";

/** Stays below the consent banner and beside its re-open control. */
export const overlayStyle = `:host { color-scheme: light dark; }
dialog {
  --paper: #fff8e6; --ink: #3d2c00; --line: #b98900; --code: #fffdf5;
  position: fixed; inset: auto 12px 60px auto; z-index: 2147482000; margin: 0; padding: 8px 12px; box-sizing: border-box;
  max-width: min(760px, calc(100vw - 24px)); max-height: 60vh; overflow: auto;
  background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 8px; font: 14px/1.5 system-ui, sans-serif; text-align: start;
}
dialog.failure { --paper: #fdecea; --ink: #5f1410; --line: #c0392b; --code: #fff7f6; }
form { float: right; margin: 0 0 0 12px; }
:host(:dir(rtl)) form { float: left; margin: 0 12px 0 0; }
button { min-width: 28px; min-height: 28px; border: 1px solid transparent; border-radius: 6px; background: none; color: inherit; font: inherit; cursor: pointer; }
button:hover { border-color: currentcolor; }
:focus-visible { outline: 2px solid currentcolor; outline-offset: 1px; }
h2 { margin: 0; font: inherit; font-weight: 600; }
summary { cursor: pointer; }
ul { margin: 8px 0 0; padding-inline-start: 18px; }
li + li { margin-top: 8px; }
p { margin: 6px 0 0; overflow-wrap: anywhere; }
code, pre { font: 12.5px/1.5 ui-monospace, Consolas, monospace; }
code { overflow-wrap: anywhere; }
pre { margin: 6px 0 0; padding: 8px; overflow: auto; background: var(--code); border: 1px solid var(--line); border-radius: 6px; direction: ltr; text-align: left; }
@media (prefers-color-scheme: dark) {
  dialog { --paper: #2b2410; --ink: #f6e3ae; --line: #8a6a10; --code: #1d1809; }
  dialog.failure { --paper: #35130f; --ink: #ffd5cf; --line: #b4443a; --code: #240c09; }
}
@media print { dialog { display: none; } }
`;
