// The server's clock: a browser's own may be minutes off. Measured once, when the page came.
const ahead = Date.parse(document.body.dataset.now) - Date.now();

export const now = () => Date.now() + (Number.isFinite(ahead) ? ahead : 0);
