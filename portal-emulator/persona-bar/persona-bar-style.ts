/** Of the portal's own origin, so that a policy that lets the site have its own style sheets lets it in. */
export const personaBarStylePath = "/_emulator/persona-bar.css";

/** In the corner that neither the emulator's notes nor the kit's consent banner take. */
export const personaBarStyle = `:host { color-scheme: light dark; }
nav {
  --paper: light-dark(#fff, #1b211f); --ink: light-dark(#1d2321, #edf1ef); --soft: light-dark(#555d5a, #a9b4b0);
  --line: light-dark(#8d8b84, #74807b); --accent: light-dark(#0f766e, #5eead4); --tint: light-dark(#eef6f4, #22302d);
  position: fixed; inset: auto auto 60px 12px; z-index: 2147481000; font: 14px/1.4 system-ui, sans-serif; color: var(--ink); text-align: start;
}
:host(:dir(rtl)) nav { inset: auto 12px 60px auto; }
summary {
  display: inline-flex; align-items: center; gap: 8px; max-width: min(320px, calc(100vw - 24px)); min-height: 36px; box-sizing: border-box; padding: 6px 14px; cursor: pointer;
  background: var(--paper); border: 1px solid var(--line); border-radius: 18px; box-shadow: 0 1px 4px #0003; list-style: none;
}
summary::-webkit-details-marker { display: none; }
summary strong { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 600; }
.dot { flex: none; width: 10px; height: 10px; border-radius: 50%; box-sizing: border-box; border: 2px solid var(--soft); }
.signed-in .dot { background: var(--accent); border-color: var(--accent); }
form {
  position: absolute; inset-block-end: calc(100% + 8px); inset-inline-start: 0; width: min(320px, calc(100vw - 24px)); max-height: min(60vh, 440px); overflow: auto; box-sizing: border-box; margin: 0; padding: 12px;
  background: var(--paper); border: 1px solid var(--line); border-radius: 12px; box-shadow: 0 4px 16px #0004;
}
h2 { margin: 0 0 8px; font-size: 14px; font-weight: 600; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 4px; }
button {
  display: block; width: 100%; min-height: 40px; box-sizing: border-box; padding: 6px 10px; font: inherit; color: inherit; text-align: start; cursor: pointer;
  background: none; border: 1px solid transparent; border-radius: 8px; overflow-wrap: anywhere;
}
button:hover { background: var(--tint); }
button[aria-current] { border-color: var(--accent); background: var(--tint); }
button span { display: block; color: var(--soft); font-size: 12.5px; }
p { margin: 8px 0 0; color: var(--soft); font-size: 12.5px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
@media (max-width: 480px) { .lead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; } summary { padding: 6px 12px; } }
@media print { nav { display: none; } }
`;
