// Asks the browser for a passkey, a new one or one that there is, and sends the form with it. Without it the pages work in every other way.
const box = document.getElementById("passkey");
if (box && window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  const [button, failed] = [box.querySelector("button"), box.querySelector("p")];
  box.hidden = false;
  button.addEventListener("click", async () => {
    const { form } = button, options = JSON.parse(box.dataset.options);
    button.disabled = true;
    failed.hidden = true;
    try {
      const credential = box.dataset.step === "AddPasskey"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.credential.value = JSON.stringify(credential);
      form.elements.step.value = box.dataset.step;
      form.submit();
    } catch {
      failed.hidden = false;
      button.disabled = false;
    }
  });
}
