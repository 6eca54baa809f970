const read = (id) => JSON.parse(document.getElementById(id).textContent);
Scalar.createApiReference('#reference', { ...read('settings'), content: read('document') });
