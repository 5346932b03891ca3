// Passkeys: what the browser's own keys say goes into a form's hidden field, and the form is sent.
for (const form of document.querySelectorAll("[data-passkey]")) {
  form.querySelector("button").addEventListener("click", () => show(form));
}

async function show(form) {
  form.querySelector("[role=alert][hidden], [data-refused]")?.setAttribute("hidden", "");
  try {
    const { publicKey } = await options(form);
    const made = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(forEverywhere(publicKey)) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
    form.querySelector("[name=credential]").value = JSON.stringify(made.toJSON());
    form.submit();
  } catch {
    const refused = [...form.querySelectorAll("[role=alert]")].at(-1);
    refused.hidden = false;
    refused.dataset.refused = "";
  }
}

// Within the page, or asked for now: a challenge for signing in is good for minutes only.
async function options(form) {
  const inPage = document.getElementById("passkey-options");
  const said = inPage ? JSON.parse(inPage.textContent) : await (await fetch(form.action, { headers: { "X-Requested-With": "XMLHttpRequest" } })).json();
  return said.creation_options ?? said.request_options;
}

function forEverywhere(publicKey) {
  const chosen = { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return { ...publicKey, authenticatorSelection: chosen };
}
