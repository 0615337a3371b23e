/* The one policy that HTML swapped in by htmx passes through (`require-trusted-types-for 'script'`).

   HTML comes from this site only (`selfRequestsOnly`) and scripts in it stay inert (`allowScriptTags`), so it is
   taken as it is; code as text is refused, and so is the address of a script from anywhere else. */

if (window.trustedTypes?.createPolicy) {
  window.trustedTypes.createPolicy("default", {
    createHTML: (html) => html,
    createScript: () => null,
    createScriptURL: (url) => (new URL(url, location.href).origin === location.origin ? url : null),
  });
}
