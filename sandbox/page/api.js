// Requests to the control interface; a refusal becomes an Error with its sentence.

async function answered(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? response.statusText);
  return body;
}

export async function get(path) {
  return answered(await fetch(path));
}

export async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return answered(await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

export async function postForm(path, form) {
  return answered(await fetch(path, { method: "POST", body: form }));
}
